import { hashText, type Trajectory, type Usage } from '@agentd/agent-core';
import type { EvaluationRecord } from '../../runs/record.ts';
import type { EvalMessage, EvalSample, EvalUsage } from './eval-log.ts';

type Unnamed = Omit<EvalMessage, 'id'>;

/**
 * The sample of one record.
 * @param trajectories the runs behind it, as far as they are there
 */
export function evalSample(record: EvaluationRecord, epoch: number, trajectories: readonly Trajectory[]): EvalSample {
  const { item, prediction, reason, error, usage, model, durationMs } = record;
  const uuid = hashText(`${record.key} ${record.method.name}`);
  const name = (message: Unnamed, place: number): EvalMessage => ({ id: `${uuid.slice(0, 16)}-${place}`, ...message });
  const messages = messagesOf(record, trajectories).map(name);
  const answer = name({ role: 'assistant', content: prediction ?? '', source: 'generate' }, messages.length);
  const counted = evalUsage(usage);
  return {
    id: item.id,
    epoch,
    input: item.question,
    target: [...item.answers],
    messages,
    output: {
      model,
      choices: [{ message: answer, stop_reason: record.status === 'done' ? 'stop' : 'unknown' }],
      completion: prediction ?? '',
      usage: counted,
    },
    ...(record.status === 'done'
      ? {
          scores: {
            [record.scorer]: {
              value: record.correct ? 'C' : 'I',
              ...(prediction === undefined ? {} : { answer: prediction }),
              explanation: reason,
              metadata: { score: record.score },
            },
          },
        }
      : {}),
    metadata: {
      seed: record.seed,
      ...(item.level === undefined ? {} : { level: item.level }),
      ...(item.category === undefined ? {} : { category: item.category }),
      steps: record.steps,
      retrievalCalls: record.retrievalCalls,
      trajectories: record.trajectories,
    },
    model_usage: { [model]: counted },
    started_at: record.startedAt,
    completed_at: new Date(Date.parse(record.startedAt) + durationMs).toISOString(),
    total_time: durationMs / 1000,
    uuid,
    ...(error === undefined
      ? {}
      : { error: { message: `${error.code}: ${error.message}`, traceback: '', traceback_ansi: '' } }),
  };
}

/** The conversation of the first run, or the question with its chains of thought. */
function messagesOf({ item, chainsOfThought }: EvaluationRecord, [run]: readonly Trajectory[]): Unnamed[] {
  if (run === undefined) {
    const chains = chainsOfThought.map((content): Unnamed => ({ role: 'assistant', content, source: 'generate' }));
    return [{ role: 'user', content: item.question, source: 'input' }, ...chains];
  }
  const opening = run.prompt.messages.map(({ role, content }): Unnamed => ({ role, content, source: 'input' }));
  const steps = run.steps.flatMap(({ text, observation }): Unnamed[] => [
    { role: 'assistant', content: text, source: 'generate' },
    ...(observation === '' ? [] : [{ role: 'user' as const, content: observation }]),
  ]);
  return [...opening, ...steps];
}

/** Usage by Inspect's names. */
export function evalUsage({ promptTokens, completionTokens, cachedPromptTokens, cost }: Usage): EvalUsage {
  return {
    input_tokens: promptTokens,
    output_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    ...(cachedPromptTokens === undefined ? {} : { input_tokens_cache_read: cachedPromptTokens }),
    ...(cost === undefined ? {} : { total_cost: cost }),
  };
}
