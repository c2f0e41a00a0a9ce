import {
  AgentdError,
  createAgent,
  pyodideExecutor,
  type AgentHandle,
  type CreateAgentOptions,
  type Trajectory,
} from '@agentd/sag';
import { tinyAgentProblems } from '@agentd/tiny-agent';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { isRight } from './is-right.ts';
import { DemoRenderer, type DemoProblem } from './render/demo-renderer.ts';
import type { DemoColumn } from './render/demo-table.ts';
import type { Rendered } from './render/run-renderer.ts';
import { summarise } from './render/summary.ts';
import { Screen } from './screen.ts';

/** Options of `agentd demo`. */
export interface DemoFlags {
  problems: number;
  json: boolean;
  quiet: boolean;
}

/** One problem as one decoder solved it. */
interface DemoRun {
  problem: DemoProblem;
  isRight: boolean;
  trajectory: Trajectory;
}

const decoders = [
  { name: 'greedy', options: { decoder: 'greedy' } },
  { name: 'SAG, N=8, T=0.4', options: { decoder: 'sag', sag: { samples: 8, temperature: 0.4 } } },
] as const satisfies { name: string; options: CreateAgentOptions }[];

/** The tiny agent answers word problems that it was not trained on, first greedy, then with SAG. */
export async function runDemo(flags: DemoFlags, signal: AbortSignal): Promise<ExitCode> {
  const startedAt = performance.now();
  const screen = new Screen(process.stdout);
  const renderer = new DemoRenderer(screen.renderOptions, flags.quiet);
  const show = (rendered: Rendered): void => {
    if (!flags.json) screen.show(rendered);
  };
  await prepareSandbox(show, signal);
  show({ lines: [], status: 'loading the model' });
  const first = await createAgent({ ...decoders[0].options, signal });
  const runs = new Map<string, DemoRun[]>();
  try {
    // Both decoders use the same model and sandbox.
    const { model, prompt, executor } = first.options;
    for (const { name, options } of decoders) {
      const agent = await createAgent({ ...options, model, prompt, executor });
      runs.set(name, await solveAll(agent, name, flags.problems, { renderer, show, signal }));
    }
  } finally {
    await first.close();
  }
  const columns = [...runs].map(([name, done]) => columnOf(name, done));
  const seconds = (performance.now() - startedAt) / 1000;
  if (flags.json) process.stdout.write(`${JSON.stringify(report(columns, runs, seconds), null, 2)}\n`);
  else screen.show(renderer.table(columns, seconds));
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

async function solveAll(agent: AgentHandle, decoder: string, count: number, showing: Showing): Promise<DemoRun[]> {
  const problems = (await tinyAgentProblems()).slice(0, count);
  const runs: DemoRun[] = [];
  for (const [index, { question, answer }] of problems.entries()) {
    const problem: DemoProblem = { decoder, number: index + 1, total: problems.length, question, answer };
    const trajectory = await solve(agent, problem, showing);
    if (trajectory.outcome.status === 'aborted') break;
    const right = await isRight(trajectory.outcome.answer?.text, answer);
    showing.show(showing.renderer.end(problem, trajectory, right));
    runs.push({ problem, isRight: right, trajectory });
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
    const isFault = event.trajectory.outcome.status === 'error' && error?.code !== 'model/context-overflow';
    if (isFault) throw new AgentdError(error?.message ?? 'The run failed.', { code: error?.code ?? 'agent/failed' });
    return event.trajectory;
  }
  throw new TypeError('The run ended without a run-end event.');
}

function columnOf(name: string, runs: readonly DemoRun[]): DemoColumn {
  return {
    name,
    correct: runs.filter((run) => run.isRight).length,
    problems: runs.length,
    summary: summarise(runs.map(({ trajectory }) => trajectory)),
  };
}

function report(
  columns: readonly DemoColumn[],
  runs: ReadonlyMap<string, readonly DemoRun[]>,
  seconds: number,
): object {
  return {
    seconds,
    decoders: columns.map((column) => ({
      ...column,
      runs: (runs.get(column.name) ?? []).map(({ problem, isRight: right, trajectory }) => ({
        question: problem.question,
        reference: problem.answer,
        answer: trajectory.outcome.answer?.text ?? null,
        status: trajectory.outcome.status,
        isRight: right,
      })),
    })),
  };
}
