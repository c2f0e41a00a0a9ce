import { z } from 'zod';
import { flag, must, oneOf, positive, settings, text, whole } from './settings.ts';

/** Words for scorers that need no model. */
export const plainScorerNames = ['math', 'math-paper', 'em', 'f1'] as const;
/** Words for who judges. */
const scorerNames = [...plainScorerNames, 'judge'] as const;

const name = text.regex(/^[\w.-]+$/, must('letters, digits and any of ._-'));
const column = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z
    .array(text, must('the name of a column, or a list of names'))
    .nonempty(must('the name of a column, or a list of names')),
);

/** Schema of one benchmark: the name of a known one alone, or settings. */
export const benchmarkSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { name: value } : value),
  settings({
    name,
    /** Of a benchmark of one's own. */
    kind: oneOf('qa', 'math').exactOptional(),
    /** Its files: paths or hub ids. */
    source: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(text, must('a path, or a list of paths')).nonempty(must('a path, or a list of paths')),
      )
      .exactOptional(),
    columns: settings({
      id: column.exactOptional(),
      question: column.exactOptional(),
      answer: column.exactOptional(),
      aliases: column.exactOptional(),
      level: column.exactOptional(),
      category: column.exactOptional(),
    }).exactOptional(),
    /** A file of aliases, as 2WikiMultiHopQA has it. */
    aliases: text.exactOptional(),
    limit: positive.exactOptional(),
    /** Shuffles the items; default: the order of the file. */
    seed: whole.exactOptional(),
    scorer: oneOf(...scorerNames).exactOptional(),
    /** Whose evaluation F1 follows. */
    rules: oneOf('hotpotqa', 'musique', '2wikimultihopqa').exactOptional(),
    /** Whether methods may search the corpus; default: for questions, not for mathematics. */
    search: flag.exactOptional(),
  }),
);

/** One benchmark as the file has it. */
export type BenchmarkConfig = z.output<typeof benchmarkSchema>;
