import { styleText } from 'node:util';
import { describeBadRow } from '@agentd/evaluator';
import { planLines } from '../render/evaluation-plan.ts';
import { progressLines, progressText } from '../render/evaluation-progress.ts';
import { reportLines } from '../render/evaluation-summary.ts';
import { oneLine, type Style } from '../render/text.ts';
import { plural } from '../render/words.ts';
import { ProgressLine } from '../progress-line.ts';
import { Screen } from '../screen.ts';
import { LiveBlock } from './live-block.ts';
import { shownPlan } from './shown-plan.ts';
import type { EvalShow } from './show-eval.ts';

/** Tables on the screen: how far the run is on standard error, what came of it on standard output. */
export function showToPeople(signal: AbortSignal): EvalShow {
  const screen = new Screen(process.stdout);
  const stages = new ProgressLine();
  const block = new LiveBlock(process.stderr);
  signal.addEventListener('abort', () => block.leave(), { once: true });
  const style: Style = (format, text) => styleText(format, text, { stream: process.stderr });
  const note = (line: string): void => {
    process.stderr.write(`agentd: ${line}\n`);
  };
  return {
    begin(plan, loaded, isDry) {
      for (const {
        planned,
        badRows: [first],
        badRows,
      } of loaded) {
        if (first === undefined) continue;
        note(
          `${planned.name}: ${plural(badRows.length, 'row')} left out, such as ${oneLine(describeBadRow(first), 300)}`,
        );
      }
      if (isDry) screen.show({ lines: planLines(shownPlan(plan, loaded), screen.renderOptions.style) });
    },
    stage: (stage) => stages.show(stage),
    progress(progress) {
      stages.end();
      block.show(
        () => progressLines(progress, block.width, style),
        () => progressText(progress),
      );
    },
    end(plan, progress, written, wasInterrupted) {
      block.end();
      const { style: here, width } = screen.renderOptions;
      if (written === undefined) screen.show({ lines: progressLines(progress, width, here) });
      else {
        const lines = reportLines(written.report, here);
        screen.show({ lines: [...lines, '', `Report: ${written.paths[0] ?? plan.out}`] });
      }
      for (const message of progress.stopped) note(message);
      if (wasInterrupted)
        note(`Stopped after ${progress.done} of ${progress.total}. The same command goes on from there.`);
    },
    close() {
      stages.end();
      block.end();
    },
  };
}
