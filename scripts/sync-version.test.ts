import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncVersion } from './sync-version.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentd-version-'));
  mkdirSync(join(folder, 'src'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('syncVersion', () => {
  it('puts the version of package.json into the source and leaves the rest alone', () => {
    write('package.json', '{ "version": "1.2.3-rc.0" }');
    write('src/version.ts', "/** Doc. */\nexport const VERSION = '0.0.0';\n");
    expect(syncVersion(folder)).toBe('1.2.3-rc.0');
    expect(readFileSync(join(folder, 'src/version.ts'), 'utf8')).toBe(
      "/** Doc. */\nexport const VERSION = '1.2.3-rc.0';\n",
    );
  });

  it('refuses a package without a version, or a source without the constant', () => {
    write('package.json', '{}');
    write('src/version.ts', 'export {};\n');
    expect(() => syncVersion(folder)).toThrow(/package.json has no version/);
    write('package.json', '{ "version": "1.0.0" }');
    expect(() => syncVersion(folder)).toThrow(/version.ts has no line/);
  });

  it('was run for the version that stands in this repository', async () => {
    const core = resolve(import.meta.dirname, '../packages/agent-core');
    const { version } = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8'));
    const { VERSION } = await import('../packages/agent-core/src/version.ts');
    expect(VERSION).toBe(version);
  });
});
