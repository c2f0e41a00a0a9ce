import type { EvalShow } from './show-eval.ts';
import { shownPlan } from './shown-plan.ts';

/** Events as JSON Lines on standard output, and nothing else: `plan`, `stage`, `progress`, `end`. */
export function showToPrograms(): EvalShow {
  const tell = (event: { type: string; [name: string]: unknown }): void => {
    process.stdout.write(`${JSON.stringify(event)}\n`);
  };
  return {
    begin: (plan, loaded, isDry) =>
      tell({ type: 'plan', ...shownPlan(plan, loaded), isDry, badRows: loaded.flatMap(({ badRows }) => badRows) }),
    stage: (stage) => tell({ type: 'stage', stage }),
    progress: (progress) => tell({ type: 'progress', ...progress }),
    end: ({ out }, progress, written, wasInterrupted) =>
      tell({ type: 'end', out, ...progress, wasInterrupted, report: written?.paths ?? [] }),
    close: () => undefined,
  };
}
