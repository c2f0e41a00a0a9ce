import { createHash } from 'node:crypto';
import { readFile, realpath, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExecutorError } from '@agentd/agent-core';
import { exists, lockFor } from '../file-lock.ts';
import { badHash, cacheFault, download, ServerUnreachable, Unreachable, type DownloadOptions } from './download.ts';
import type { LocatedPart, PackagePart } from './package-part.ts';
import { lookInto } from './wheel.ts';

/** Where packages are looked for, in this order. */
export interface PackagePlaces {
  folder: string | undefined;
  /** Folder for what was downloaded. */
  cache: string;
  baseUrl: string;
  /** Whether nothing may be downloaded. */
  offline: boolean;
}

/** What a file was found to be. */
interface Checked {
  /** Changes when the file does. */
  stamp: string;
  sha256: string;
  hasLibraries: boolean;
  bytecode: string | undefined;
}

const parallelDownloads = 4;
/** Source text that is compiled in less than a tenth of a second is compiled when it is imported. */
const compiledFromBytes = 200_000;

/** Finds or fetches the files of packages, each checked once. */
export class PackageStore {
  readonly #places: PackagePlaces;
  readonly #checked = new Map<string, Checked>();

  constructor(places: PackagePlaces) {
    this.#places = places;
  }

  /**
   * @throws ExecutorError codes `executor/package-unavailable`, `executor/bad-package-hash`,
   *   `executor/cache-not-writable`, `executor/bad-wheel`; the signal's reason when aborted
   */
  async locate(parts: readonly PackagePart[], options: DownloadOptions): Promise<LocatedPart[]> {
    const found = new Map<PackagePart, LocatedPart>();
    const missing: PackagePart[] = [];
    for (const part of parts) {
      const located = (await this.#local(part)) ?? (await this.#cached(part));
      if (located === undefined) missing.push(part);
      else found.set(part, located);
    }
    if (missing.length > 0) {
      if (this.#places.offline) throw this.#unavailable(missing, 'downloads are turned off (offline)');
      await this.#downloadAll(missing, options);
      for (const part of missing) {
        const located = await this.#cached(part);
        if (located === undefined) throw this.#unavailable([part], 'it vanished from the cache');
        found.set(part, located);
      }
    }
    return parts.map((part) => found.get(part)).filter((part) => part !== undefined);
  }

  async #local(part: PackagePart): Promise<LocatedPart | undefined> {
    const { folder } = this.#places;
    const path = part.path ?? (folder === undefined ? undefined : join(folder, basename(part.fileName)));
    if (path === undefined || !(await exists(path))) {
      if (part.path === undefined) return undefined;
      throw new ExecutorError(`The wheel ${part.path} is gone. Put it back, or name another one in packages.`, {
        code: 'executor/package-unavailable',
      });
    }
    const { sha256, hasLibraries, bytecode } = await this.#check(path, part);
    if (part.sha256 !== undefined && part.sha256 !== sha256) throw badHash(path, part.sha256, sha256);
    return { ...part, path: await realpath(path), sha256, hasLibraries, bytecode };
  }

  async #cached(part: PackagePart): Promise<LocatedPart | undefined> {
    const path = this.#cachePath(part);
    if (!(await exists(path))) return undefined;
    const { sha256, hasLibraries, bytecode } = await this.#check(path, part);
    if (sha256 === part.sha256) return { ...part, path: await realpath(path), sha256, hasLibraries, bytecode };
    await rm(path, { force: true });
    return undefined;
  }

  #cachePath({ fileName }: PackagePart): string {
    return join(this.#places.cache, basename(fileName));
  }

  async #check(path: string, part: PackagePart): Promise<Checked> {
    const { size, mtimeMs } = await stat(path);
    const stamp = `${size} ${mtimeMs}`;
    const known = this.#checked.get(path);
    if (known?.stamp === stamp) return known;
    const archive = await readFile(path);
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const isExpected = part.sha256 === undefined || part.sha256 === sha256;
    // A file that is not what it should be is not looked into.
    const { hasLibraries, sourceBytes } = isExpected
      ? lookInto(basename(path), archive)
      : { hasLibraries: false, sourceBytes: 0 };
    const compiled = join(this.#places.cache, `${sha256.slice(0, 24)}.bytecode.zip`);
    const checked = { stamp, sha256, hasLibraries, bytecode: sourceBytes < compiledFromBytes ? undefined : compiled };
    this.#checked.set(path, checked);
    return checked;
  }

  async #downloadAll(parts: readonly PackagePart[], options: DownloadOptions): Promise<void> {
    const waiting = [...parts];
    const failed: PackagePart[] = [];
    let reason: Unreachable | undefined;
    const stop = new AbortController();
    const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
    const worker = async () => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        try {
          await this.#downloadOne(part, { ...options, signal });
        } catch (error) {
          if (error instanceof Unreachable) {
            reason ??= error;
            failed.push(part);
            if (error instanceof ServerUnreachable) failed.push(...waiting.splice(0));
            continue;
          }
          stop.abort(error);
          throw error;
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: parallelDownloads }, worker));
    options.signal?.throwIfAborted();
    stop.signal.throwIfAborted();
    if (workers.some(({ status }) => status === 'rejected') || reason === undefined) return;
    throw this.#unavailable(failed, reason.message, reason);
  }

  async #downloadOne(part: PackagePart, options: DownloadOptions): Promise<void> {
    const path = this.#cachePath(part);
    const release = await lockFor(path, options.signal).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      throw cacheFault(error, path, 0);
    });
    // Another process has downloaded it while this one waited.
    if (release === undefined) return;
    try {
      if ((await this.#cached(part)) !== undefined) return;
      const url = new URL(part.fileName, this.#places.baseUrl).href;
      await download({ url, path, sha256: part.sha256 ?? '', label: basename(part.fileName) }, options);
    } finally {
      await release();
    }
  }

  /** Names both ways: the network and a folder. */
  #unavailable(parts: readonly PackagePart[], reason: string, cause?: unknown): ExecutorError {
    const { baseUrl, folder } = this.#places;
    const names = parts.map(({ name }) => name).join(', ');
    const files = parts.map(({ fileName }) => fileName).join(' ');
    const place = folder === undefined ? 'a folder, and name it as packageFolder' : `the packageFolder ${folder}`;
    return new ExecutorError(
      `The packages ${names} cannot be had: ${reason}. Either let this machine reach ${baseUrl} once, or put these files from there into ${place}: ${files}`,
      { code: 'executor/package-unavailable', cause },
    );
  }
}
