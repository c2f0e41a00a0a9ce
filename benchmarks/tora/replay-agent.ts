import { Agent, compactPrompt, type Executor, GreedyDecoder, type Scorer } from '@agentd/agent-core';
import { agentMethod } from '@agentd/evaluator';
import { replayTurns } from './replay.ts';
import { theirVerdict, type ToraRow } from './rows.ts';

/** What our scorer says of an answer. */
interface OurVerdict {
  correct: boolean;
  reason: string;
}

/** One recorded answer, replayed. */
export interface Replayed extends ToraRow {
  /** The observation that the replayed model was shown. */
  observation: string;
  /** Whether our interpreter printed what theirs had printed; undefined where nothing was recorded. */
  isSameOutput: boolean | undefined;
  /** What the run ended with: the recorded words. */
  ofWords: OurVerdict;
  /** The same by ToRA's rule: where the words announce no answer, it is what the program printed, here in our sandbox. */
  ofAnswer: OurVerdict;
  theirs: boolean;
}

/**
 * Lets the agent loop live through a recorded answer: the recorded program is parsed and run, our observation is shown,
 * and the recorded words answer the loop's request for an answer without code. The recorded model knows one action and
 * no `final_answer`, so one step is all that it gets.
 */
export async function replay(row: ToraRow, executor: Executor, scorer: Scorer): Promise<Replayed> {
  const agent = new Agent({
    model: replayTurns('tora-70b', [row.action, row.words]),
    executor,
    decoder: new GreedyDecoder(),
    prompt: compactPrompt,
    maxSteps: 1,
    // ToRA allowed 5 s, which a program that imports SymPy can pass here on a busy machine.
    timeoutMs: 20_000,
  });
  const method = agentMethod({ name: 'tora', agent });
  const { answer, trajectories } = await method.answer({ id: `${row.index}`, question: row.question }, { seed: 0 });
  const step = trajectories[0]?.steps[0];
  const execution = step?.candidates[step.elected]?.execution;
  const printed = lastLine(execution?.status === 'ok' ? execution.stdout : (execution?.error?.traceback ?? ''));
  const judge = (prediction: string | undefined): Promise<OurVerdict> =>
    scorer.score(prediction, row.gold, row.question);
  const ofWords = await judge(answer);
  return {
    ...row,
    observation: step?.observation ?? '',
    isSameOutput: row.output === undefined ? undefined : printed === row.output.trim(),
    ofWords,
    ofAnswer: announcesAnswer(row.words) ? ofWords : await judge(printed),
    theirs: theirVerdict(row),
  };
}

/** What ToRA's executor kept of what was printed. */
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? '';

/** https://github.com/microsoft/ToRA/blob/main/src/utils/parser.py, `extract_answer` */
const announcesAnswer = (words: string): boolean => /boxed|[Tt]he answer is/.test(words);
