/** What an attack can try to get at; each holds, or leads to, the secret. */
export interface Canaries {
  secret: string;
  /** A host file that holds the secret. */
  file: string;
  /** A port of 127.0.0.1 where the secret is given to whoever connects. */
  port: number;
  /** A variable of the host's environment that holds the secret. */
  variable: string;
}

/** Reaches for one thing outside the sandbox, by several ways, and prints what it gets. */
export interface Attack {
  target: 'host files' | 'network' | 'host environment';
  code: string;
}

/** A few quick attacks; the whole suite is in `@agentd/sandbox/testing`. */
export function attacksIn(language: 'python' | 'javascript', canaries: Canaries): Attack[] {
  const attempts = language === 'python' ? python(canaries) : javascript(canaries);
  const join = language === 'python' ? tryPython : tryJavaScript;
  return attempts.map(({ target, ways }) => ({ target, code: ways.map(join).join('\n') }));
}

interface Attempts {
  target: Attack['target'];
  /** Expressions that give text. */
  ways: string[];
}

const tryPython = (way: string) =>
  `try: print(${way})\nexcept BaseException as error: print(type(error).__name__, error)`;
const tryJavaScript = (way: string) => `try { print(${way}) } catch (error) { print(String(error)) }`;

function python({ file, port, variable }: Canaries): Attempts[] {
  const path = JSON.stringify(file);
  return [
    {
      target: 'host files',
      ways: [
        `open(${path}).read()`,
        `__import__("os").popen("cat " + ${path}).read()`,
        `__import__("js").require("fs").readFileSync(${path})`,
      ],
    },
    {
      target: 'network',
      ways: [
        `__import__("socket").create_connection(("127.0.0.1", ${port}), 2).recv(100)`,
        `__import__("urllib.request").request.urlopen("http://127.0.0.1:${port}", timeout=2).read()`,
        `__import__("pyodide.http").http.open_url("http://127.0.0.1:${port}").read()`,
      ],
    },
    {
      target: 'host environment',
      ways: [
        `__import__("os").environ.get(${JSON.stringify(variable)})`,
        'open("/proc/self/environ").read()',
        'open("/proc/1/environ").read()',
        `__import__("js").process.env.${variable}`,
      ],
    },
  ];
}

function javascript({ file, port, variable }: Canaries): Attempts[] {
  const path = JSON.stringify(file);
  const process = '[].constructor.constructor("return process")()';
  return [
    {
      target: 'host files',
      ways: [
        `require("fs").readFileSync(${path}, "utf8")`,
        `std.loadFile(${path})`,
        `${process}.getBuiltinModule("fs").readFileSync(${path}, "utf8")`,
      ],
    },
    {
      target: 'network',
      ways: [
        `fetch("http://127.0.0.1:${port}")`,
        `require("net").connect(${port}, "127.0.0.1")`,
        `${process}.getBuiltinModule("net").connect(${port}, "127.0.0.1")`,
      ],
    },
    {
      target: 'host environment',
      ways: [`process.env.${variable}`, `${process}.env.${variable}`, `std.getenv("${variable}")`],
    },
  ];
}
