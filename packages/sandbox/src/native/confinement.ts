import { spawnSync } from 'node:child_process';
import { ExecutorError, type Isolation } from '@agentd/agent-core';
import { z } from 'zod';
import { findProgram } from '../isolation/programs.ts';
import { nativeCommand, type Confines, type SessionSettings } from './command.ts';
import type { ResolvedOptions } from './options.ts';
import { describePython, type Python } from './python.ts';

/** How sessions are started on this machine, and what that holds back. */
export interface NativeConfinement extends Confines {
  isolation: Isolation;
  python: Python;
  seccomp: boolean;
}

const findings = z.object({ mounts: z.boolean(), seccomp: z.boolean(), processLimit: z.boolean() });
type Findings = z.infer<typeof findings>;

/**
 * Asks the interpreter about itself, and tries out which layers work here.
 * @throws ExecutorError code `executor/no-python`, `executor/no-bubblewrap` or `executor/unsupported-platform`
 */
export function detectNativeConfinement({ python: name, isolation: mode }: ResolvedOptions): NativeConfinement {
  if (process.platform !== 'linux') {
    throw new ExecutorError(
      `The native executor runs on Linux, and this is ${process.platform}. Use pyodideExecutor.`,
      {
        code: 'executor/unsupported-platform',
      },
    );
  }
  const python = describePython(name);
  const bubblewrap = mode === 'none' ? undefined : findProgram('bwrap');
  const tried: Confines[] =
    mode === 'none'
      ? [{ bubblewrap, mounts: false }]
      : bubblewrap === undefined
        ? []
        : [true, false].map((mounts) => ({ bubblewrap, mounts }));
  let reason = 'the program bwrap is not installed';
  for (const confines of tried) {
    const found = tryOut(python, confines);
    if (typeof found !== 'string') {
      return { ...confines, python, seccomp: found.seccomp, isolation: describe({ confines, found }) };
    }
    reason = found;
  }
  if (mode === 'none')
    throw new ExecutorError(`The server cannot be started: ${reason}`, { code: 'executor/start-failed' });
  throw new ExecutorError(
    `The native executor runs code inside bubblewrap, which does not work here: ${reason}. Install bubblewrap (the program bwrap), or allow user namespaces; or say isolation: 'none' to run code with the rights of this process.`,
    { code: 'executor/no-bubblewrap' },
  );
}

const nothing: SessionSettings = {
  mode: 'check',
  seccomp: true,
  preload: [],
  memoryLimitBytes: 0,
  branchMemoryBytes: 0,
  fileQuotaBytes: 2 ** 20,
  maxThreads: 1,
  outputLimit: 0,
  seed: 0,
  tools: [],
};

/** What works behind these walls, or why nothing does. */
function tryOut(python: Python, confines: Confines): Findings | string {
  const command = nativeCommand(python, confines, nothing);
  const { status, stdout, stderr, error } = spawnSync(command.file, command.arguments, {
    env: {},
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (error !== undefined) return error.message;
  if (status !== 0) return stderr.trim().split('\n').at(-1) ?? `exit code ${String(status)}`;
  const found = findings.parse(JSON.parse(stdout));
  return confines.mounts && !found.mounts ? 'it gives no right to mount inside' : found;
}

/** Where no session can be opened there is nothing that holds code in. */
export const noIsolation = describe(undefined);

function describe(works: { confines: Confines; found: Findings } | undefined): Isolation {
  const { bubblewrap, mounts } = works?.confines ?? {};
  const { seccomp, processLimit } = works?.found ?? {};
  const all: [name: string, active: boolean][] = [
    ['bubblewrap', bubblewrap !== undefined],
    ['process-network-denied', bubblewrap !== undefined || seccomp === true],
    ['no-new-privileges', works !== undefined],
    ['process', works !== undefined],
    ['empty-environment', works !== undefined],
    ['seccomp', seccomp === true],
    ['branch-files', mounts === true],
    ['process-limit', processLimit === true],
    ['resource-limits', works !== undefined],
  ];
  const names = (wanted: boolean) => all.filter(([, active]) => active === wanted).map(([name]) => name);
  return {
    label:
      works === undefined
        ? 'native+unavailable'
        : `native+${bubblewrap === undefined ? 'none' : 'bubblewrap'}${seccomp === true ? '+seccomp' : ''}`,
    layers: names(true),
    missing: names(false),
  };
}
