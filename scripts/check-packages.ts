// Looks at each package as it would be published: publint on the manifest and the files, attw on the types.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packAll, type PackedPackage } from './packages/pack.ts';
import { runCommand } from './packages/run-command.ts';

const notForUsers = /\.test\.|\.tsbuildinfo$|^(src|test|scripts|node_modules)\//;
const needed = ['LICENSE', 'README.md'];

async function lint({ tarball }: PackedPackage): Promise<string[]> {
  const bytes = readFileSync(tarball);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true, level: 'warning' });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

function checkTypes({ tarball, manifest }: PackedPackage): string[] {
  if (manifest.exports === undefined) return [];
  const { ok, output } = runCommand('attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--no-color']);
  return ok ? [] : [`attw:\n${output}`];
}

function checkFiles({ files }: PackedPackage): string[] {
  const missing = needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
  return [...missing, ...files.filter((file) => notForUsers.test(file)).map((file) => `${file} is no file for users`)];
}

const folder = mkdtempSync(join(tmpdir(), 'agentd-packages-'));
try {
  let failures = 0;
  for (const packed of packAll(folder)) {
    const problems = [...checkFiles(packed), ...(await lint(packed)), ...checkTypes(packed)];
    const size = `${(packed.size / 1024).toFixed(0)} KiB, ${packed.files.length} files`;
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${packed.name} (${size})`);
    for (const problem of problems) console.error(`  ${problem}`);
    failures += problems.length;
  }
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
