import {
  duplicates,
  failedSteps,
  leakage,
  nearDuplicates,
  noParseError,
  openTokenizer,
  rightAnswer,
  tokenLength,
  withinMaxSteps,
  type TrajectoryFilter,
} from '@agentd/distill-data';
import { openScorer } from '../evaluation/open-scorer.ts';
import type { ToClose } from '../to-close.ts';
import { UsageError } from '../usage-error.ts';
import type { FilterFlags } from './filter-flags.ts';
import { loadQuestions, questionSet, type LoadedQuestions } from './question-set.ts';

/** What opening filters takes besides the flags. */
export interface OpenFiltersOptions {
  /** Runs that were found right when they were drawn; undefined where nobody judged them. May grow while filtering. */
  right: ReadonlySet<string> | undefined;
  signal: AbortSignal;
  onQuestions: (loaded: LoadedQuestions) => void;
}

/**
 * The filters that the flags mean, cheap ones and those that remove most first; duplicates are told among what is left.
 * @param toClose closes them
 */
export async function openFilters(
  flags: FilterFlags,
  toClose: ToClose,
  options: OpenFiltersOptions,
): Promise<TrajectoryFilter[]> {
  const filters: TrajectoryFilter[] = [];
  if (!flags.keepUnfinished || flags.maxSteps !== undefined) filters.push(withinMaxSteps(flags.maxSteps));
  if (flags.right) filters.push(await rightFilter(flags, toClose, options));
  if (!flags.errors) filters.push(noParseError());
  if (flags.failedSteps !== 'keep') filters.push(failedSteps(flags.failedSteps));
  if (flags.leakage !== undefined) filters.push(await leakageFilter(flags.leakage, options));
  if (flags.minTokens !== undefined || flags.maxTokens !== undefined) {
    filters.push(await lengthFilter(flags, options.signal));
  }
  if (!flags.keepDuplicates) filters.push(duplicates());
  const near = flags.nearDuplicates ?? false;
  if (near !== false) filters.push(nearDuplicates(near === true ? {} : { threshold: near }));
  return filters;
}

/** By gold answers where they are given, else by the verdict that is kept beside the runs. */
async function rightFilter(
  { answers, kind, scorer }: FilterFlags,
  toClose: ToClose,
  { right, signal, onQuestions }: OpenFiltersOptions,
): Promise<TrajectoryFilter> {
  if (answers === undefined) {
    if (right !== undefined) return recordedVerdict(right);
    throw new UsageError(
      '--right: nobody judged these runs. Give the folder that agentd sample wrote, or the gold answers: ' +
        '--answers BENCHMARK, or --answers FILE --kind math|qa.',
    );
  }
  const set = questionSet(answers, kind);
  const loaded = await loadQuestions(set, { signal });
  onQuestions(loaded);
  const byText = new Map(loaded.items.map((item) => [item.question.trim(), item.answers]));
  const byId = new Map(loaded.items.map((item) => [item.id, item.answers]));
  const judge = openScorer(scorer ?? (set.benchmark.kind === 'math' ? 'math' : 'em'), toClose);
  return rightAnswer(judge, ({ id, question }) => byText.get(question.trim()) ?? byId.get(id));
}

function recordedVerdict(right: ReadonlySet<string>): TrajectoryFilter {
  return {
    name: 'right-answer',
    settings: { scorer: 'as judged when drawn' },
    start:
      () =>
      ({ id }) =>
        right.has(id) ? undefined : 'wrong, or not judged',
  };
}

async function leakageFilter(
  sets: readonly string[],
  { signal, onQuestions }: OpenFiltersOptions,
): Promise<TrajectoryFilter> {
  const questions = [];
  for (const name of sets) {
    // Only the questions count here, so that any kind will do for a file.
    const loaded = await loadQuestions(questionSet(name, 'any'), { signal });
    onQuestions(loaded);
    questions.push(...loaded.items);
  }
  return leakage(questions);
}

async function lengthFilter(
  { tokenizer, minTokens, maxTokens }: FilterFlags,
  signal: AbortSignal,
): Promise<TrajectoryFilter> {
  if (tokenizer === undefined) {
    throw new UsageError('--max-tokens and --min-tokens count with a tokenizer: add --tokenizer FOLDER.');
  }
  return tokenLength(await openTokenizer(tokenizer, { signal }), {
    ...(minTokens !== undefined && { min: minTokens }),
    ...(maxTokens !== undefined && { max: maxTokens }),
  });
}
