import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DistillDataError } from '../errors.ts';
import { OutputFile, writeError } from './output-file.ts';

/** What {@link writeFolder} takes. */
export interface WriteFolderOptions {
  /** Put the new folder in the place of one that is there. Default false. */
  overwrite?: boolean;
}

/** A folder that is being written. */
export class OutputFolder {
  readonly #path: string;
  readonly #open = new Set<OutputFile>();

  constructor(path: string) {
    this.#path = path;
  }

  /** A new file in the folder. */
  async file(name: string): Promise<OutputFile> {
    const file = await OutputFile.create(join(this.#path, name));
    this.#open.add(file);
    return file;
  }

  /** A whole file. */
  async put(name: string, text: string): Promise<void> {
    await (await this.file(name)).write(text);
  }

  async finish(): Promise<void> {
    for (const file of this.#open) {
      this.#open.delete(file);
      await file.finish();
    }
  }

  async abandon(): Promise<void> {
    await Promise.all([...this.#open].map((file) => file.abandon()));
  }
}

/**
 * Writes a folder of files under another name, and gives it its own once everything is on the disk: whoever finds the
 * folder finds it whole. What was written is removed again when the work fails.
 * @throws DistillDataError `distill-data/exists`, `distill-data/disk-full` or `distill-data/cannot-write`
 */
export async function writeFolder<T>(
  path: string,
  work: (folder: OutputFolder) => Promise<T>,
  { overwrite = false }: WriteFolderOptions = {},
): Promise<T> {
  const target = resolve(path);
  if (!overwrite) await refuseExisting(target);
  const partial = await newFolderBeside(target, 'partial');
  const folder = new OutputFolder(partial);
  try {
    const result = await work(folder);
    await folder.finish();
    await moveInto(partial, target, overwrite);
    return result;
  } catch (error) {
    await folder.abandon();
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function newFolderBeside(target: string, what: string): Promise<string> {
  try {
    await mkdir(dirname(target), { recursive: true });
    return await mkdtemp(`${target}.${what}-`);
  } catch (cause) {
    throw writeError(target, cause);
  }
}

async function refuseExisting(target: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  throw new DistillDataError(`${target} is there already. Choose another folder, or pass overwrite: true.`, {
    code: 'distill-data/exists',
  });
}

async function moveInto(partial: string, target: string, overwrite: boolean): Promise<void> {
  try {
    if (!overwrite) {
      await refuseExisting(target);
      await rename(partial, target);
      return;
    }
    const aside = await newFolderBeside(target, 'old');
    const old = join(aside, 'folder');
    const wasThere = await rename(target, old).then(
      () => true,
      () => false,
    );
    try {
      await rename(partial, target);
    } catch (cause) {
      if (wasThere) await rename(old, target);
      throw cause;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  } catch (cause) {
    throw cause instanceof DistillDataError ? cause : writeError(target, cause);
  }
}
