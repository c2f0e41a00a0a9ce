/*
 * A CPython extension as a WebAssembly side module, small enough to test with. Both binaries are made with clang and
 * wasm-ld of LLVM 14 (Debian: clang-14, lld-14):
 *
 *   CC="clang-14 --target=wasm32-unknown-emscripten -Os -fPIC -nostdlib -ffreestanding -c"
 *   LD="wasm-ld-14 --experimental-pic -shared --strip-all"
 *   $CC -fvisibility=default libtally.c -o libtally.o && $LD libtally.o -o libtally.so --export-dynamic
 *   $CC -fvisibility=hidden tally.c -o tally.o
 *   $LD tally.o libtally.so -o tally.so --export=PyInit__core --export=PyInit_later
 *
 * What is needed of Python.h is declared here by hand, for CPython 3.14 on 32 bits.
 */
typedef struct { long references; void *type; } PyObject;
typedef struct { const char *name; PyObject *(*call)(PyObject *, PyObject *); int flags; const char *doc; } PyMethodDef;
typedef struct {
  PyObject base;
  PyObject *(*init)(void);
  long index;
  PyObject *copy;
  const char *name, *doc;
  long size;
  PyMethodDef *methods;
  void *slots, *traverse, *clear, *free;
} PyModuleDef;

extern PyObject *PyModule_Create2(PyModuleDef *, int);
extern PyObject *PyLong_FromLong(long);
extern int emscripten_run_script_int(const char *);
extern int tally_next(int);

enum { no_arguments = 4, api_version = 1013 };

static int count = 0;

/* State in the library's own memory. */
static PyObject *next(PyObject *self, PyObject *none) { return PyLong_FromLong(count = tally_next(count)); }

/* A way out: JavaScript, by a direct call and by a pointer that was taken when the library was loaded. */
static PyObject *script(PyObject *self, PyObject *none) { return PyLong_FromLong(emscripten_run_script_int("1")); }

static int (*volatile run)(const char *) = emscripten_run_script_int;
static PyObject *pointer(PyObject *self, PyObject *none) { return PyLong_FromLong(run("1")); }

static PyMethodDef methods[] = {
  {"next", next, no_arguments, 0}, {"script", script, no_arguments, 0}, {"pointer", pointer, no_arguments, 0}, {0, 0, 0, 0}
};

static PyModuleDef core = {{1, 0}, 0, 0, 0, "_core", 0, -1, methods, 0, 0, 0, 0};
PyObject *PyInit__core(void) { return PyModule_Create2(&core, api_version); }

static PyModuleDef later = {{1, 0}, 0, 0, 0, "later", 0, -1, methods, 0, 0, 0, 0};
PyObject *PyInit_later(void) { return PyModule_Create2(&later, api_version); }
