import type { ExecutionStatus, Executor } from '@agentd/agent-core';

/** What an attack may aim at on the host; all of it is made for the suite and removed after it. */
export interface Targets {
  /** Environment variable of the host that holds the secret. */
  readonly variable: string;
  /** Files that hold the secret: in the folder for temporary files, and in the user's home where that can be written. */
  readonly files: readonly string[];
  /** Folders of the host whose names are nobody's business: the working directory, and where this package lies. */
  readonly paths: readonly string[];
  /** A folder that anyone may write to. */
  readonly folder: string;
  /** Ports of 127.0.0.1 that answer with the secret. */
  readonly tcpPort: number;
  readonly udpPort: number;
  /** Path of a UNIX socket that answers with the secret. */
  readonly socket: string;
  /** Process ids: the host's own, and that of a sibling of the sandbox, whose environment holds the secret. */
  readonly hostPid: number;
  readonly siblingPid: number;
}

/** What the host must report of an attack, whatever the code did; parts left out may be anything. */
export interface Truth {
  readonly status?: readonly ExecutionStatus[];
  readonly stdout?: string;
  readonly value?: string;
  /** Text of the final answer; null: there is none. */
  readonly finalAnswer?: string | null;
}

/** One attack: code that tries to get out, to hang its host, or to alter what comes after it. */
export interface Attack {
  /** Unique among the attacks of its language. */
  readonly name: string;
  readonly language: Executor['language'];
  readonly category: string;
  /** The code, or how to write it for these targets. It calls `reached()` where it got what it must not get. */
  readonly code: string | ((targets: Targets) => string);
  /** What must not happen, as an infinitive: `read a file of the host`. */
  readonly mustNot: string;
  readonly truth?: Truth;
  /** Milliseconds that the attack is given; set for one that would not end, or take memory for long, by itself. */
  readonly limitMs?: number;
  /** Only as a branch: what it does to a session that it is committed to is a known limit of sharing an interpreter. */
  readonly branchOnly?: boolean;
  /** The session may be lost, cleanly: it kills its own process, say. */
  readonly mayLoseSession?: boolean;
}

type Details = Pick<Attack, 'code'> & Partial<Omit<Attack, 'name' | 'language' | 'category'>>;

/** Attacks of one category, by name: each is its code, or its code with what differs from the others. */
export function attackGroup(
  common: Pick<Attack, 'language' | 'category' | 'mustNot'> & Partial<Attack>,
  entries: Readonly<Record<string, Attack['code'] | Details>>,
): readonly Attack[] {
  return Object.entries(entries).map(([name, entry]) => ({
    ...common,
    ...(typeof entry === 'object' ? entry : { code: entry }),
    name,
  }));
}

/** What `reached()` prints. No attack has it in its text, so that a traceback's line is not taken for it. */
export const marker = 'REACHED';

const preludes: Readonly<Record<Executor['language'], string>> = {
  python: "def reached(*what): print('REACH' + 'ED', *what)\n",
  javascript: "function reached(...what) { console.log('REACH' + 'ED', ...what); }\n",
};

/** The code to run, with `reached()` defined. */
export function codeOf({ language, code }: Attack, targets: Targets): string {
  return preludes[language] + (typeof code === 'string' ? code : code(targets));
}
