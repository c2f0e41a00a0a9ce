import type { Executor, Retriever, Tool } from '@agentd/sag';
import type { SearchSettings } from '@agentd/sag/node';
import type { NamedMethod } from './config/resolve-run.ts';
import type { ReadyModel } from './open-models.ts';
import type { RunPlan } from './run-plan.ts';

/** What methods are made of. */
export interface MethodParts {
  run: RunPlan['run'];
  /** By label. */
  models: ReadonlyMap<string, ReadyModel>;
  executor: Executor;
  /** Where something may be searched. */
  search?: { corpus: Retriever; webSearch: (method: NamedMethod, passages: SearchSettings) => Tool } | undefined;
}

/** What the method says of passages, else the corpus, else the folder of the model. */
export function searchSettings(
  method: NamedMethod,
  { search }: ReadyModel,
  { corpus }: MethodParts['run'],
): SearchSettings {
  const own = 'k' in method || 'maxPassageCharacters' in method ? method : undefined;
  return {
    passages: own?.k ?? corpus?.k ?? search.passages,
    maxPassageCharacters: own?.maxPassageCharacters ?? corpus?.maxPassageCharacters ?? search.maxPassageCharacters,
  };
}
