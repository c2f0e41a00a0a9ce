import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool, type Retriever } from '@agentd/agent-core';
import { scriptedModel } from '@agentd/agent-core/testing';
import { openaiServer } from '@agentd/models/testing';
import { memoryRetriever, samplePassages } from '@agentd/retriever/testing';
import { defaultCacheDir, pyodideExecutor } from '@agentd/sandbox';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createAgent } from '../create-agent.ts';

const turn = (code: string) => `Thought: a step.\nCode:\n\`\`\`py\n${code}\n\`\`\``;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-agent-corpus-'));
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'docs', 'light.md'), '# Skerrin Light\n\nIt was built in 1841 by Alan Reed.\n');
  await writeFile(join(folder, 'docs', 'reed.md'), '# Alan Reed\n\nAlan Reed was born in the town of Tamsin.\n');
  await writeFile(join(folder, 'docs', 'orr.md'), '# Orr\n\nThe river Orr is 212 km long.\n');
});
afterEach(() => rm(folder, { recursive: true }));

/** Counts its searches. */
function countingRetriever(): Retriever & { queries: string[] } {
  const inner = memoryRetriever(samplePassages);
  const queries: string[] = [];
  return {
    id: 'counting',
    queries,
    search: (query, options) => {
      queries.push(query);
      return inner.search(query, options);
    },
  };
}

it('answers over a folder of documents with a model on a server', { timeout: 60_000 }, async () => {
  // The sandbox keeps the snapshot that is there already.
  const executor = pyodideExecutor({ cacheDir: defaultCacheDir() });
  vi.stubEnv('AGENTD_CACHE_DIR', join(folder, 'cache'));
  const searches = [
    'print(web_search("who built Skerrin Light"))',
    'found = web_search("who built Skerrin Light")\nprint(found)',
    'print(web_search(query="who built Skerrin Light"))',
  ].map(turn);
  const model = scriptedModel([
    searches,
    turn('print(web_search("Alan Reed born in the town"))'),
    turn('final_answer("Tamsin")'),
  ]);
  const server = await openaiServer(model);
  try {
    const agent = await createAgent({
      model: 'scripted',
      baseURL: server.url,
      corpus: join(folder, 'docs'),
      passages: 1,
      executor,
      sag: { samples: 3, earlyStop: false },
    });
    const { outcome, steps, tools } = await agent.run('In which town was the builder of Skerrin Light born?');
    expect(outcome).toMatchObject({ status: 'answered', answer: { text: 'Tamsin' } });
    expect(tools).toEqual(['web_search']);
    const [first, second] = steps;
    expect(first?.observation).toContain('[1] Skerrin Light\nIt was built in 1841 by Alan Reed.');
    expect(second?.observation).toContain('born in the town of Tamsin');
    expect(second?.observation).not.toContain('Orr');
    // One search for all candidates.
    const calls = first?.candidates.flatMap(({ execution }) => execution?.toolCalls ?? []) ?? [];
    expect(calls.map(({ memoised }) => memoised ?? false).toSorted()).toEqual([false, true, true]);
    const prompt = JSON.stringify(model.requests[0]?.messages);
    expect(prompt).toContain('def web_search(query: str) -> str:');
    expect(prompt).toContain('Searches a collection of documents and returns the passage that fits');
    const [search] = agent.options.tools;
    await agent.close();
    const signal = AbortSignal.timeout(10_000);
    await expect(search?.call({ query: 'of a closed index' }, { signal })).rejects.toThrow(/was closed/);
  } finally {
    await executor.close?.();
    await server.close();
  }
});

it("gives passages in the paper's form with the paper's preset, and does not close a retriever", async () => {
  const corpus = Object.assign(countingRetriever(), { close: vi.fn<() => Promise<void>>() });
  const code = 'print(web_search("lighthouse keeper lamp"))';
  const agent = await createAgent({
    model: scriptedModel([turn(code), turn('final_answer(1)')]),
    corpus,
    sag: { preset: 'paper', samples: 3 },
  });
  const { steps } = await agent.run('Which lamp?');
  await agent.close();
  expect(steps[0]?.observation).toMatch(/Doc 1\(Title: .*\) .*\nDoc 2\(Title: /);
  expect(corpus.queries).toEqual(['lighthouse keeper lamp']);
  expect(corpus.close).not.toHaveBeenCalled();
});

it('refuses options that contradict the corpus before it indexes anything', async () => {
  const webSearch = tool({
    name: 'web_search',
    description: 'Mine.',
    input: z.object({ query: z.string() }),
    output: z.string(),
    effect: 'read',
    execute: () => 'mine',
  });
  const model = scriptedModel([]);
  const refused = (message: RegExp) => ({ code: 'agent/bad-options', message: expect.stringMatching(message) });
  await expect(createAgent({ model, corpus: folder, tools: [webSearch] })).rejects.toMatchObject(
    refused(/brings the tool web_search/),
  );
  await expect(createAgent({ model, passages: 5 })).rejects.toMatchObject(refused(/passages \(5\)/));
  await expect(createAgent({ model, corpus: folder, passages: 0 })).rejects.toMatchObject(refused(/passages/));
  await expect(createAgent({ model, corpus: ' ' })).rejects.toMatchObject(refused(/corpus/));
  await expect(createAgent({ model, corpus: join(folder, 'nowhere') })).rejects.toMatchObject({
    code: 'retriever/source-missing',
  });
});
