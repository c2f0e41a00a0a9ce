import { availableParallelism, totalmem } from 'node:os';
import { defaultCacheDir, nativeExecutor, pyodideExecutor, quickjsExecutor } from '@agentd/sandbox';
import { cacheFolder } from './cache-folder.ts';
import { nodeVersion } from './node-version.ts';
import { optionalPackages, tinyAgent } from './packages.ts';
import type { DoctorReport, ExecutorReport } from './report.ts';
import { tryExecutor, type Candidate } from './try-executor.ts';

const variables = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_MODEL',
  'AGENTD_CACHE_DIR',
  'AGENTD_EMBED_KEY',
  'AGENTD_RETRIEVER_TOKEN',
];

const executors: readonly Candidate[] = [
  { id: 'pyodide', isRequired: true, make: (onProgress) => pyodideExecutor({ onProgress }) },
  { id: 'quickjs', isRequired: false, make: () => quickjsExecutor() },
  { id: 'native', isRequired: false, make: () => nativeExecutor() },
];

/**
 * Finds out what works on this machine, by trying it.
 * @throws the signal's reason when aborted
 */
export async function examine(
  onProgress: (stage: string) => void,
  signal: AbortSignal,
  candidates: readonly Candidate[] = executors,
): Promise<DoctorReport> {
  const node = nodeVersion();
  const cache = await cacheFolder(defaultCacheDir());
  const tried: ExecutorReport[] = [];
  for (const candidate of candidates) {
    onProgress(`trying the executor ${candidate.id}`);
    tried.push(await tryExecutor(candidate, onProgress, signal));
  }
  return {
    isHealthy: node.isSupported && tried.every(isSound),
    node,
    machine: {
      platform: process.platform,
      architecture: process.arch,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
    // Looked at again: the first session may have filled it.
    cache: { ...cache, bytes: (await cacheFolder(cache.folder)).bytes },
    executors: tried,
    packages: optionalPackages(),
    tinyAgent: await tinyAgent(),
    variables: Object.fromEntries(variables.map((name) => [name, Boolean(process.env[name])])),
  };
}

/** An executor that is not needed may fail to start, but none may let anything out. */
function isSound({ isRequired, works, attacks }: ExecutorReport): boolean {
  return (works || !isRequired) && attacks.every(({ held }) => held);
}
