/**
 * Whether a file of a package is a shared library for this interpreter: those for another name their platform before
 * `.so`, as in `x.cpython-314-x86_64-linux-gnu.so` (https://peps.python.org/pep-3149/).
 */
export function isLibrary(name: string): boolean {
  const [, platform] = /(?:\.((?:cpython|pypy|jython)-\d[^./]*))?\.so(?:\.\d+)*$/.exec(name) ?? [];
  return platform === undefined ? /\.so(?:\.\d+)*$/.test(name) : platform.endsWith('emscripten');
}
