import type { Executor } from '@agentd/agent-core';
import { thisMachine, type Machine } from './machine.ts';
import { remedyFor } from './remedies.ts';

/** One layer of an executor on this machine. */
export interface LayerReport {
  /** As `executor.isolation` names it. */
  name: string;
  isActive: boolean;
  /** What it does, in one sentence. */
  purpose: string;
  /** What to install or set, where it is not active. */
  remedy?: string;
}

/** What holds the code of an executor in on this machine. */
export interface IsolationReport {
  executor: string;
  label: string;
  layers: LayerReport[];
}

const purposes: Record<string, string> = {
  bubblewrap:
    'Runs the interpreter in namespaces of its own: no network, no processes but its own, no files but its own.',
  'process-network-denied': 'The operating system or Node refuses sockets, should code get past the interpreter.',
  'no-new-privileges': 'The process and what it starts can gain no rights, by setuid programs or otherwise.',
  process: 'A process of its own for each session, which can be killed, and whose end ends nothing else.',
  'empty-environment': 'The process has no environment variables, so there are no keys or tokens to read.',
  'node-permissions': "Node refuses files outside the interpreter's own, child processes, workers and native add-ons.",
  'import-lock': "Once the interpreter is ready, WebAssembly's imports that lead to the host throw.",
  'wasm-interpreter': 'The code runs in an interpreter that is WebAssembly: it has no way to the host but its imports.',
  seccomp: 'The kernel refuses the system calls that the interpreter does not need.',
  'branch-files': 'Each branch has files of its own, so that none sees what another wrote.',
  'process-limit': 'The kernel counts the threads and processes that code starts, and refuses those past the limit.',
  'resource-limits': 'The kernel limits CPU time, memory, open files and the size of files.',
};

/**
 * Every layer of an executor, active or missing here, with what it does and what would activate it on this machine.
 * Which are active was tried out when the executor was made; why one is not is tried out now.
 */
export function isolationReport(executor: Executor, machine: Machine = thisMachine()): IsolationReport {
  const { label, layers, missing } = executor.isolation;
  const report = (name: string, isActive: boolean): LayerReport => ({
    name,
    isActive,
    purpose: purposes[name] ?? `See the documentation of the executor ${executor.id}.`,
    ...(isActive ? {} : { remedy: remedyFor(name, machine) }),
  });
  return {
    executor: executor.id,
    label,
    layers: [...layers.map((name) => report(name, true)), ...missing.map((name) => report(name, false))],
  };
}
