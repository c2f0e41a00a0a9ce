import { describeLanguageModel } from '@agentd/agent-core/testing';
import { describe } from 'vitest';
import { openaiModel } from './openai-model.ts';
import { serverKinds } from './server-profiles.ts';

const { AGENTD_SERVER_URL: baseURL, AGENTD_SERVER_MODEL: model = '', AGENTD_SERVER_KIND: kind } = process.env;
const { AGENTD_SERVER_PROMPT: prompt } = process.env;

// Runs on any server: AGENTD_SERVER_URL is the root of its API, AGENTD_SERVER_MODEL the model's name there,
// AGENTD_SERVER_KIND (told by itself where not given) its kind, AGENTD_SERVER_PROMPT a question that it answers at some
// length, OPENAI_API_KEY the key where one is needed.
describe.runIf(baseURL !== undefined)('a real server', () => {
  describeLanguageModel(
    `${model} at ${baseURL ?? ''}`,
    () =>
      openaiModel({
        model,
        ...(baseURL === undefined ? {} : { baseURL }),
        server: serverKinds.find((known) => known === kind) ?? 'auto',
        totalTimeoutMs: 120_000,
      }),
    prompt === undefined ? {} : { messages: [{ role: 'user', content: prompt }] },
  );
});
