import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { llamaCppEngine, onnxEngine, type BenchmarkEngine } from '@agentd/models/testing';
import type { Engines } from './contestants.ts';
import { writeModelFolder } from './model-folder.ts';
import { qwenGguf } from './qwen-gguf.ts';
import type { WeightFormat } from './qwen-onnx.ts';
import type { Settings } from './settings.ts';
import { shape100m } from './shape.ts';
import { transformersJs } from './transformers-js.ts';

/** Writes what is not there yet, and opens it with every engine. */
export async function openEngines(
  format: WeightFormat,
  { folder, threads }: Settings,
  left: { out: (what: string) => void; skipLlamaCpp: boolean },
): Promise<Engines> {
  const path = join(folder, format);
  if (!(await exists(join(path, 'complete')))) {
    console.error(`writing a model of random weights in ${format}`);
    await mkdir(path, { recursive: true });
    await writeModelFolder(path, shape100m, [format]);
    await writeFile(join(path, 'model.gguf'), qwenGguf(shape100m, format));
    await writeFile(join(path, 'complete'), '');
  }
  const options = { path, dtype: format, threads, cacheDir: join(folder, 'graphs') };
  const open = async (): Promise<BenchmarkEngine> =>
    llamaCppEngine({ path: join(path, 'model.gguf'), threads, contextTokens: shape100m.positions });
  return {
    shared: await onnxEngine({ ...options, sharePrefix: true }),
    copied: await onnxEngine({ ...options, sharePrefix: false }),
    transformers: await transformersJs(path, format, threads),
    llamaCpp: left.skipLlamaCpp
      ? undefined
      : await open().catch((error: unknown) => {
          left.out(`llama.cpp is left out: ${error instanceof Error ? error.message : String(error)}`);
          return undefined;
        }),
  };
}

export async function closeEngines(engines: Engines): Promise<void> {
  await Promise.all(Object.values(engines).map((engine) => engine?.close()));
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
