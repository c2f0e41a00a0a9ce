import type { IsolationReport } from '@agentd/sandbox';

/** What one deliberate attack did: the sandbox must hold. */
export interface AttackReport {
  /** What it reached for, such as `network`. */
  target: string;
  held: boolean;
  /** How it ended, as the code saw it, or what got out. */
  detail: string;
}

/** One executor, tried out. */
export interface ExecutorReport {
  id: string;
  /** Whether agentd is of no use without it. */
  isRequired: boolean;
  /** Whether a session opened and ran `1 + 1`. */
  works: boolean;
  /** Why not. */
  error?: string;
  /** Milliseconds until the first session was open. */
  openMs?: number;
  isolation?: IsolationReport;
  attacks: AttackReport[];
}

/** A package that is not always installed. */
export interface PackageReport {
  name: string;
  version: string | null;
  /** What it is for. */
  purpose: string;
  install: string;
}

/** Everything that `agentd doctor` finds out. */
export interface DoctorReport {
  /** Whether all that is needed works. */
  isHealthy: boolean;
  node: { version: string; required: string; isSupported: boolean };
  machine: { platform: string; architecture: string; cores: number; memoryBytes: number };
  cache: { folder: string; isWritable: boolean; bytes: number; error?: string };
  executors: ExecutorReport[];
  packages: PackageReport[];
  tinyAgent: { folder: string | null; error?: string };
  /** Names of variables that agentd reads, and whether they are set; never what they hold. */
  variables: Record<string, boolean>;
}
