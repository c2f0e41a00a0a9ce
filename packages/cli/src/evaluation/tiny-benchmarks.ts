import { dirname, join } from 'node:path';
import { type Benchmark, defineBenchmark } from '@agentd/evaluator';
import { tinyAgentPath } from '@agentd/tiny-agent';

const fileOf = (name: string): string => join(dirname(tinyAgentPath), name);
const template = (row: { template?: unknown }): string => (typeof row.template === 'string' ? row.template : '');

/** What the tiny agent was not trained on: word problems, and questions over the corpus `@agentd/corpus-facts`. */
export const tinyBenchmarks: readonly Benchmark[] = [
  defineBenchmark({
    name: 'tiny-agent-problems',
    kind: 'math',
    source: fileOf('problems.jsonl'),
    columns: { category: ['family'] },
    // stock/makes/grow/more-than-friend: what a problem is about, and how it goes on.
    prepare: (row) => ({ ...row, family: template(row).split('/')[0] ?? '' }),
  }),
  defineBenchmark({
    name: 'tiny-agent-questions',
    kind: 'qa',
    source: fileOf('questions.jsonl'),
    columns: { category: ['relations'] },
    // 2:lies in country:0:capital of:3: the relations that lead to the answer, each with the form of its question.
    prepare: (row) => ({
      ...row,
      relations: template(row)
        .split(':')
        .filter((part) => /[a-z]/i.test(part))
        .join(', '),
    }),
  }),
];
