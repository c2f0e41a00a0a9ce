import {
  AgentdError,
  createAgent,
  outgrewContext,
  pyodideExecutor,
  type AgentHandle,
  type CreateAgentOptions,
  type Trajectory,
} from '@agentd/sag';
import { factsCorpusPath } from '@agentd/corpus-facts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { DemoRenderer, type DemoProblem } from '../render/demo-renderer.ts';
import type { DemoColumn } from '../render/demo-table.ts';
import type { Rendered } from '../render/run-renderer.ts';
import { summarise } from '../render/summary.ts';
import { Screen } from '../screen.ts';
import { demoParts, type DemoPart, type DemoTask } from './demo-parts.ts';

/** Options of `agentd demo`. */
export interface DemoFlags {
  problems: number;
  questions: number;
  json: boolean;
  quiet: boolean;
}

/** One task as one decoder did it. */
interface DemoRun {
  task: DemoTask;
  isRight: boolean;
  trajectory: Trajectory;
}

const decoders = [
  { name: 'greedy', options: { decoder: 'greedy' } },
  { name: 'SAG, N=8, T=0.4', options: { decoder: 'sag', sag: { samples: 8, temperature: 0.4 } } },
] as const satisfies { name: string; options: CreateAgentOptions }[];

/** What both decoders made of one kind of tasks. */
interface DemoResult {
  part: DemoPart;
  runs: { decoder: string; runs: DemoRun[] }[];
}

/**
 * The tiny agent solves word problems and answers questions over passages, neither of which it was trained on, first
 * greedy, then with SAG.
 */
export async function runDemo(flags: DemoFlags, signal: AbortSignal): Promise<ExitCode> {
  const startedAt = performance.now();
  const screen = new Screen(process.stdout);
  const renderer = new DemoRenderer(screen.renderOptions, flags.quiet);
  const show = (rendered: Rendered): void => {
    if (!flags.json) screen.show(rendered);
  };
  await prepareSandbox(show, signal);
  show({ lines: [], status: 'loading the model' });
  const onProgress = (stage: string): void => show({ lines: [], status: stage });
  const corpus = flags.questions === 0 ? undefined : factsCorpusPath;
  const first = await createAgent({ ...decoders[0].options, corpus, onProgress, signal });
  const results: DemoResult[] = [];
  try {
    // All of them use the same model, sandbox and index.
    const { model, prompt, executor, tools: search } = first.options;
    for (const part of await demoParts(flags, search)) {
      if (signal.aborted) break;
      const result: DemoResult = { part, runs: [] };
      results.push(result);
      show(renderer.title(part.title));
      for (const { name, options } of decoders) {
        const agent = await createAgent({ ...options, model, prompt, executor, tools: part.tools });
        result.runs.push({ decoder: name, runs: await solveAll(agent, name, part, { renderer, show, signal }) });
      }
    }
  } finally {
    await first.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ seconds, parts: results.map(report) }, null, 2)}\n`);
  } else {
    for (const { part, runs } of results) screen.show(renderer.table(part.title, runs.map(columnOf)));
    screen.show(renderer.note(seconds));
  }
  return signal.aborted ? exitCodes.interrupted : exitCodes.ok;
}

/** Starts the sandbox once: preparing it on a new machine takes seconds, which are shown and count for no problem. */
async function prepareSandbox(show: (rendered: Rendered) => void, signal: AbortSignal): Promise<void> {
  const onProgress = (stage: string) => show({ lines: [`Starting the sandbox: ${stage}.`], status: stage });
  const executor = pyodideExecutor({ onProgress });
  const session = await executor.open({ signal });
  await session.close();
  await executor.close?.();
}

interface Showing {
  renderer: DemoRenderer;
  show: (rendered: Rendered) => void;
  signal: AbortSignal;
}

async function solveAll(
  agent: AgentHandle,
  decoder: string,
  { task: kind, tasks }: DemoPart,
  showing: Showing,
): Promise<DemoRun[]> {
  const runs: DemoRun[] = [];
  for (const [index, task] of tasks.entries()) {
    const { question, answer } = task;
    const problem: DemoProblem = { decoder, kind, number: index + 1, total: tasks.length, question, answer };
    const trajectory = await solve(agent, problem, showing);
    if (trajectory.outcome.status === 'aborted') break;
    const right = await task.isRight(trajectory.outcome.answer?.text);
    showing.show(showing.renderer.end(problem, trajectory, right));
    runs.push({ task, isRight: right, trajectory });
  }
  return runs;
}

async function solve(
  agent: AgentHandle,
  problem: DemoProblem,
  { renderer, show, signal }: Showing,
): Promise<Trajectory> {
  show(renderer.begin(problem));
  for await (const event of agent.stream(problem.question, { signal })) {
    show(renderer.event(event));
    if (event.type !== 'run-end') continue;
    const { error } = event.trajectory.outcome;
    // A conversation that outgrows the model is a wrong answer; any other fault would make the table untrue.
    const isFault = event.trajectory.outcome.status === 'error' && !outgrewContext(event.trajectory);
    if (isFault) throw new AgentdError(error?.message ?? 'The run failed.', { code: error?.code ?? 'agent/failed' });
    return event.trajectory;
  }
  throw new TypeError('The run ended without a run-end event.');
}

function columnOf({ decoder, runs }: DemoResult['runs'][number]): DemoColumn {
  return {
    name: decoder,
    correct: runs.filter((run) => run.isRight).length,
    problems: runs.length,
    summary: summarise(runs.map(({ trajectory }) => trajectory)),
  };
}

function report({ part, runs }: DemoResult): object {
  return {
    title: part.title,
    decoders: runs.map((decoder) => ({
      ...columnOf(decoder),
      runs: decoder.runs.map(({ task, isRight: right, trajectory }) => ({
        question: task.question,
        reference: task.answer,
        answer: trajectory.outcome.answer?.text ?? null,
        status: trajectory.outcome.status,
        isRight: right,
      })),
    })),
  };
}
