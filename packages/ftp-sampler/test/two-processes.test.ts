import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseTrajectory } from '@agentd/agent-core';
import { expect, it } from 'vitest';
import { jsonlTrajectoryStore } from '@agentd/ftp-sampler';

const script = fileURLToPath(new URL('append-runs.ts', import.meta.url));
const append = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=@agentd/source', script, ...args]);

it('keeps every run of two processes that append to one file at the same time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentd-two-'));
  const path = join(folder, 'runs.jsonl');
  await Promise.all([append(path, 'one', '600'), append(path, 'other', '600')]);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const ids = lines.map((line, index) => parseTrajectory(line, `${path}:${index + 1}`).id);
  expect(new Set(ids).size).toBe(1200);
  expect(ids).toHaveLength(1200);
  await using store = await jsonlTrajectoryStore(path);
  expect(store.size).toBe(1200);
  for (const id of ids) expect(await store.has(id)).toBe(true);
  await rm(folder, { recursive: true });
});
