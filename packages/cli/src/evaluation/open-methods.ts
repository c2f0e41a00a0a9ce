import {
  chainOfThought,
  chainOfThoughtSelfConsistency,
  chainOfThoughtWithRetrieval,
  type ChainOfThoughtOptions,
  type Method,
  type RetrievalOptions,
} from '@agentd/evaluator';
import type { NamedMethod } from './config/resolve-run.ts';
import { searchSettings, type MethodParts } from './method-parts.ts';
import { openAgentMethod } from './open-agent-method.ts';
import type { ReadyModel } from './open-models.ts';
import type { PlannedMethod } from './run-plan.ts';

/** A method as the file describes it. */
export function openMethod(planned: PlannedMethod, parts: MethodParts): Method {
  const { name, method } = planned;
  const ready = parts.models.get(planned.model.label);
  if (ready === undefined) throw new TypeError(`The model ${planned.model.label} was not opened.`);
  const { model, cotPrompt: prompt } = ready;
  const maxTokens = method.maxTokens ?? parts.run.limits?.maxCotTokens;
  const cot: ChainOfThoughtOptions = { name, model, prompt, ...(maxTokens !== undefined && { maxTokens }) };
  switch (method.kind) {
    case 'cot':
      return chainOfThought({ ...cot, temperature: method.temperature });
    case 'cot-rag':
      return chainOfThoughtWithRetrieval({
        ...cot,
        ...passagesFor(method, ready, parts),
        temperature: method.temperature,
      });
    case 'cot-sc':
      return chainOfThoughtSelfConsistency({ ...cot, samples: method.n, temperature: method.temperature });
    case 'cot-rag-sc':
      return chainOfThoughtSelfConsistency({
        ...cot,
        ...passagesFor(method, ready, parts),
        samples: method.n,
        temperature: method.temperature,
      });
    default:
      return openAgentMethod(name, method, ready, parts);
  }
}

function passagesFor(method: NamedMethod, ready: ReadyModel, { run, search }: MethodParts): RetrievalOptions {
  if (search === undefined) throw new TypeError(`The method ${method.name} has nothing to search.`);
  const { passages: k, maxPassageCharacters } = searchSettings(method, ready, run);
  return {
    retriever: search.corpus,
    ...(k !== undefined && { k }),
    ...(maxPassageCharacters !== undefined && { maxPassageCharacters }),
  };
}
