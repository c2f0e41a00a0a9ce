import { ExecutorError } from '../errors.ts';
import type { Branch, ExecutionResult, Executor, OpenOptions, Session } from '../executor.ts';

/** What {@link scriptedExecutor} gives back besides the executor. */
export interface ScriptedExecutor extends Executor {
  /** What its sessions were asked to do, such as `run print(1)`, `commit print(1)`, `close`. */
  readonly log: readonly string[];
}

/**
 * An executor without an interpreter, for tests of the loop around it. It has no state; what runs real code is
 * `@agentd/sandbox`.
 * @param respond gives the result of a snippet; what it leaves out is an `ok` run that printed nothing
 */
export function scriptedExecutor(respond: (code: string) => Partial<ExecutionResult>): ScriptedExecutor {
  const log: string[] = [];
  const resultOf = (code: string): ExecutionResult => ({
    status: 'ok',
    stdout: '',
    toolCalls: [],
    durationMs: 0,
    ...respond(code),
  });
  return {
    id: 'scripted',
    language: 'python',
    isolation: { label: 'none', layers: [], missing: ['interpreter'] },
    log,
    async open(options: OpenOptions = {}): Promise<Session> {
      options.signal?.throwIfAborted();
      let branches = new Set<Branch>();
      return {
        async run(code, runOptions) {
          runOptions?.signal?.throwIfAborted();
          log.push(`run ${code}`);
          branches = new Set();
          return resultOf(code);
        },
        async fork(codes, runOptions) {
          runOptions?.signal?.throwIfAborted();
          return codes.map((code) => {
            log.push(`fork ${code}`);
            const branch = { code, result: resultOf(code) };
            branches.add(branch);
            return branch;
          });
        },
        async commit(branch) {
          if (!branches.has(branch)) {
            throw new ExecutorError('The branch is stale; fork again.', { code: 'executor/stale-branch' });
          }
          log.push(`commit ${branch.code}`);
          branches = new Set();
          return { toolCalls: [] };
        },
        async close() {
          log.push('close');
        },
      };
    },
  };
}
