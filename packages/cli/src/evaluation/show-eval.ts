import type { RunProgress } from './progress.ts';
import type { LoadedBenchmark } from './open-benchmarks.ts';
import type { RunPlan } from './run-plan.ts';
import type { WrittenReport } from './write-run-report.ts';

/** Where a run says what it does: to people or to programs. */
export interface EvalShow {
  /** What is to be done; what of the benchmarks could not be read. */
  begin(plan: RunPlan, loaded: readonly LoadedBenchmark[], isDry: boolean): void;
  /** What goes on before the first question. */
  stage(stage: string): void;
  progress(progress: RunProgress): void;
  end(plan: RunPlan, progress: RunProgress, written: WrittenReport | undefined, wasInterrupted: boolean): void;
  /** Ends what is shown of work under way, however it ended. */
  close(): void;
}
