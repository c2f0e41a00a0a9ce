import { afterAll, beforeAll } from 'vitest';
import type { Executor, Session, ToolHost } from '../index.ts';
import { executorSnippets, type ExecutorSnippets } from './executor-snippets.ts';

/** What the cases of the executor suite work with; valid while tests run. */
export interface ExecutorFixture {
  readonly executor: Executor;
  readonly code: ExecutorSnippets;
  /** Opens a session that is closed after the group. */
  open(tools?: ToolHost): Promise<Session>;
}

/** Makes an executor before the group of tests and closes it, and all its sessions, afterwards. */
export function executorFixture(makeExecutor: () => Executor | Promise<Executor>): ExecutorFixture {
  let made: Executor | undefined;
  const sessions: Session[] = [];
  beforeAll(async () => {
    made = await makeExecutor();
  });
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    await made?.close?.();
  });
  const current = () => {
    if (made === undefined)
      throw new Error('The executor is made before the tests of its group; use it inside a test.');
    return made;
  };
  return {
    get executor() {
      return current();
    },
    get code() {
      return executorSnippets[current().language];
    },
    async open(tools) {
      const session = await current().open(tools === undefined ? {} : { tools });
      sessions.push(session);
      return session;
    },
  };
}
