import {
  ExecutorError,
  type Branch,
  type CallOptions,
  type CommitResult,
  type ExecutionResult,
  type OpenOptions,
  type ResetResult,
  type RunOptions,
  type Session,
  type ToolHost,
} from '@agentd/agent-core';
import { ChildLink } from './child-link.ts';
import type { SandboxProcess } from './sandbox-process.ts';
import { runPendingWrites } from './pending-writes.ts';
import { runSnippet, type SnippetContext } from './run-snippet.ts';
import { drawSeed, type Seed } from './seed.ts';
import type { SnippetLimits } from './snippet-limits.ts';
import { toolSpec } from './tool-spec.ts';
import { Turns } from './turns.ts';

interface BranchState {
  id: number;
  generation: number;
}

/** A session over one child process. Calls that overlap are carried out one after another. */
export class ProcessSession implements Session {
  readonly #link: ChildLink;
  readonly #seed: Seed;
  #context: SnippetContext;
  readonly #branches = new WeakMap<Branch, BranchState>();
  /** Counts the states of the session: a branch belongs to one of them. */
  #generation = 0;
  #lastId = 0;
  readonly #turns = new Turns();

  constructor(process: SandboxProcess, tools: ToolHost | undefined, settings: SnippetLimits & { seed: Seed }) {
    this.#link = new ChildLink(process);
    this.#seed = settings.seed;
    this.#context = { link: this.#link, tools, limits: settings };
  }

  run(code: string, options: RunOptions = {}): Promise<ExecutionResult> {
    return this.#exclusively(options, (signal) => {
      this.#generation++;
      return runSnippet(this.#context, { op: 'run', id: ++this.#lastId, code }, { ...options, signal });
    });
  }

  fork(codes: readonly string[], options: RunOptions = {}): Promise<Branch[]> {
    return this.#exclusively(options, async (signal) => {
      const branches: Branch[] = [];
      for (const code of codes) {
        signal.throwIfAborted();
        const id = ++this.#lastId;
        const result = await runSnippet(this.#context, { op: 'branch', id, code }, { ...options, signal });
        const branch: Branch = { code, result };
        this.#branches.set(branch, { id, generation: this.#generation });
        branches.push(branch);
      }
      return branches;
    });
  }

  commit(branch: Branch, options: CallOptions = {}): Promise<CommitResult> {
    return this.#exclusively(options, async (signal) => {
      const state = this.#branches.get(branch);
      if (state?.generation !== this.#generation) {
        throw new ExecutorError(
          'The branch does not begin at the present state of this session: the state has moved on, or the branch is of another session. Fork again and commit one of the new branches.',
          { code: 'executor/stale-branch' },
        );
      }
      this.#generation++;
      const reply = await this.#link.exchange({ op: 'commit', id: ++this.#lastId, branch: state.id });
      if (reply.type !== 'committed') throw this.#link.lose(`answered ${reply.type} instead of committing`);
      const { tools, limits } = this.#context;
      if (tools === undefined) return { toolCalls: [] };
      return { toolCalls: await runPendingWrites(branch.result.toolCalls, { ...limits, tools, signal }) };
    });
  }

  reset({ tools, signal }: OpenOptions = {}): Promise<ResetResult> {
    return this.#exclusively({ signal }, async () => {
      const specs = (tools?.tools ?? []).map(toolSpec);
      this.#generation++;
      this.#context = { ...this.#context, tools };
      const seed = drawSeed(this.#seed);
      const reply = await this.#link.exchange({ op: 'reset', id: ++this.#lastId, tools: specs, seed });
      if (reply.type !== 'reset')
        throw this.#link.lose(
          `answered ${reply.type} instead of starting over${reply.type === 'failed' ? `: ${reply.message}` : ''}`,
        );
      return { memoryBytes: reply.memoryBytes };
    });
  }

  close(): Promise<void> {
    return this.#link.close(this.#turns.isBusy);
  }

  /** One call at a time. The signal of the work is aborted by the caller, and when the session is lost or closed. */
  #exclusively<Result>(
    { signal }: { signal?: AbortSignal | undefined },
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { gone } = this.#link;
    const ending = signal === undefined ? gone : AbortSignal.any([gone, signal]);
    return this.#turns.take(ending, () => work(ending));
  }
}
