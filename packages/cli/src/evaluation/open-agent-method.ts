import {
  agentMethod,
  agentSelfConsistency,
  MathEquivalence,
  mathematicallyEqual,
  type Method,
} from '@agentd/evaluator';
import {
  Agent,
  answerEquivalence,
  exactEquivalence,
  GreedyDecoder,
  normalisedEquivalence,
  numericEquivalence,
  SagDecoder,
  type OutcomeEquivalence,
  type StepDecoder,
} from '@agentd/sag';
import { sagSchema } from './config/method-schema.ts';
import type { NamedMethod } from './config/resolve-run.ts';
import { agentLimitsSchema } from './config/schema.ts';
import { searchSettings, type MethodParts } from './method-parts.ts';
import type { ReadyModel } from './open-models.ts';

/** Methods that run an agent. */
type AgentKind = Extract<NamedMethod, { kind: 'agent-greedy' | 'agent-sag' | 'agent-sc' }>;

/** An agent as the file describes it; it has `web_search` where something may be searched. */
export function openAgentMethod(name: string, method: AgentKind, ready: ReadyModel, parts: MethodParts): Method {
  const { run, executor, search } = parts;
  const agent = new Agent({
    model: ready.model,
    prompt: ready.prompt,
    executor,
    decoder: decoderFor(method, run.preset[0] ?? 'recommended'),
    tools: search === undefined ? [] : [search.webSearch(method, searchSettings(method, ready, run))],
    ...agentLimitsSchema.parse(run.limits ?? {}),
    ...(method.maxTokens !== undefined && { maxTokens: method.maxTokens }),
  });
  const { maxPassageCharacters = null } = searchSettings(method, ready, run);
  const settings = search === undefined ? {} : { corpus: search.corpus.id, maxPassageCharacters };
  if (method.kind !== 'agent-sc') return agentMethod({ name, agent, settings });
  const { n: samples, tokenBudget } = method;
  return agentSelfConsistency({ name, agent, settings, samples, ...(tokenBudget !== undefined && { tokenBudget }) });
}

function decoderFor(method: AgentKind, usual: 'paper' | 'recommended'): StepDecoder {
  if (method.kind !== 'agent-sag') return new GreedyDecoder({ temperature: method.temperature });
  const { n, equivalence } = method;
  return new SagDecoder({
    preset: usual,
    ...sagSchema.parse(method),
    ...(n !== undefined && { samples: n }),
    ...(equivalence !== undefined && { equivalence: equivalenceNamed(equivalence) }),
  });
}

function equivalenceNamed(
  name: NonNullable<Extract<AgentKind, { kind: 'agent-sag' }>['equivalence']>,
): OutcomeEquivalence {
  switch (name) {
    case 'exact':
      return exactEquivalence;
    case 'normalised':
      return normalisedEquivalence;
    case 'numeric':
      return numericEquivalence;
    case 'math': {
      // An idle thread of its algebra keeps no process alive.
      const equivalence = new MathEquivalence();
      return answerEquivalence('math', (a, b) => mathematicallyEqual(a, b, { equivalence }));
    }
  }
}
