import { readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RetrieverError } from '../errors.ts';

const fileName = 'writer.lock';
/** A lock file that can't be read may still be in the making for this long. */
const graceMs = 5_000;

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process started, in the unit of `/proc/PID/stat`, so that a pid in use again is told apart. */
  started: z.string().nullable(),
  since: z.string(),
});

type Owner = z.infer<typeof ownerSchema>;

/** Whether an index lies in a folder of this machine, not at an address such as `s3://…`. */
export function isFolder(path: string): boolean {
  return !/^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}

/**
 * Takes the right to write to the index in a folder of this machine; what a process left that is gone is taken over.
 * @returns gives the right back
 * @throws RetrieverError `retriever/locked` that names the process which has it
 */
export async function lockForWriting(path: string): Promise<() => Promise<void>> {
  const file = join(path, fileName);
  const started = await processStart(process.pid);
  const own: Owner = { pid: process.pid, host: hostname(), started, since: new Date().toISOString() };
  const text = `${JSON.stringify(own)}\n`;
  if (!(await createExclusively(file, text))) await takeOver(path, file, text);
  return async () => {
    await rm(file, { force: true });
  };
}

async function takeOver(path: string, file: string, text: string): Promise<void> {
  // Of several processes that find the same dead owner, one may replace the file.
  const guard = `${file}.takeover`;
  if (!(await createExclusively(guard, text))) {
    if ((await ageMs(guard)) > graceMs) await rm(guard, { force: true });
    throw locked(path, await readOwner(file));
  }
  try {
    const owner = await readOwner(file);
    if (owner === undefined ? (await ageMs(file)) <= graceMs : await isRunning(owner)) throw locked(path, owner);
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  } finally {
    await unlink(guard);
  }
}

function locked(path: string, owner: Owner | undefined): RetrieverError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}, since ${owner.since}`;
  return new RetrieverError(
    `The index ${path} is being written by ${who}. Wait until it is done, or end that process; reading goes on meanwhile.`,
    { code: 'retriever/locked', isRetryable: true },
  );
}

async function createExclusively(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // The owner may be about to write it.
    await sleep(50);
    return ownerSchema.safeParse(tryJson(await readFile(file, 'utf8').catch(() => ''))).data;
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ageMs(file: string): Promise<number> {
  const modified = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - modified;
}

/** Of a process on another machine it can't be known. */
async function isRunning({ pid, host, started }: Owner): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (isCode(error, 'ESRCH')) return false;
  }
  const now = await processStart(pid);
  return started === null || now === null || now === started;
}

/** Null where the system does not tell. */
async function processStart(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may hold spaces; the start time is the 20th field after it.
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
