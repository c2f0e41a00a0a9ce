import type { Emscripten } from './emscripten.ts';
import type { WasmFunction, WasmImports } from '../../process/child/web-assembly.ts';

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
  #isModule: (handle: number, symbol: number) => boolean = () => false;

  lock(): void {
    this.#locked = true;
  }

  /**
   * Guards Emscripten's JavaScript functions where they are kept, before anything is instantiated with them: the
   * interpreter, the libraries that are loaded later, and tables of function pointers all take them from there.
   */
  guard(imports: WasmImports): void {
    for (const entries of new Set([imports['env'], imports['wasi_snapshot_preview1']])) {
      for (const [name, original] of Object.entries(entries ?? {})) {
        if (entries === undefined || !isFunction(original) || allowed.has(name)) continue;
        // Emscripten keeps a function's signature as a property of it.
        entries[name] = Object.assign(this.#guarded(name, original), original);
      }
    }
  }

  /** Of the libraries that are loaded now, Python may import modules also once the boundary is locked. */
  keepLibraries(module: Emscripten): void {
    const libraries = new Map(Object.entries(module.LDSO.loadedLibsByHandle));
    // The main program's symbols are all of Emscripten's functions.
    libraries.delete('0');
    this.#isModule = (handle, symbol) =>
      libraries.has(String(handle >>> 0)) &&
      libraries.get(String(handle >>> 0)) === module.LDSO.loadedLibsByHandle[handle >>> 0] &&
      module.UTF8ToString(symbol >>> 0).startsWith('PyInit');
  }

  #guarded(name: string, original: WasmFunction): WasmFunction {
    const answer = refused.get(name);
    return (...values) => {
      if (!this.#locked) return original(...values);
      const [handle, symbol] = values;
      if (name === '_dlsym_js' && this.#isModule(Number(handle), Number(symbol))) return original(...values);
      this.refusedSince = true;
      if (answer !== undefined) return answer;
      throw new BlockedImport(`The sandbox has no way out through ${name}.`);
    };
  }
}

function isFunction(value: unknown): value is WasmFunction {
  return typeof value === 'function';
}
