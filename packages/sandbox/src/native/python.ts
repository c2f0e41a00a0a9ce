import { spawnSync } from 'node:child_process';
import { ExecutorError } from '@agentd/agent-core';
import { z } from 'zod';

/** An interpreter of this machine, as it describes itself. */
export interface Python {
  /** The program itself, past all links and shims. */
  executable: string;
  version: readonly [major: number, minor: number];
  /** Where modules are imported from. */
  path: string[];
  /** Folders that hold its shared libraries and its standard library. */
  libraries: string[];
}

const description = z.object({
  executable: z.string(),
  version: z.tuple([z.number(), z.number()]),
  path: z.array(z.string()),
  libraries: z.array(z.string()),
});

/** It is asked under this user's environment, so that it finds what it usually finds: virtual environments, shims. */
const question = `
import json, os, sys, sysconfig
print(json.dumps({
    "executable": os.path.realpath(sys.executable),
    "version": sys.version_info[:2],
    "path": [os.path.realpath(path) for path in sys.path if path and os.path.exists(path)],
    "libraries": sorted({
        folder
        for prefix in (sys.base_prefix, os.path.dirname(os.path.dirname(os.path.realpath(sys.executable))))
        for folder in (os.path.join(prefix, "lib"), os.path.join(prefix, "lib64"))
        if os.path.isdir(folder)
    }),
}))
`;

const oldest: Python['version'] = [3, 11];

/**
 * Asks the interpreter of this name or path about itself.
 * @throws ExecutorError code `executor/no-python`
 */
export function describePython(python: string): Python {
  const { status, stdout, stderr, error } = spawnSync(python, ['-E', '-c', question], {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined || status !== 0) {
    const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
    throw noPython(`${python} cannot be started: ${reason}`, error);
  }
  const parsed = description.safeParse(tryJson(stdout));
  if (!parsed.success) throw noPython(`${python} is no CPython that can describe itself`, parsed.error);
  const [major, minor] = parsed.data.version;
  if (major !== oldest[0] || minor < oldest[1]) throw noPython(`${python} is Python ${major}.${minor}`);
  return parsed.data;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noPython(why: string, cause?: unknown): ExecutorError {
  return new ExecutorError(
    `The native executor needs Python ${oldest.join('.')} or later, but ${why}. Install it, or name another with the option python.`,
    { code: 'executor/no-python', cause },
  );
}
