import type { JsonObject } from '@agentd/agent-core';

/**
 * One log of Inspect (inspect_ai), version 2 of its JSON form: those of its fields that a run of agentd can fill.
 * Written after inspect_ai 0.3.285, whose `read_eval_log` reads it. https://inspect.aisi.org.uk/eval-logs.html
 */
export interface EvalLog {
  version: 2;
  status: 'success';
  eval: {
    eval_id: string;
    run_id: string;
    created: string;
    task: string;
    task_id: string;
    task_version: number;
    solver: string;
    solver_args: JsonObject;
    dataset: { name: string; samples: number; sample_ids: string[]; shuffled: boolean };
    model: string;
    config: { epochs: number; fail_on_error: boolean };
    packages: Record<string, string>;
    metadata: JsonObject;
    scorers: { name: string; metrics: { name: string }[] }[];
  };
  plan: { name: string; steps: { solver: string; params: JsonObject }[] };
  results: {
    total_samples: number;
    completed_samples: number;
    scores: {
      name: string;
      scorer: string;
      scored_samples: number;
      unscored_samples: number;
      metrics: Record<string, { name: string; value: number }>;
    }[];
  };
  stats: { started_at: string; completed_at: string; model_usage: Record<string, EvalUsage> };
  samples: EvalSample[];
}

/** Tokens of one model. */
export interface EvalUsage {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  input_tokens_cache_read?: number;
  total_cost?: number;
}

/** One message; `source` says that the model wrote it. */
export interface EvalMessage {
  id: string;
  role: 'system' | 'user' | 'assistant';
  content: string;
  source?: 'input' | 'generate';
}

/** One question with one seed: an epoch is the place of the seed among the seeds, from 1. */
export interface EvalSample {
  id: string;
  epoch: number;
  input: string;
  target: string[];
  messages: EvalMessage[];
  output: {
    model: string;
    choices: { message: EvalMessage; stop_reason: 'stop' | 'unknown' }[];
    completion: string;
    usage: EvalUsage;
  };
  /** Absent where there is no result. */
  scores?: Record<string, { value: 'C' | 'I'; answer?: string; explanation: string; metadata: JsonObject }>;
  metadata: JsonObject;
  model_usage: Record<string, EvalUsage>;
  started_at: string;
  completed_at: string;
  total_time: number;
  uuid: string;
  error?: { message: string; traceback: string; traceback_ansi: string };
}
