import { AgentdError } from './errors.ts';

/** What {@link optionalPeer} says when the package is not there. */
export interface OptionalPeer {
  /** Name on npm. */
  name: string;
  /** What to install, such as `1.30.0`. */
  version: string;
  /** What needs the package, as the beginning of a sentence, such as `Local models`. */
  user: string;
  /** Code of the error, such as `model/missing-dependency`. */
  code: string;
}

/**
 * Loads an optional peer dependency when it is first needed.
 * @throws AgentdError with the code given, and the command that installs the package
 */
export async function optionalPeer<T>(peer: OptionalPeer, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { name, version, user, code } = peer;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AgentdError(
      `${user} need the package ${name}, which could not be loaded (${reason}). Install it: npm install ${name}@${version}`,
      { code, cause },
    );
  }
}
