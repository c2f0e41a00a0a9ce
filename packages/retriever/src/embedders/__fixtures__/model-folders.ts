import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

// Helpers of the tests; not part of any entry.

const fixtures = fileURLToPath(new URL('../../../fixtures/embedders/', import.meta.url));

/** An encoder in the shape of BERT, with the files of sentence-transformers. */
export const tinyBert = join(fixtures, 'tiny-bert');
/** An embedding table that pools by itself. */
export const tinyPooled = join(fixtures, 'tiny-pooled');

const referenceSchema = z.object({
  texts: z.array(z.string()),
  passageTokens: z.array(z.number()),
  vectors: z.record(z.string(), z.array(z.array(z.number()))),
});

/** Vectors that PyTorch gave for the texts, by kind and pooling (`passage-mean`). */
export async function readReference(): Promise<z.infer<typeof referenceSchema>> {
  return referenceSchema.parse(JSON.parse(await readFile(join(tinyBert, 'reference.json'), 'utf8')));
}

/** A copy of a model folder that a test may change. */
export class FolderCopy implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** @param name of the copy: families of models are told by it */
  static async of(folder: string, name = 'copy'): Promise<FolderCopy> {
    const path = join(await mkdtemp(join(tmpdir(), 'agentd-embedder-')), name);
    await cp(folder, path, { recursive: true });
    return new FolderCopy(path);
  }

  async write(file: string, content: unknown): Promise<void> {
    await writeFile(join(this.path, file), typeof content === 'string' ? content : JSON.stringify(content));
  }

  read(file: string): Promise<string> {
    return readFile(join(this.path, file), 'utf8');
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.path, file), { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(join(this.path, '..'), { recursive: true, force: true });
  }
}

/** Cosine of two vectors of length 1. */
export function cosine(one: ArrayLike<number> | undefined, other: ArrayLike<number> | undefined): number {
  return Array.from(one ?? []).reduce((sum, value, at) => sum + value * (other?.[at] ?? Number.NaN), 0);
}
