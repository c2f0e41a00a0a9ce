import { webAssembly, type WasmFunction, type WasmImports, type WasmModule } from './web-assembly.ts';

/** How one WebAssembly import of Pyodide behaves once the boundary is locked. */
type Rule = 'allow' | { answer: number };

const words = (text: string) => text.trim().split(/\s+/);

/** Files (all in memory), clocks, heap, exit, and the interpreter's own trampolines: they reach nothing outside. */
const allowed = new Set(
  words(`
  __assert_fail _PyEM_TrampolineCall_JS _Py_emscripten_runtime _Py_CheckEmscriptenSignals_Helper
  __syscall_getuid32_js __syscall_umask_js __syscall_ioctl __syscall_fcntl64 __syscall_openat _tzset_js _abort_js
  __syscall_faccessat __syscall_chdir __syscall_chmod __syscall_fchownat __syscall_dup __syscall_dup3 _munmap_js
  _msync_js _mmap_js emscripten_date_now __syscall_fchdir __syscall_fchmod __syscall_fchmodat2 __syscall_fchown32
  __syscall_fdatasync __syscall_fstat64 __syscall_stat64 __syscall_newfstatat __syscall_lstat64 __syscall_ftruncate64
  __syscall_getcwd __syscall_getdents64 emscripten_get_now __syscall_mkdirat __syscall_mknodat _timegm_js _mktime_js
  _localtime_js _gmtime_js __syscall_poll __syscall_fadvise64 __syscall_fallocate _emscripten_get_progname
  __call_sighandler __syscall_readlinkat __syscall_unlinkat __syscall_rmdir __syscall_renameat __syscall_statfs64
  __syscall_fstatfs64 __syscall_symlinkat emscripten_get_heap_max __syscall_truncate64 __syscall_utimensat
  emscripten_resize_heap emscripten_asm_const_int
  proc_exit exit environ_sizes_get environ_get fd_close fd_read fd_write clock_res_get clock_time_get fd_sync
  random_get fd_fdstat_get fd_seek fd_pread fd_pwrite
  _try_fcntl64 _maybe_poll_async JsvError_Check Jsv_GetError_import JsvNoValue_Check fail_test can_run_sync_js
  get_suspender __hiwire_deduplicate_delete restoreState saveState`),
);

/** Network, programs and pipes: refused with an error that Python raises as an OSError. */
const refused = new Map<string, number>([
  ...words(`
  __syscall_accept4 __syscall_bind __syscall_connect __syscall_getpeername __syscall_getsockname __syscall_getsockopt
  __syscall_listen __syscall_recvfrom __syscall_recvmsg __syscall_sendmsg __syscall_sendto __syscall_socket
  _try_shutdown _emscripten_system`).map((name): [string, number] => [name, -52]),
  // A pipe's buffer lives outside the memory that is rolled back; a timer would never fire.
  ['__syscall_pipe', -52],
  ['_setitimer_js', -52],
  ['getaddrinfo', -4],
  ['getnameinfo', -4],
]);

/** Thrown by an import that the agent's code may not reach. */
export class BlockedImport extends Error {
  override readonly name = 'BlockedImport';
}

/**
 * The lock at the boundary between WebAssembly and JavaScript. Python's whole way out of its memory is the imports of
 * the WebAssembly module; whatever is not on the allow list throws once {@link Boundary.lock} was called.
 */
export class Boundary {
  /** Whether network, a program or a timer was refused since this was last set to false. */
  refusedSince = false;
  #locked = false;

  lock(): void {
    this.#locked = true;
  }

  /** The imports to instantiate with, in place of `imports`. */
  wrap(module: WasmModule, imports: WasmImports): WasmImports {
    const wrapped: WasmImports = {};
    for (const { module: group, name, kind } of webAssembly.Module.imports(module)) {
      const original = imports[group]?.[name];
      const entries = (wrapped[group] ??= {});
      const rule = ruleFor(group, name, kind);
      if (original === undefined) throw new Error(`Pyodide gives no import ${group}.${name}.`);
      entries[name] = rule === 'allow' || !isFunction(original) ? original : this.#guard(name, original, rule);
    }
    return wrapped;
  }

  #guard(name: string, original: WasmFunction, rule: Rule | undefined): WasmFunction {
    return (...values) => {
      if (!this.#locked) return original(...values);
      this.refusedSince = true;
      if (typeof rule === 'object') return rule.answer;
      throw new BlockedImport(`The sandbox has no way out through ${name}.`);
    };
  }
}

function ruleFor(group: string, name: string, kind: string): Rule | undefined {
  // Tables of symbols and addresses (GOT.mem, GOT.func), memory, tags: no code behind them.
  if (kind !== 'function' || (group !== 'env' && group !== 'wasi_snapshot_preview1')) return 'allow';
  if (allowed.has(name)) return 'allow';
  const answer = refused.get(name);
  return answer === undefined ? undefined : { answer };
}

function isFunction(value: unknown): value is WasmFunction {
  return typeof value === 'function';
}
