import { Agent, GreedyDecoder, type StepDecoder } from '@agentd/agent-core';
import { SagDecoder } from '@agentd/sag-decoder';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { AgentHandle, type Closeable } from './agent-handle.ts';
import { withCorpus } from './corpus/corpus-tool.ts';
import { checkCreateAgentOptions, type CreateAgentOptions } from './create-agent-options.ts';
import { openModel } from './open-model.ts';

/**
 * An agent with sensible defaults: the tiny agent as the model, Python in a locked sandbox, self-consistent action
 * generation, and with a corpus the tool `web_search`. Close it when done: that ends the model, the sandbox and the
 * index which were opened here.
 *
 * @throws InvalidInputError codes `agent/bad-options` and `sag/bad-options`
 * @throws ModelError when the model cannot be loaded, code `model/missing-dependency` where a package is missing
 * @throws RetrieverError when the corpus cannot be searched, code `retriever/missing-dependency` where a package is
 * missing
 */
export async function createAgent(options: CreateAgentOptions = {}): Promise<AgentHandle> {
  checkCreateAgentOptions(options);
  const decoder = decoderOf(options);
  const { onProgress } = options;
  const { model, prompt, search, isOwn } = await openModel(options);
  const own: Closeable[] = isOwn ? [model] : [];
  try {
    const { tools, own: opened } = await withCorpus(options, search);
    own.push(...opened);
    const executor = options.executor ?? pyodideExecutor(onProgress === undefined ? {} : { onProgress });
    if (options.executor === undefined) own.push(executor);
    return new AgentHandle(new Agent({ ...options, model, executor, decoder, prompt, tools }), own);
  } catch (error) {
    await Promise.all(own.map((part) => part.close?.()));
    throw error;
  }
}

function decoderOf({ decoder = 'sag', sag }: CreateAgentOptions): StepDecoder {
  if (decoder === 'greedy') return new GreedyDecoder();
  return decoder === 'sag' ? new SagDecoder(sag) : decoder;
}
