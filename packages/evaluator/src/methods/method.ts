import type { CallOptions, JsonObject, Trajectory, Usage } from '@agentd/agent-core';
import type { BenchmarkItem, BenchmarkKind } from '../benchmarks/benchmark.ts';

/** What a method made of one question. */
export interface MethodAnswer {
  /** What the scorer judges; undefined where there is no answer, which is never correct. */
  answer: string | undefined;
  usage: Usage;
  /** The runs of an agent, in the order of their samples; none for a chain of thought. */
  trajectories: readonly Trajectory[];
  /** The texts of a chain of thought, in the order of their samples; none for an agent. */
  chainsOfThought: readonly string[];
  /** Calls of a retriever: by the agent's elected actions, or by the method itself. */
  retrievalCalls: number;
}

/** A way to answer questions, of those that are compared. */
export interface Method {
  /** As in reports and journals, such as `agent-sag`; unique within a run. */
  readonly name: string;
  /** Everything that decides about answers and is not the question or the seed: part of the key of a result. */
  readonly settings: JsonObject;
  /** Id of the model, for reports. */
  readonly model: string;
  /**
   * Answers one question. The same item and seed give the same answer as far as the model is repeatable.
   * @throws AgentdError where the method could not do its work; a run without an answer is no error
   */
  answer(item: Pick<BenchmarkItem, 'id' | 'question'>, options: MethodOptions): Promise<MethodAnswer>;
}

/** What one call of a method takes. */
export interface MethodOptions extends CallOptions {
  seed: number;
  /** What the benchmark asks for: decides how answers are taken out of texts and compared in votes; default `math`. */
  kind?: BenchmarkKind;
}
