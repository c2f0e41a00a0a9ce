import type { Executor } from '@agentd/agent-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attacks, type Attack } from '../escapes.ts';
import { Trial } from './trial.ts';

/** For one attack with all that is looked at after it, on a busy machine. */
const testLimitMs = 120_000;

/** Settings of {@link describeEscapes}. */
export interface EscapeSuiteOptions {
  /** Attacks to leave out, by name, each with the reason, which the report shows. */
  skip?: Readonly<Record<string, string>>;
  /** Run one attack of so many only, spread over all categories; default 1: every one. */
  oneIn?: number;
}

/**
 * Every attack in the executor's language as a test: each is run for real, among canaries. Call it at the top of a test
 * file. Memory limits of 128 to 256 MB make it quick.
 * @param name of the implementation, as the report shows it
 * @param makeExecutor makes one; it is called once, and the executor closed after the tests
 */
export function describeEscapes(
  name: string,
  makeExecutor: () => Executor | Promise<Executor>,
  { skip = {}, oneIn = 1 }: EscapeSuiteOptions = {},
): void {
  describe(`${name} holds against`, async () => {
    const executor = await makeExecutor();
    let trial: Trial | undefined;

    beforeAll(async () => {
      trial = await Trial.open(executor);
    });
    afterAll(async () => {
      await trial?.close();
      await executor.close?.();
    });

    const test = (attack: Attack) => async () => {
      const verdict = await trial?.judge(attack);
      expect(verdict?.evidence, `It must not ${attack.mustNot}.`).toEqual([]);
    };
    const chosen = attacks
      .filter((attack) => attack.language === executor.language)
      .filter((_, index) => index % oneIn === 0);
    for (const category of new Set(chosen.map((attack) => attack.category))) {
      describe(`${category}`, () => {
        for (const attack of chosen.filter((candidate) => candidate.category === category)) {
          const reason = skip[attack.name];
          const title = `${attack.name}${reason === undefined ? '' : ` (left out: ${reason})`}`;
          it.skipIf(reason !== undefined)(`${title}`, { timeout: testLimitMs }, test(attack));
        }
      });
    }
  });
}
