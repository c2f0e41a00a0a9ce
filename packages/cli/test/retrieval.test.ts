import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTrajectory } from '@agentd/sag';
import { openaiServer, scriptedModel } from '@agentd/sag/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embeddingServer } from './__fixtures__/embedding-server.ts';
import { runCommand, startCommand } from './run-command.ts';

const timeout = 60_000;
const turn = (code: string) => `Thought: a step.\nCode:\n\`\`\`py\n${code}\n\`\`\``;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-cli-retrieval-'));
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'docs', 'light.md'), '# Skerrin Light\n\nIt was built in 1841 by Alan Reed.\n');
  await writeFile(join(folder, 'docs', 'reed.md'), '# Alan Reed\n\nAlan Reed was born in the town of Tamsin.\n');
  await writeFile(join(folder, 'docs', 'orr.md'), '# Orr\n\nThe river Orr is 212 km long.\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('agentd index', () => {
  it('keeps what is committed when it is interrupted, and goes on from there', { timeout }, async () => {
    const corpus = join(folder, 'many.jsonl');
    const out = join(folder, 'many.index');
    const row = (_: unknown, index: number) => JSON.stringify({ id: `p${index}`, title: '', text: `passage ${index}` });
    await writeFile(corpus, Array.from({ length: 600 }, row).join('\n'));
    // The first request is for the length of a vector; 512 passages take eight.
    const slow = await embeddingServer(10);
    const quick = await embeddingServer();
    const args = (url: string) => [
      'index',
      'build',
      corpus,
      '--out',
      out,
      '--batch-size',
      '512',
      '--embed-url',
      url,
      '--embed-model',
      'letters',
    ];
    try {
      const { process: child, result } = startCommand(args(slow.url));
      await slow.hanging;
      child.kill('SIGINT');
      const { code, stderr } = await result;
      expect(stderr).toMatch(/Stopped\. The index holds:\n {2}512 passages of .*many\.jsonl\nThe same command goes on/);
      expect(code).toBe(130);

      const resumed = await runCommand([...args(quick.url), '--json']);
      const { sources, passages } = z
        .object({ passages: z.int(), sources: z.array(z.looseObject({})) })
        .parse(JSON.parse(resumed.stdout));
      expect({ passages, sources }).toMatchObject({ passages: 600, sources: [{ resumedFrom: 512, added: 88 }] });
    } finally {
      await slow.close();
      await quick.close();
    }
  });
});

describe('agentd run --corpus, agentd retriever serve, agentd search', () => {
  it('indexes a folder, answers from it, and serves it to a search', { timeout }, async () => {
    // Only the index goes there: the sandbox's snapshot is not made again.
    const environment = { AGENTD_CACHE_DIR: join(folder, 'cache'), AGENTD_RETRIEVER_TOKEN: 'a token for the test' };
    const docs = join(folder, 'docs');
    const serving = startCommand(['retriever', 'serve', docs, '--port', '0'], { environment });
    const address = await new Promise<string>((resolve) => {
      serving.process.stdout?.on('data', (line: string) => resolve(/at (\S+)\/retrieve/.exec(line)?.[1] ?? ''));
    });
    const model = scriptedModel([turn('print(web_search("Skerrin Light built"))'), turn('final_answer("Alan Reed")')]);
    const server = await openaiServer(model);
    try {
      const found = await runCommand(['search', address, '-', '-k', '1', '--json'], {
        environment,
        input: 'length of the river\n',
      });
      expect(JSON.parse(found.stdout)).toMatchObject({ k: 1, passages: [{ title: 'Orr', id: 'orr.md#1' }] });

      const flags = ['--base-url', server.url, '--model', 'scripted', '--n', '3', '--json'];
      const args = ['run', 'Who built Skerrin Light?', ...flags, '--corpus', address, '--passages', '1'];
      const answered = await runCommand(args, {
        environment: { AGENTD_RETRIEVER_TOKEN: environment.AGENTD_RETRIEVER_TOKEN },
      });
      const { outcome, steps, tools } = parseTrajectory(answered.stdout);
      expect({ tools, answer: outcome.answer?.text }).toEqual({ tools: ['web_search'], answer: 'Alan Reed' });
      expect(steps[0]?.observation).toContain('[1] Skerrin Light\nIt was built in 1841 by Alan Reed.');
    } finally {
      serving.process.kill('SIGINT');
      await server.close();
    }
    const { code, stderr } = await serving.result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`3 passages of ${docs} indexed`) });
  });
});
