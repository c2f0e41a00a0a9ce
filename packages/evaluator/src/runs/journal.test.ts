import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scratch } from '../benchmarks/__fixtures__/scratch.ts';
import { scriptedRecord } from './__fixtures__/scripted.ts';
import { encodeLine } from './journal-lines.ts';
import { Journal } from './journal.ts';
import { readJournal } from './read-journal.ts';

const line = (id: string) => encodeLine(scriptedRecord(id)).toString();
const holding = async (content: string) => join(await scratch({ 'runs.jsonl': content }), 'runs.jsonl');
const ids = async (path: string) => (await readJournal(path)).records.map(({ item }) => item.id);

async function appendTo(path: string, ...appended: string[]): Promise<string[]> {
  const found: string[] = [];
  const journal = await Journal.open(path, ({ item }) => found.push(item.id));
  for (const id of appended) await journal.append(scriptedRecord(id));
  await journal.close();
  return found;
}

describe('a journal', () => {
  it('recovers from a death after any byte of the last line', async () => {
    const last = Buffer.from(line('b'));
    for (let kept = 0; kept <= last.length; kept += 67) {
      const path = await holding(line('a') + last.subarray(0, kept).toString());
      const before = (await stat(path)).size;
      expect(await ids(path)).toEqual(kept >= last.length - 1 ? ['a', 'b'] : ['a']);
      expect((await stat(path)).size).toBe(before);
      const found = await appendTo(path, ...(kept >= last.length - 1 ? [] : ['b']), 'c');
      expect(found).toContain('a');
      expect(await readFile(path, 'utf8')).toBe(line('a') + line('b') + line('c'));
    }
  });

  it('keeps a last line that lacks nothing but its line feed', async () => {
    const path = await holding(line('a') + line('b').trimEnd());
    expect(await appendTo(path, 'c')).toEqual(['a', 'b']);
    expect(await readFile(path, 'utf8')).toBe(line('a') + line('b') + line('c'));
  });

  it('cuts off the half of a first line, and zeros that a power cut left', async () => {
    for (const rest of [line('a').slice(0, 5), line('a').slice(0, 100), '\0'.repeat(300)]) {
      const path = await holding(rest);
      expect((await readJournal(path)).damage.halfLine).toEqual({ line: 1, bytes: Buffer.byteLength(rest) });
      await appendTo(path, 'b');
      expect(await readFile(path, 'utf8')).toBe(line('b'));
    }
  });

  it('reports lines in the middle that cannot be read, and leaves them alone', async () => {
    const bad = line('b').replace('"correct":true', '"correct":"yes"');
    const content = `${line('a')}nonsense\n${bad}\n${line('c')}`;
    const path = await holding(content);
    const { records, damage } = await readJournal(path);
    expect(records.map(({ item }) => item.id)).toEqual(['a', 'c']);
    expect(damage.unreadable).toEqual([
      { line: 2, reason: 'is not JSON' },
      { line: 3, reason: expect.stringContaining('correct') },
    ]);
    expect(await appendTo(path, 'b')).toEqual(['a', 'c']);
    expect(await readFile(path, 'utf8')).toBe(content + line('b'));
  });

  it('leaves a file alone that is no journal', async () => {
    for (const content of ['methods:\n  - cot\n', 'no line feed', '{"a":1}\n']) {
      const path = await holding(content);
      await expect(appendTo(path, 'a')).rejects.toMatchObject({ code: 'evaluator/not-a-journal' });
      await expect(readJournal(path)).rejects.toThrow(`${path} is no journal of an evaluation: line 1`);
      expect(await readFile(path, 'utf8')).toBe(content);
      expect(await readdir(join(path, '..'))).toEqual(['runs.jsonl']);
    }
  });

  it('refuses results of a later version, by file and line', async () => {
    const path = await holding(line('a') + line('b').replace('"schemaVersion":1', '"schemaVersion":2'));
    const refused = { code: 'evaluator/journal-version', message: expect.stringContaining(`${path}:2`) };
    await expect(readJournal(path)).rejects.toMatchObject(refused);
    await expect(appendTo(path, 'c')).rejects.toMatchObject(refused);
  });

  it('names what cannot be used as a file', async () => {
    const folder = await scratch({ file: '' });
    for (const path of [folder, join(folder, 'file', 'runs.jsonl'), '/dev/null']) {
      const refused = { code: 'evaluator/journal-unusable', message: expect.stringContaining(path) };
      await expect(appendTo(path)).rejects.toMatchObject(refused);
      await expect(readJournal(path)).rejects.toMatchObject(refused);
    }
    await expect(readJournal(join(folder, 'absent'))).rejects.toMatchObject({ code: 'evaluator/journal-unusable' });
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('takes lines of any length', async () => {
    const path = await holding('');
    const long = scriptedRecord('long', { chainsOfThought: ['ä\n\u2028'.repeat(150_000)] });
    const journal = await Journal.open(path, () => {});
    await Promise.all([long, scriptedRecord('z')].map((record) => journal.append(record)));
    await journal.close();
    expect((await readJournal(path)).records).toEqual([long, scriptedRecord('z')]);
  });

  it('stops with a typed error when the disk takes no more, and holds whole lines then', async () => {
    const path = await holding('');
    const program = fileURLToPath(new URL('./__fixtures__/fill-journal.ts', import.meta.url));
    const run = `ulimit -f 20; exec "${process.execPath}" --conditions=@agentd/source "${program}" "${path}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', run]);
    const [code, appended] = stdout.trim().split(' ');
    expect(code).toBe('evaluator/journal-write');
    const { records, damage } = await readJournal(path);
    expect(records).toHaveLength(Number(appended));
    expect(records.length).toBeGreaterThan(10);
    expect(damage).toEqual({ unreadable: [], halfLine: undefined });
  });
});

describe('the lock of a journal', () => {
  const owner = (changes: object) =>
    JSON.stringify({ pid: process.pid, host: hostname(), started: null, since: 'today', ...changes });

  it('keeps a second writer out as long as the first is there; readers may read', async () => {
    const path = await holding(line('a'));
    const journal = await Journal.open(path, () => {});
    await expect(appendTo(path, 'b')).rejects.toMatchObject({
      code: 'evaluator/journal-locked',
      isRetryable: true,
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await journal.append(scriptedRecord('c'));
    expect(await ids(path)).toEqual(['a', 'c']);
    await journal.close();
    await appendTo(path, 'b');
    expect(await ids(path)).toEqual(['a', 'b', 'c']);
    expect(await readdir(join(path, '..'))).toEqual(['runs.jsonl']);
  });

  it('of a process that is gone does not count, also with its number in use again', async () => {
    const gone = spawnSync('true').pid;
    for (const left of [owner({ pid: gone }), owner({ started: '1' }), owner({ host: 'elsewhere' })]) {
      const path = await holding(line('a'));
      await writeFile(`${path}.lock`, left);
      if (left.includes('elsewhere')) {
        await expect(appendTo(path, 'b')).rejects.toMatchObject({ code: 'evaluator/journal-locked' });
        await utimes(`${path}.lock`, new Date(), new Date(Date.now() - 61_000));
      }
      await appendTo(path, 'b');
      expect(await ids(path)).toEqual(['a', 'b']);
    }
  });

  it('that was never finished does not count', async () => {
    const path = await holding(line('a'));
    await writeFile(`${path}.lock`, '');
    await writeFile(`${path}.lock.takeover`, '');
    const old = new Date(Date.now() - 3_000);
    await utimes(`${path}.lock`, old, old);
    await utimes(`${path}.lock.takeover`, old, old);
    await appendTo(path, 'b');
    expect(await readdir(join(path, '..'))).toEqual(['runs.jsonl']);
  });

  it('goes to one of many that find a dead one', async () => {
    const path = await holding(line('a'));
    await writeFile(`${path}.lock`, owner({ pid: spawnSync('true').pid }));
    const opened = await Promise.allSettled(Array.from({ length: 20 }, () => Journal.open(path, () => {})));
    const journals = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(journals).toHaveLength(1);
    await journals[0]?.close();
  });
});
