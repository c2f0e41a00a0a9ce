import type { Session } from '@agentd/agent-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nativeExecutor } from '../native.ts';
import { describeWhere } from './test-support.ts';

describeWhere({}, () => {
  let session: Session;
  beforeAll(async () => {
    session = await nativeExecutor({ maxThreads: 8, fileQuotaMb: 8, branchMemoryMb: 200 }).open();
  });
  afterAll(() => session.close());

  /** What each candidate prints or gives. */
  const fork = async (...codes: string[]) =>
    (await session.fork(codes)).map(({ result }) => result.error?.traceback ?? result.value ?? result.stdout);
  const run = async (code: string) => {
    const result = await session.run(code);
    expect(result.error?.traceback).toBeUndefined();
    return result.value;
  };
  const blocked = async (code: string) => expect((await session.fork([code]))[0]?.result.status, code).toBe('blocked');

  it('write files that no other candidate sees, wherever they write them', async () => {
    const write =
      'import os\nfor place in ("note", "/tmp/note", os.path.expanduser("~/note2")): open(place, "w").close()';
    const look = 'import os\n[sorted(os.listdir(place)) for place in (".", "/tmp")]';
    expect(await fork(write, look)).toEqual(['', '[[], []]']);
    expect(await run(look)).toBe('[[], []]');
  });

  it('have their own copy of a file that is open, and their own place in it', async () => {
    await run('log = open("log", "w+b", buffering=0)\nlog.write(b"0123456789")\nlog.seek(2)\nNone');
    const write = 'log.read(3), log.write(b"x"), log.seek(0), log.read()';
    const expected = "(b'234', 1, 0, b'01234x6789')";
    expect(await fork(write, write, 'open("log").read()')).toEqual([expected, expected, "'0123456789'"]);
    const [branch] = await session.fork(['log.write(b"AB")']);
    if (branch !== undefined) await session.commit(branch);
    expect(await run('log.write(b"C")\nlog.close()\nopen("log").read()')).toBe("'01ABC56789'");
    await run('os.remove("log")');
  });

  it('have their own copy of a file that has no name', async () => {
    await run(
      'import tempfile\nnameless = tempfile.TemporaryFile()\n_ = nameless.write(b"12345678")\nnameless.flush()',
    );
    const write = 'nameless.seek(0), nameless.write(b"ab"), nameless.seek(0), nameless.read()';
    expect(await fork(write, 'nameless.seek(0), nameless.read()', write)).toEqual([
      "(0, 2, 0, b'ab345678')",
      "(0, b'12345678')",
      "(0, 2, 0, b'ab345678')",
    ]);
    await run('nameless.close()');
  });

  it('keep links, modes, times and holes of files', async () => {
    await run(`import os
os.makedirs("a/b")
with open("a/file", "w") as file: file.write("text")
os.link("a/file", "a/b/same")
os.symlink("../file", "a/b/link")
os.chmod("a/file", 0o741)
os.utime("a/file", (1, 2))
with open("a/sparse", "wb") as file: file.truncate(7_000_000)
with open("a/sparse2", "wb") as file: file.truncate(7_000_000)`);
    const look =
      'import os\nstatus = os.stat("a/b/same")\n(open("a/b/link").read(), status.st_nlink, oct(status.st_mode), status.st_mtime, os.stat("a/sparse").st_blocks)';
    expect(await fork(look)).toEqual(["('text', 2, '0o100741', 2.0, 0)"]);
    await run('import shutil\nshutil.rmtree("a")');
  });

  it('share no memory: a mapping that others would see is refused', async () => {
    const file =
      'import mmap\nwith open("map", "w+b") as file:\n    file.truncate(4096)\n    mmap.mmap(file.fileno(), 4096)';
    for (const { result } of await session.fork(['import mmap\nmmap.mmap(-1, 4096)', file]))
      expect(result.error?.type).toBe('PermissionError');
    expect(await fork('import mmap\nmmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)[0]')).toEqual(['0']);
  });

  it('have no file descriptor but their own channel and output', async () => {
    const open =
      'import os\nnumbers = []\nfor number in range(3, 256):\n    try: numbers.append(os.fstat(number).st_mode >> 12)\n    except OSError: pass\nsorted(numbers)';
    expect(await fork(open)).toEqual(['[1, 12]']);
  });

  it('share no pipe with the state that they came from', async () => {
    await run('import os\nreader, writer = os.pipe()');
    expect(await fork('os.write(writer, b"secret")', 'os.read(reader, 100)')).toEqual(['6', "b''"]);
  });

  it('cannot stop, kill, trace or slow down any other process', async () => {
    for (const code of [
      'import os\nfor pid in range(1, 60):\n    if pid != os.getpid(): os.kill(pid, 9)',
      'import os\nos.kill(-1, 19)',
      'import os\nos.killpg(0, 9)',
      'import signal\nsignal.raise_signal(9)',
      'import resource\nresource.prlimit(1, resource.RLIMIT_CPU, (0, 0))',
      'import os\nos.setpriority(os.PRIO_PROCESS, 1, 19)',
      'import os\nos.sched_setaffinity(1, {0})',
      'import fcntl\nfile = open("f", "w")\nfcntl.fcntl(file, fcntl.F_SETOWN, 1)',
    ]) {
      await blocked(code);
    }
    const calls = `import ctypes
libc = ctypes.CDLL(None, use_errno=True)
[libc.syscall(number, *arguments) for number, arguments in CALLS], ctypes.get_errno()`;
    const x86 = process.arch === 'x64';
    // ptrace, process_vm_writev, pidfd_open, unshare, mount, keyctl, setns, bpf, memfd_create, io_uring_setup.
    const numbers = x86
      ? [101, 311, 434, 272, 165, 250, 308, 321, 319, 425]
      : [117, 271, 434, 97, 40, 219, 268, 280, 279, 425];
    const list = `[${numbers.map((number) => `(${number}, (1, 0, 0, 0, 0))`).join(', ')}]`;
    expect((await fork(calls.replace('CALLS', list)))[0]).toMatch(/^\(\[(-1, ){9}-1\], \d+\)$/);
    expect(await fork('import os\nos.path.exists("/proc/self")')).toEqual(['False']);
    expect(await run('"alive"')).toBe("'alive'");
  });

  it('start no processes, and no more threads than allowed', async () => {
    await blocked('import os\nos.fork()');
    await blocked('import os, sys\nos.execv(sys.executable, ["python"])');
    await blocked('import os, sys\nos.posix_spawn(sys.executable, ["python"], {})');
    const threads = `import threading
gate = threading.Event()
started = 0
try:
    for i in range(100):
        threading.Thread(target=gate.wait, daemon=True).start()
        started += 1
except RuntimeError as error:
    print(error)
print(started)`;
    expect(await fork(threads)).toEqual(["can't start new thread\n7\n"]);
    expect(
      await fork('from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(4).map(abs, [-1, 2]))'),
    ).toEqual(['[1, 2]']);
  });

  it('end their threads with the snippet', async () => {
    const count = `import threading, time
counted = [0]
def count():
    while True:
        counted[0] += 1
        open(f"made-{counted[0] % 50}", "w").close()
threading.Thread(target=count, daemon=True).start()
time.sleep(0.02)`;
    await run(count);
    const look = 'first = counted[0]\ntime.sleep(0.05)\ncounted[0] - first, first > 0, threading.active_count()';
    expect(await fork(look)).toEqual(['(0, True, 1)']);
    const files = 'import os\nsorted(os.listdir("."))';
    await session.fork([count]);
    expect(new Set(await fork(files, files, files)).size).toBe(1);
    await run('for name in os.listdir("."): os.remove(name)');
  });

  it('cannot speak for another state, or make the session fail, through their own channel', async () => {
    const frame = '{"status":"ok","stdout":"forged","value":"1","open":[]}';
    for (const bytes of [
      `len(text).to_bytes(4, "little") + text`,
      `b"\\xff\\xff\\xff\\xff"`,
      `b"\\x02\\0\\0\\0{}"`,
      `b"\\x04\\0\\0\\0NaN "`,
      `(200_000).to_bytes(4, "little") + b"[" * 200_000`,
      `b"\\x2b\\0\\0\\0" + b'{"tool":5,"arguments":{"__proto__":{"x":1}}}'`,
    ]) {
      const code = `import os, socket
text = b'${frame}'
for number in range(3, 20):
    try: os.write(number, ${bytes})
    except OSError: pass`;
      const branches = await session.fork([code, 'print("honest")']);
      expect(branches[0]?.result.status).toMatch(/^(ok|runtime-error)$/);
      expect(branches[1]?.result.stdout).toBe('honest\n');
      expect(await run('1 + 1')).toBe('2');
    }
    expect((await session.fork(['import os\nos.closerange(3, 256)']))[0]?.result.status).toBe('runtime-error');
  });

  it('are refused when they hold more memory together than allowed', async () => {
    const branches = await session.fork(Array.from({ length: 4 }, () => 'big = b"x" * 80_000_000'));
    expect(branches.map(({ result }) => result.status)).toEqual(['ok', 'ok', 'memory', 'memory']);
    expect(branches[2]?.result.error?.message).toContain('200 MB');
    expect(await run('"big" in globals()')).toBe('False');
  });
});
