import type { BuildStep } from './build-options.ts';
import type { IngestProgress } from './ingest-options.ts';
import type { Ingestion } from './ingestion.ts';

/** Rate and time left of an ingestion. */
export class ProgressMeter {
  readonly #ingestion: Ingestion;
  readonly #bytes: number;
  readonly #limit: number | undefined;
  bytesRead = 0;
  #phase: IngestProgress['phase'] = 'checking';
  /** Where the phase began. */
  #begin = { at: performance.now(), done: 0, stored: 0 };

  /** @param bytes of the whole source */
  constructor(ingestion: Ingestion, bytes: number, limit: number | undefined) {
    this.#ingestion = ingestion;
    this.#bytes = bytes;
    this.#limit = limit;
  }

  enter(phase: IngestProgress['phase']): void {
    this.#phase = phase;
    this.#begin = { at: performance.now(), done: this.#done(), stored: this.#ingestion.stored };
  }

  now(step?: BuildStep): IngestProgress {
    const { read, stored, badRows } = this.#ingestion;
    const seconds = (performance.now() - this.#begin.at) / 1000;
    const done = this.#done();
    const secondsLeft = (seconds * (1 - done)) / (done - this.#begin.done);
    const isKnown = this.#phase === 'ingesting' && Number.isFinite(secondsLeft);
    return {
      phase: this.#phase,
      ...(step === undefined ? {} : { step }),
      read,
      stored,
      bytesRead: this.bytesRead,
      bytes: this.#bytes,
      passagesPerSecond: seconds === 0 ? 0 : (stored - this.#begin.stored) / seconds,
      ...(isKnown ? { secondsLeft } : {}),
      badRows: badRows.total,
    };
  }

  /** Share of the work. */
  #done(): number {
    const ofBytes = this.#bytes === 0 ? 0 : this.bytesRead / this.#bytes;
    const ofLimit = this.#limit === undefined ? 0 : this.#ingestion.read / this.#limit;
    return Math.min(1, Math.max(ofBytes, ofLimit));
  }
}
