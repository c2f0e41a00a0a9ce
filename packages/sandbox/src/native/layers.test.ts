import { expect, it } from 'vitest';
import { findProgram } from '../isolation/programs.ts';
import { ProcessSession } from '../process/process-session.ts';
import { startProcess } from '../process/start-process.ts';
import { nativeCommand, type Confines } from './command.ts';
import { describePython } from './python.ts';
import { descendants } from '../../test/processes.ts';
import { describeWhere } from './test-support.ts';

const mebibyte = 2 ** 20;

/** A session with some layers left out, as on a machine that does not have them. */
async function open(confines: Confines, seccomp: boolean): Promise<ProcessSession> {
  const { folder: _, ...command } = nativeCommand(describePython('python3'), confines, {
    mode: 'serve',
    seccomp,
    preload: [],
    memoryLimitBytes: 256 * mebibyte,
    branchMemoryBytes: 256 * mebibyte,
    fileQuotaBytes: 8 * mebibyte,
    maxThreads: 8,
    outputLimit: 1_000,
    seed: 0,
    tools: [],
  });
  return new ProcessSession(await startProcess(command, {}), undefined, {
    timeoutMs: 10_000,
    toolTimeoutMs: 0,
    seed: 0,
  });
}

const startsOthers = `import os, time
for i in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(60)
        os._exit(0)
print("started")`;

describeWhere({}, () => {
  const bubblewrap = findProgram('bwrap');
  it.each([
    ['without the right to mount', { bubblewrap, mounts: false }, true],
    ['without a filter of system calls', { bubblewrap, mounts: true }, false],
    ['with neither', { bubblewrap: undefined, mounts: false }, false],
  ])('%s, keeps files apart and leaves no process of a snippet', async (_name, confines, seccomp) => {
    const session = await open(confines, seccomp);
    const before = descendants(process.pid).length;
    const [writer, reader, starter] = await session.fork([
      'open("note", "w").write("kept")',
      'import os\nprint(os.listdir("."))',
      startsOthers,
    ]);
    expect(reader?.result.stdout).toBe('[]\n');
    expect(starter?.result).toMatchObject(seccomp ? { status: 'blocked' } : { stdout: 'started\n' });
    // One for each of the three candidates, and one that waits to be used.
    await expect.poll(() => descendants(process.pid).length - before, { timeout: 5_000 }).toBeLessThanOrEqual(4);
    if (writer !== undefined) await session.commit(writer);
    expect((await session.run('open("note").read()')).value).toBe("'kept'");
    await session.close();
  });
});
