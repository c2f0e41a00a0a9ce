import { ModelError } from '@agentd/agent-core';

/**
 * Loads an optional peer dependency.
 * @throws ModelError `model/missing-dependency` with the command that installs it
 */
export async function optionalPeer<T>(name: string, version: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(
      `Local models need the package ${name}, which could not be loaded (${reason}). Install it: npm install ${name}@${version}`,
      { code: 'model/missing-dependency', cause },
    );
  }
}
