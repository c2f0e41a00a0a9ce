import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  Agent,
  compactPrompt,
  GreedyDecoder,
  runToResult,
  type Executor,
  type LanguageModel,
  type StepDecoder,
  type Tool,
} from '@agentd/agent-core';
import { SagDecoder } from '@agentd/sag-decoder';
import { readRecords, toRecord, type EvaluationRecord } from './record.ts';

/** Something to answer, and what is right. */
export interface EvaluationItem {
  id: string;
  template: string;
  question: string;
  isRight: (answer: string) => boolean;
}

/** What {@link runAll} takes. */
export interface RunAllOptions {
  items: readonly EvaluationItem[];
  model: LanguageModel;
  executor: Executor;
  tools?: readonly Tool[];
  maxSteps: number;
  maxTokens: number;
  /** How many seeds SAG is run with. */
  seeds: number;
  preset: 'paper' | 'recommended';
  /** Results, one JSON line a run; runs that it holds are not done again. */
  results: string;
  signal: AbortSignal;
}

/** Runs every item greedily and with each seed of SAG, and appends a record of each run to the results. */
export async function runAll(options: RunAllOptions): Promise<void> {
  const { items, model, executor, tools = [], maxSteps, maxTokens, seeds, preset, results, signal } = options;
  await mkdir(dirname(results), { recursive: true });
  const done = new Set(
    (await readRecords(results)).map((record) => `${record.decoder} ${record.seed} ${record.problem}`),
  );
  const decoders: Record<EvaluationRecord['decoder'], StepDecoder> = {
    greedy: new GreedyDecoder(),
    sag: new SagDecoder({ preset }),
  };
  const left = [
    { decoder: 'greedy' as const, seed: 0 },
    ...Array.from({ length: seeds }, (_, seed) => ({ decoder: 'sag' as const, seed })),
  ]
    .flatMap((run) => items.map((item) => ({ ...run, item })))
    .filter(({ decoder, seed, item }) => !done.has(`${decoder} ${seed} ${item.id}`));
  for (const [index, { decoder, seed, item }] of left.entries()) {
    const agent = new Agent({
      model,
      executor,
      tools: [...tools],
      decoder: decoders[decoder],
      prompt: compactPrompt,
      maxSteps,
      maxTokens,
      timeoutMs: 2000,
    });
    const trajectory = await runToResult(agent, { id: item.id, question: item.question }, { seed, signal });
    await appendFile(results, `${JSON.stringify(toRecord(trajectory, item, decoder, seed))}\n`);
    if ((index + 1) % 50 === 0) console.error(`${index + 1} of ${left.length} runs done`);
  }
}
