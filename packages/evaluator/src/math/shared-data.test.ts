import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mathScorer } from './math-scorer.ts';

const folder = fileURLToPath(new URL('../../../../../shared/benchmarks/', import.meta.url));
const isThere = existsSync(folder);

const grader = z.object({
  gold: z.string(),
  pred: z.string(),
  expected: z.boolean(),
  note: z.string().optional(),
  opts: z
    .object({
      match_types: z.array(z.enum(['latex', 'expr', 'string'])).nonempty().optional(),
      precision: z.number().optional(),
      allow_set_relation_comp: z.boolean().optional(),
    })
    .optional(),
}); // prettier-ignore
const testSet = z.object({
  examples: z.array(z.object({ question: z.string(), answer: z.union([z.string(), z.number()]) })),
});

describe.skipIf(!isThere)('real rows (skipped where ../shared/benchmarks is absent)', () => {
  it('judges the tests of other graders as these do', async () => {
    const rows = ['math-verify-half', 'hendrycks']
      .flatMap((file) => readFileSync(`${folder}graders/${file}.jsonl`, 'utf8').trim().split('\n'))
      .map((line) => grader.parse(JSON.parse(line)))
      .filter(({ note }) => !note?.includes('label is mathematically wrong'));
    const wrong: string[] = [];
    let falsePositives = 0;
    for (const { gold, pred, expected, opts } of rows) {
      const scorer = mathScorer({
        timeoutMs: 20_000,
        ...(opts?.match_types && { matchTypes: opts.match_types }),
        ...(opts?.precision !== undefined && { precision: opts.precision }),
        ...(opts?.allow_set_relation_comp === false && { relationForSet: false }),
      });
      const { correct, reason } = await scorer.score(pred, gold, '');
      await scorer.close();
      if (correct === expected) continue;
      if (correct) falsePositives++;
      wrong.push(`${gold.slice(-80)} ← ${pred.slice(-80)}: ${reason}`);
    }
    expect(falsePositives, wrong.join('\n')).toBeLessThanOrEqual(1);
    expect(1 - wrong.length / rows.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it.each(['math_500_20250414', 'olymath_200_20250511', 'aime_90_20250504', 'gsm_hard_500_20250507'])(
    'finds every gold answer of %s equal to itself, boxed and bare',
    async (file) => {
      const { examples } = testSet.parse(JSON.parse(readFileSync(`${folder}test/${file}.json`, 'utf8')));
      const scorer = mathScorer({ timeoutMs: 20_000 });
      for (const { question, answer } of examples) {
        const gold = String(answer);
        for (const form of [gold, `So the answer is $\\boxed{${gold}}$.`]) {
          const { correct, reason } = await scorer.score(form, gold, question);
          expect(correct, `${form}: ${reason}`).toBe(true);
        }
      }
      await scorer.close();
    },
  );
});
