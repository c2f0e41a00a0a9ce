import { bootstrapMean, mean, quantile, type CallOptions, type Interval, type Passage } from '@agentd/agent-core';
import { InvalidInputError } from '@agentd/agent-core';
import { passageId } from '../sources/passage-id.ts';
import type { RetrievalQuestion } from './retrieval-question.ts';

/** One way to search, such as a mode of an index. */
export interface RetrievalMethod {
  name: string;
  search(query: string, options: CallOptions & { k: number }): Promise<readonly Passage[]>;
}

/** What {@link evaluateRetrieval} takes. */
export interface EvaluateRetrievalOptions extends CallOptions {
  /** At which ranks recall is measured; default 2, 3, 5 and 10. */
  ks?: readonly number[] | undefined;
  /** Called after each question of each method. */
  onProgress?: ((progress: { method: string; done: number; total: number }) => void) | undefined;
}

/** What was found for one question. */
export interface QuestionResult {
  id: string;
  /** Ranks of the supporting passages that were found, from 1. */
  ranks: number[];
  supporting: number;
  milliseconds: number;
}

/** How well one method finds supporting passages. */
export interface MethodReport {
  method: string;
  /** By k: the mean share of a question's supporting passages among the first k. */
  recall: Record<number, Interval>;
  /** Mean of 1 / rank of the first supporting passage, as far as the largest k. */
  meanReciprocalRank: Interval;
  latencyMs: { p50: number; p95: number; mean: number };
  questions: QuestionResult[];
}

/** What {@link evaluateRetrieval} gives. */
export interface RetrievalReport {
  questions: number;
  ks: number[];
  methods: MethodReport[];
  /** Recall at each k of every method less that of the first, by paired bootstrap over the questions. */
  differences: { method: string; baseline: string; recall: Record<number, Interval> }[];
}

/**
 * Measures search methods side by side on questions whose supporting passages are known, with 95 % confidence
 * intervals by bootstrap over the questions. A passage counts as found by its id, or by its title and text.
 * @throws InvalidInputError `retriever/bad-options` without questions, methods or ranks
 */
export async function evaluateRetrieval(
  methods: readonly RetrievalMethod[],
  questions: readonly RetrievalQuestion[],
  options: EvaluateRetrievalOptions = {},
): Promise<RetrievalReport> {
  const ks = [...new Set(options.ks ?? [2, 3, 5, 10])].toSorted((a, b) => a - b);
  check(methods, questions, ks);
  const k = ks.at(-1) ?? 1;
  const results = new Map<string, QuestionResult[]>(methods.map(({ name }) => [name, []]));
  // Question by question, so that all methods meet the same state of the machine and of its caches.
  for (const question of questions) {
    for (const { name, search } of methods) {
      options.signal?.throwIfAborted();
      const startedAt = performance.now();
      const passages = await search(question.question, { k, signal: options.signal });
      const found = results.get(name) ?? [];
      found.push(resultOf(question, passages, performance.now() - startedAt));
      options.onProgress?.({ method: name, done: found.length, total: questions.length });
    }
  }
  const reports = methods.map(({ name }) => reportOf(name, results.get(name) ?? [], ks));
  const [baseline, ...others] = reports;
  return {
    questions: questions.length,
    ks,
    methods: reports,
    differences: baseline === undefined ? [] : others.map((report) => differenceOf(report, baseline, ks)),
  };
}

function resultOf(question: RetrievalQuestion, passages: readonly Passage[], milliseconds: number): QuestionResult {
  const wanted = new Set(question.supporting);
  const ranks = passages.flatMap(({ id, title, text }, index) =>
    wanted.delete(id) || wanted.delete(passageId(title, text)) ? [index + 1] : [],
  );
  return { id: question.id, ranks, supporting: question.supporting.length, milliseconds };
}

function reportOf(method: string, questions: QuestionResult[], ks: readonly number[]): MethodReport {
  const times = questions.map(({ milliseconds }) => milliseconds);
  return {
    method,
    recall: Object.fromEntries(ks.map((k) => [k, bootstrapMean(questions.map((found) => recallAt(found, k)))])),
    meanReciprocalRank: bootstrapMean(questions.map(({ ranks: [first] }) => (first === undefined ? 0 : 1 / first))),
    latencyMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95), mean: mean(times) },
    questions,
  };
}

function differenceOf(
  report: MethodReport,
  baseline: MethodReport,
  ks: readonly number[],
): RetrievalReport['differences'][number] {
  const differences = (k: number): number[] =>
    report.questions.map((found, index) => {
      const other = baseline.questions[index];
      return other === undefined ? 0 : recallAt(found, k) - recallAt(other, k);
    });
  const recall = Object.fromEntries(ks.map((k) => [k, bootstrapMean(differences(k))]));
  return { method: report.method, baseline: baseline.method, recall };
}

function recallAt({ ranks, supporting }: QuestionResult, k: number): number {
  return ranks.filter((rank) => rank <= k).length / supporting;
}

function check(methods: readonly RetrievalMethod[], questions: readonly RetrievalQuestion[], ks: readonly number[]) {
  const fault =
    methods.length === 0
      ? 'no method was given'
      : new Set(methods.map(({ name }) => name)).size < methods.length
        ? `two methods have the same name: ${methods.map(({ name }) => name).join(', ')}`
        : questions.length === 0
          ? 'no question was given'
          : ks.length === 0 || ks.some((k) => !Number.isSafeInteger(k) || k < 1)
            ? `ks must be whole numbers above 0, but are ${ks.join(', ') || 'none'}`
            : undefined;
  const unsupported = questions.find(({ supporting }) => supporting.length === 0);
  const message = fault ?? (unsupported && `question ${unsupported.id} has no supporting passage`);
  if (message !== undefined) {
    throw new InvalidInputError(`Retrieval can't be evaluated: ${message}.`, { code: 'retriever/bad-options' });
  }
}
