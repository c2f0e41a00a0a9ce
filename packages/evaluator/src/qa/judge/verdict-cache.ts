import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { EvaluatorError } from '../../errors.ts';
import type { Verdict } from './verdict.ts';

const lineSchema = z.object({ key: z.string().min(1), reason: z.string(), correct: z.boolean() });

/** Verdicts that were given before, by a hash of all that they depend on. */
export interface VerdictCache {
  /**
   * The verdict with this key, or that of `judge`, which is then kept. Callers that ask for one key at a time share one
   * call; where it fails or is cancelled, the next of them asks for itself. Errors are not kept.
   */
  verdict(key: string, judge: () => Promise<Verdict>, signal?: AbortSignal): Promise<Verdict>;
  /** Number of verdicts in the cache. */
  size(): Promise<number>;
  /** Lines of the file that could not be read, such as one that was cut off by a crash. */
  damagedLines(): Promise<number>;
}

/** Where the lines of a cache are. */
interface Store {
  read(): Promise<string>;
  append(line: string): Promise<void>;
}

/** Verdicts for as long as the process lives. */
export const memoryVerdictCache = (): VerdictCache =>
  cacheOver({ read: async () => '', append: async () => undefined });

/**
 * Verdicts in a JSON Lines file that is only ever appended to. A verdict is in the file before it is returned, so it
 * survives the process being killed; a line that was cut off then is skipped, and its case is judged again. The file
 * may be shared by several runs one after another; two processes at the same time may both ask for a case that neither
 * has, and the first line counts from then on.
 * @throws EvaluatorError `evaluator/cache` from `verdict`, when the file cannot be read or written
 */
export function verdictCache(path: string): VerdictCache {
  const failing = (what: string) => (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorError(`The cache of verdicts ${path} cannot be ${what} (${reason}).`, {
      code: 'evaluator/cache',
      cause,
    });
  };
  return cacheOver({
    read: () =>
      readFile(path, 'utf8').catch((cause: unknown) =>
        cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? '' : failing('read')(cause),
      ),
    append: (line) => appendLine(path, line).catch(failing('written')),
  });
}

async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const last = size === 0 ? undefined : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    // Behind a line that was cut off a new one begins; the two must not become one.
    await file.appendFile(last === undefined || last === 0x0a ? line : `\n${line}`);
  } finally {
    await file.close();
  }
}

function cacheOver(store: Store): VerdictCache {
  const underWay = new Map<string, Promise<Verdict>>();
  let loading: Promise<{ known: Map<string, Verdict>; damaged: number }> | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const load = () =>
    (loading ??= store
      .read()
      .then(parseLines)
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));

  async function decide(key: string, judge: () => Promise<Verdict>): Promise<Verdict> {
    const { known } = await load();
    const { correct, reason } = await judge();
    const written = writing.then(() => store.append(`${JSON.stringify({ key, correct, reason })}\n`));
    writing = written.catch(() => undefined);
    await written;
    known.set(key, { correct, reason });
    return { correct, reason };
  }

  return {
    async verdict(key, judge, signal) {
      for (;;) {
        signal?.throwIfAborted();
        const known = (await load()).known.get(key);
        if (known !== undefined) return known;
        const other = underWay.get(key);
        if (other === undefined) break;
        await unlessAborted(
          other.then(
            () => undefined,
            () => undefined,
          ),
          signal,
        );
      }
      const mine = decide(key, judge).finally(() => underWay.delete(key));
      underWay.set(key, mine);
      return mine;
    },
    size: async () => (await load()).known.size,
    damagedLines: async () => (await load()).damaged,
  };
}

function parseLines(text: string): { known: Map<string, Verdict>; damaged: number } {
  const known = new Map<string, Verdict>();
  let damaged = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = parseLine(line);
    if (parsed === undefined) damaged += 1;
    else if (!known.has(parsed.key)) known.set(parsed.key, { correct: parsed.correct, reason: parsed.reason });
  }
  return { known, damaged };
}

function parseLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
