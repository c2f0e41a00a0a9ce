import { existsSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { DoctorReport, PackageReport } from './report.ts';

const optional = [
  { name: '@huggingface/transformers', purpose: 'tokenizers of local models' },
  { name: 'onnxruntime-node', purpose: 'local models' },
  { name: 'node-llama-cpp', purpose: 'models in GGUF files' },
  { name: '@lancedb/lancedb', purpose: 'passage indexes' },
];

/** The packages that agentd can do without, installed or not. */
export function optionalPackages(): PackageReport[] {
  return optional.map(({ name, purpose }) => ({
    name,
    purpose,
    version: versionOf(name),
    install: `npm install ${name}`,
  }));
}

function versionOf(name: string): string | null {
  try {
    // As the libraries that load it find it: it need not be a dependency of this command.
    const library = findPackageJSON('@agentd/sag', import.meta.url);
    const path = library === undefined ? undefined : findPackageJSON(name, pathToFileURL(library));
    if (path === undefined) return null;
    return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
  } catch {
    return null;
  }
}

/** The model that comes with agentd. */
export async function tinyAgent(): Promise<DoctorReport['tinyAgent']> {
  try {
    const { tinyAgentPath } = await import('@agentd/tiny-agent');
    const isThere = ['config.json', 'tokenizer.json', 'onnx'].every((name) => existsSync(join(tinyAgentPath, name)));
    if (isThere) return { folder: tinyAgentPath };
    return { folder: null, error: `${tinyAgentPath} is incomplete; install @agentd/tiny-agent again.` };
  } catch {
    return { folder: null, error: 'Not installed: npm install @agentd/tiny-agent' };
  }
}
