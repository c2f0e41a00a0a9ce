import { execFile } from 'node:child_process';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { extractSnippets } from './extract.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const output = join(here, 'dist');
const execute = promisify(execFile);

interface WrittenSnippet {
  /** `README.md:12` */
  place: string;
  file: string;
  isRunnable: boolean;
}

async function writeSnippets(): Promise<WrittenSnippet[]> {
  await rm(output, { recursive: true, force: true });
  await mkdir(output);
  const written: WrittenSnippet[] = [];
  const patterns = ['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/*/README.md'];
  for await (const document of glob(patterns, { cwd: root })) {
    for (const { line, code, isRunnable } of extractSnippets(await readFile(join(root, document), 'utf8'))) {
      const file = join(output, `${document.replaceAll(/[/\\]/g, '.')}.${line}.ts`);
      await writeFile(file, code);
      written.push({ place: `${document}:${line}`, file, isRunnable });
    }
  }
  return written;
}

const snippets = await writeSnippets();

describe('TypeScript in the documentation', () => {
  it('is there', () => {
    expect(snippets.map(({ place }) => place)).toContainEqual(expect.stringMatching(/^README\.md:/));
    expect(snippets.some(({ isRunnable }) => isRunnable)).toBe(true);
  });

  it('is free of type errors', { timeout: 120_000 }, async () => {
    const problems = await execute(join(here, 'node_modules/.bin/tsc'), ['-p', here, '--pretty', 'false'], {
      cwd: here,
    }).then(
      () => '',
      (error: { stdout?: string }) => error.stdout ?? String(error),
    );
    expect(problems).toBe('');
  });

  it.each(snippets.filter(({ isRunnable }) => isRunnable))('runs: $place', { timeout: 120_000 }, async ({ file }) => {
    const { stderr } = await execute(process.execPath, ['--conditions=@agentd/source', file], { cwd: output });
    expect(stderr).toBe('');
  });
});
