import { ExecutorError, type Isolation } from '@agentd/agent-core';
import { workingBubblewrap, workingSetpriv } from './programs.ts';

/** Whether bubblewrap is used: where it works, always (or no session opens), or never. */
export type BubblewrapMode = 'auto' | 'require' | 'off';

/** How a Node child process is started on this machine, and what that holds back. */
export interface Confinement {
  isolation: Isolation;
  /** The programs bwrap and setpriv, where they work. */
  bubblewrap: string | undefined;
  setpriv: string | undefined;
}

/**
 * Tries out which layers work here.
 * @param runtime the interpreter inside the process, first in the label
 * @param inner layers that the interpreter itself adds, such as `import-lock`
 */
export function detectConfinement(mode: BubblewrapMode, runtime: string, inner: readonly string[]): Confinement {
  const bubblewrap = mode === 'off' ? undefined : workingBubblewrap();
  const setpriv = bubblewrap === undefined ? workingSetpriv() : undefined;
  // Node's permissions cover the network from version 25 on; before that only bubblewrap does.
  const nodeDeniesNetwork = Number(process.versions.node.split('.')[0]) >= 25;
  const all: [name: string, active: boolean][] = [
    ['bubblewrap', bubblewrap !== undefined],
    ['process-network-denied', bubblewrap !== undefined || nodeDeniesNetwork],
    ['no-new-privileges', bubblewrap !== undefined || setpriv !== undefined],
    ['process', true],
    ['empty-environment', true],
    ['node-permissions', true],
    ...inner.map((name): [string, boolean] => [name, true]),
  ];
  const names = (wanted: boolean) => all.filter(([, active]) => active === wanted).map(([name]) => name);
  return {
    isolation: {
      label: `${runtime}+process${bubblewrap === undefined ? '' : '+bubblewrap'}`,
      layers: names(true),
      missing: names(false),
    },
    bubblewrap,
    setpriv,
  };
}

/** @throws ExecutorError code `executor/no-bubblewrap` when it is required and does not work here */
export function assertBubblewrap(mode: BubblewrapMode, { bubblewrap }: Confinement): void {
  if (mode !== 'require' || bubblewrap !== undefined) return;
  throw new ExecutorError(
    'bubblewrap was required but does not work here. Install the program bwrap, or allow user namespaces.',
    { code: 'executor/no-bubblewrap' },
  );
}
