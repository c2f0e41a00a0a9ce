import type { SamplingProgress } from '@agentd/ftp-sampler';
import { ProgressLine } from '../progress-line.ts';
import { samplingSummary, samplingText } from '../render/sampling.ts';
import { plural } from '../render/words.ts';
import { Screen } from '../screen.ts';
import { noteBadRows } from './notes.ts';
import type { LoadedQuestions } from './question-set.ts';

/** Where a sampling says what it does: to people or to programs. */
export interface SampleShow {
  begin(questions: LoadedQuestions, out: string): void;
  /** What goes on before the first question. */
  stage(stage: string): void;
  progress(progress: SamplingProgress): void;
  end(progress: SamplingProgress, out: string, wasInterrupted: boolean): void;
  /** Questions that a worker brought to an end. */
  worked(count: number, isEnd: boolean): void;
  /** Ends what is shown of work under way, however it ended. */
  close(): void;
}

export const sampleShow = (json: boolean): SampleShow => (json ? toPrograms() : toPeople());

/** How far it is on standard error, what came of it on standard output. */
function toPeople(): SampleShow {
  const line = new ProgressLine();
  const screen = new Screen(process.stdout);
  return {
    begin: ({ name, badRows }) => noteBadRows(name, badRows),
    stage: (stage) => line.show(stage),
    progress: (progress) => line.show(samplingText(progress)),
    end(progress, out, wasInterrupted) {
      line.end();
      screen.show({ lines: samplingSummary(progress, out, screen.renderOptions.style) });
      if (wasInterrupted) process.stderr.write('agentd: Stopped. The same command goes on from there.\n');
    },
    worked(count, isEnd) {
      if (!isEnd) return line.show(`${plural(count, 'question')} sampled`);
      line.end();
      screen.show({ lines: [`${plural(count, 'question')} sampled.`] });
    },
    close: () => line.end(),
  };
}

/** Events as JSON Lines on standard output, and nothing else: `plan`, `stage`, `progress`, `worker`, `end`. */
function toPrograms(): SampleShow {
  const tell = (event: { type: string; [name: string]: unknown }): void => {
    process.stdout.write(`${JSON.stringify(event)}\n`);
  };
  return {
    begin: ({ name, items, badRows }, out) =>
      tell({ type: 'plan', questions: name, total: items.length, badRows, out }),
    stage: (stage) => tell({ type: 'stage', stage }),
    progress: (progress) => tell({ type: 'progress', ...progress }),
    end: (progress, out, wasInterrupted) => tell({ type: 'end', ...progress, out, wasInterrupted }),
    worked: (count, isEnd) => tell({ type: 'worker', questions: count, isEnd }),
    close: () => undefined,
  };
}
