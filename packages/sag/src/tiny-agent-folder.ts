import { ModelError } from '@agentd/agent-core';

/**
 * The folder of the tiny agent, where the optional package `@agentd/tiny-agent` is installed.
 * @throws ModelError code `model/missing-dependency` with the command that installs it
 */
export async function tinyAgentFolder(): Promise<string> {
  try {
    const { tinyAgentPath } = await import('@agentd/tiny-agent');
    return tinyAgentPath;
  } catch (cause) {
    throw new ModelError(
      'No model was given, and the tiny agent that is used then is not installed. Name a model with model or local, ' +
        'or install the tiny agent: npm install @agentd/tiny-agent @huggingface/transformers onnxruntime-node',
      { code: 'model/missing-dependency', cause },
    );
  }
}
