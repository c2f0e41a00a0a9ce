import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';

/** A lock file without content may still be in the making for this long. */
const GRACE_MS = 2_000;
/** How often the holder says that it lives, for those on other machines who cannot look at its process. */
const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 6 * HEARTBEAT_MS;

const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process started, in the unit of `/proc/PID/stat`, so that a pid in use again is told apart. */
  started: z.string().nullable(),
  since: z.string(),
});

type Owner = z.infer<typeof ownerSchema>;

/**
 * Takes the right to write a journal. What a process left that is gone is taken over: on this machine at once, from
 * another machine after a minute.
 * @returns gives the right back
 * @throws EvaluatorError `evaluator/journal-locked` that names the process which has it
 */
export async function lockJournal(path: string, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  const { started } = await processStatus(process.pid);
  const own: Owner = { pid: process.pid, host: hostname(), started, since: new Date().toISOString() };
  const text = JSON.stringify(own);
  while (!(await createExclusively(file, text))) {
    signal?.throwIfAborted();
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const owner = ownerOf(found);
    if (owner === undefined && (await ageMs(file)) <= GRACE_MS) await sleep(50);
    else if (owner !== undefined && (await isRunning(owner, file))) throw locked(path, file, owner);
    else await removeStale(file, found);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MS).unref();
  return async () => {
    clearInterval(heartbeat);
    if ((await readFile(file, 'utf8').catch(() => '')) === text) await rm(file, { force: true });
  };
}

/** Of several processes that find the same dead owner, one at a time may remove its file, and only that file. */
async function removeStale(file: string, found: string): Promise<void> {
  const guard = `${file}.takeover`;
  if (!(await createExclusively(guard, ''))) {
    if ((await ageMs(guard)) > GRACE_MS) await rm(guard, { force: true });
    else await sleep(20);
    return;
  }
  try {
    if ((await readFile(file, 'utf8').catch(() => '')) === found) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function locked(path: string, file: string, { pid, host, since }: Owner): EvaluatorError {
  return new EvaluatorError(
    `The journal ${path} is being written by process ${pid} on ${host}, since ${since}. Wait until it is done or end it; for a run beside it use a journal of its own. If there is no such run, delete ${file}.`,
    { code: 'evaluator/journal-locked', isRetryable: true },
  );
}

async function createExclusively(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    // A full disk may have taken the file without its content.
    await rm(file, { force: true }).catch(() => undefined);
    const why = error instanceof Error ? error.message : String(error);
    throw new EvaluatorError(`No lock can be written beside the journal (${why}). Name a file in another folder.`, {
      code: 'evaluator/journal-unusable',
      cause: error,
    });
  }
}

function ownerOf(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Since the file was last changed; 0 where it is gone. */
async function ageMs(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

async function isRunning({ pid, host, started }: Owner, file: string): Promise<boolean> {
  if (host !== hostname()) return (await ageMs(file)) < SILENCE_MS;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (isCode(error, 'ESRCH')) return false;
  }
  const { state, started: now } = await processStatus(pid);
  // Z and X: killed, but its parent has not taken note yet.
  if (state === 'Z' || state === 'X') return false;
  return started === null || now === null || now === started;
}

/** Null where the system does not tell. */
async function processStatus(pid: number): Promise<{ state: string | null; started: string | null }> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may hold spaces; behind it come the state and, 19 fields on, the start.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? null, started: fields[19] ?? null };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
