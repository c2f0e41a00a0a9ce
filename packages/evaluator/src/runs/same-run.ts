import { canonicalJson } from '@agentd/agent-core';
import { EvaluatorError } from '../errors.ts';
import type { EvaluationRecord } from './record.ts';

type Head = Pick<EvaluationRecord, 'key' | 'benchmark' | 'item' | 'method' | 'model' | 'scorer' | 'seed'>;

/**
 * Sees to it that results are of one run: one name of a method never stands for two settings, models or scorers on a
 * benchmark, and one id of an item never for two questions. A report could not tell them apart.
 */
export class SameRun {
  readonly #advice: string;
  readonly #methods = new Map<string, { model: string; scorer: string; settings: string }>();
  readonly #items = new Map<string, string>();

  /** @param advice what to do where two results do not go together: the end of the message */
  constructor(advice: string) {
    this.#advice = advice;
  }

  /**
   * @param source where the record stands, the beginning of the message
   * @throws EvaluatorError `evaluator/mixed-runs`
   */
  add({ benchmark, item, method, model, scorer }: Head, source: string): void {
    const settings = canonicalJson(method.settings);
    const known = remember(this.#methods, canonicalJson([benchmark, method.name]), { model, scorer, settings });
    const differs = (['model', 'scorer', 'settings'] as const).find(
      (what) => known[what] !== { model, scorer, settings }[what],
    );
    if (differs !== undefined) {
      const now = { model, scorer, settings }[differs];
      throw this.#fault(`${source}: ${benchmark}, ${method.name} has another ${differs}`, known[differs], now);
    }
    const content = canonicalJson([item.question, item.answers]);
    const before = remember(this.#items, canonicalJson([benchmark, item.id]), content);
    if (before === content) return;
    throw this.#fault(`${source}: item ${item.id} of ${benchmark} has another question or answers`, before, content);
  }

  #fault(what: string, before: string, now: string): EvaluatorError {
    return new EvaluatorError(`${what}: ${shorten(before)} and ${shorten(now)}. ${this.#advice}`, {
      code: 'evaluator/mixed-runs',
    });
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): T {
  const known = map.get(key);
  if (known === undefined) map.set(key, value);
  return known ?? value;
}

function shorten(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
