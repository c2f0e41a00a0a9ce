import { fileURLToPath } from 'node:url';
import { describeLanguageModel } from '@agentd/agent-core/testing';
import type { LanguageModel } from '@agentd/agent-core';
import { localModel } from '../local/index.ts';
import { openaiServer } from '../testing/index.ts';
import { openaiModel } from './openai-model.ts';
import type { OpenAIModelOptions } from './options.ts';

const path = fileURLToPath(new URL('../../fixtures/tiny-gqa', import.meta.url));

/** A model behind HTTP, with the server and the model that it serves closed together with it. */
async function served(
  options: Partial<OpenAIModelOptions>,
  change: (model: LanguageModel) => LanguageModel = (model) => model,
): Promise<LanguageModel> {
  const local = await localModel({ path });
  const server = await openaiServer(change(local));
  const remote = openaiModel({ model: local.id, baseURL: server.url, apiKey: 'test-key', ...options });
  return {
    id: remote.id,
    get capabilities() {
      return remote.capabilities;
    },
    complete: (request, call) => remote.complete(request, call),
    ...(remote.sample && { sample: remote.sample.bind(remote) }),
    ...(remote.stream && { stream: remote.stream.bind(remote) }),
    async close() {
      await server.close();
      await local.close?.();
    },
  };
}

/** As Ollama and TGI do: one sample, whatever n says. */
const ignoringN = (model: LanguageModel): LanguageModel => ({
  id: model.id,
  capabilities: model.capabilities,
  complete: (request, call) => model.complete({ ...request, n: 1 }, call),
  ...(model.stream && { stream: model.stream.bind(model) }),
});

describeLanguageModel('OpenAI protocol, vLLM dialect', () => served({ server: 'vllm' }));
describeLanguageModel('OpenAI protocol, server told by its models', () => served({}));
describeLanguageModel('OpenAI protocol, parallel samples', () => served({ parallelSamples: true }));
describeLanguageModel('OpenAI protocol, server that ignores n', () => served({ server: 'vllm' }, ignoringN));
describeLanguageModel('OpenAI protocol, generic server', () => served({ server: 'generic' }));
