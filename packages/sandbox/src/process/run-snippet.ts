import type { ExecutionResult, RunOptions, ToolCall, ToolHost } from '@agentd/agent-core';
import { callTool, ToolTraffic } from './call-tool.ts';
import type { ChildLink } from './child-link.ts';
import { toResult } from './execution-result.ts';
import { resolveTimeout, type SnippetLimits } from './snippet-limits.ts';
import type { Reply, Request } from './protocol.ts';
import { SnippetClock } from './snippet-clock.ts';

/** How much sooner the one of two limits acts that is meant to. */
const slackMs = 250;
/** How long past its limit code may go on before the whole process is killed. */
const graceMs = 5_000;

/** Calls of tools that one snippet may make: each is kept in its result. */
const maxToolCalls = 1_000;

/** A session's means to run code. */
export interface SnippetContext {
  link: ChildLink;
  tools: ToolHost | undefined;
  limits: SnippetLimits;
}

/**
 * Has the child run code, answers the tool calls that it makes, and stops it when its time is over or the caller aborts.
 * @throws the signal's reason when aborted; ExecutorError code `executor/session-lost`
 */
export async function runSnippet(
  context: SnippetContext,
  { op, id, code }: { op: 'run' | 'branch'; id: number; code: string },
  { signal, timeoutMs: given }: RunOptions,
): Promise<ExecutionResult> {
  const { link, tools, limits } = context;
  const { toolTimeoutMs } = limits;
  const timeoutMs = resolveTimeout(given, limits.timeoutMs);
  const hasTools = (tools?.tools.length ?? 0) > 0;
  // The child's own limit cannot be paused while a tool runs. With tools it is the second line, behind the clock here.
  const childLimit = hasTools ? timeoutMs + toolTimeoutMs + slackMs : timeoutMs;
  const request: Request = { op, id, code, timeoutMs: childLimit };
  const startedAt = performance.now();
  const toolCalls: ToolCall[] = [];
  const traffic = new ToolTraffic();
  const clock = new SnippetClock({
    timeoutMs: hasTools ? timeoutMs : timeoutMs + slackMs,
    toolTimeoutMs,
    killAfterMs: childLimit + graceMs,
    signal,
    interrupt: (why) => {
      // Where code cannot be interrupted, only an abort is worth the session: the child's own limit holds as well.
      if (!link.interrupt() && why === 'aborted') link.kill();
    },
    kill: () => link.kill(),
  });
  try {
    link.send(request);
    clock.enter('code');
    for (;;) {
      const reply = await link.next();
      if (reply.type === 'tool') {
        clock.enter('tool');
        await answerTool(context, reply, { speculative: op === 'branch', toolCalls, traffic, clock });
        clock.enter('code');
        continue;
      }
      if (reply.type === 'failed') throw link.lose(`failed while it ran code: ${reply.message}`);
      if (reply.type !== 'result' || reply.id !== id) throw link.lose(`answered ${reply.type} while it ran code`);
      const { outcome } = reply;
      const { ended } = clock;
      if (outcome.status === 'interrupted' && ended === undefined && toolCalls.length === 0) {
        // An interrupt meant for the snippet before arrived late. This one was rolled back and has had no effect.
        link.send(request);
        continue;
      }
      if (outcome.status === 'interrupted' && ended === 'aborted') signal?.throwIfAborted();
      const [what, limitMs] = ended === 'tool-timeout' ? ['tools', toolTimeoutMs] : ['code', timeoutMs];
      const late = `the ${what} ran longer than ${limitMs / 1_000} s`;
      return toResult(outcome, { toolCalls, durationMs: performance.now() - startedAt, late });
    }
  } catch (error) {
    // Where code can't be interrupted the process was killed: the caller asked for this.
    if (clock.ended === 'aborted') signal?.throwIfAborted();
    throw error;
  } finally {
    clock.stop();
  }
}

interface ToolTurn {
  speculative: boolean;
  /** The call is added to these. */
  toolCalls: ToolCall[];
  traffic: ToolTraffic;
  clock: SnippetClock;
}

async function answerTool(
  { link, tools }: SnippetContext,
  { tool, arguments: given }: Reply & { type: 'tool' },
  { speculative, toolCalls, traffic, clock }: ToolTurn,
): Promise<void> {
  if (tools === undefined) return link.send({ op: 'tool-reply', error: 'This session has no tools.' });
  if (toolCalls.length >= maxToolCalls) {
    return link.send({ op: 'tool-reply', error: `One snippet may call tools ${maxToolCalls} times, and no more.` });
  }
  if (!traffic.take(JSON.stringify(given))) return link.send({ op: 'tool-reply', error: ToolTraffic.refusal });
  try {
    const call = await callTool(tools, { tool, arguments: given, speculative }, clock.signal, traffic);
    toolCalls.push(call);
    if (call.error === undefined) link.send({ op: 'tool-reply', output: call.output ?? null });
    else link.send({ op: 'tool-reply', error: call.error });
  } catch {
    // Given up; the code is told nothing, because it does not go on.
    link.send({ op: 'tool-abort' });
  }
}
