import { candidateFrom, effectiveToolCalls, withExecution } from './action.ts';
import { InvalidInputError, ModelError } from './errors.ts';
import type { Completion, CompletionRequest, SampleSummary } from './model.ts';
import type { DecodedStep, DecoderEvent, StepContext, StepDecoder } from './step-decoder.ts';

/** What {@link GreedyDecoder} takes. */
export interface GreedyDecoderOptions {
  /** 0, the default, takes the likeliest token each time; above 0 draws one sample. */
  temperature?: number;
}

/** One completion per step, run directly in the session's state. */
export class GreedyDecoder implements StepDecoder {
  readonly name = 'greedy';
  readonly settings: { temperature: number };

  /** @throws InvalidInputError when the temperature is negative or no number */
  constructor(options: GreedyDecoderOptions = {}) {
    const temperature = options.temperature ?? 0;
    if (!(temperature >= 0)) throw new InvalidInputError(`temperature must be 0 or more; it is ${temperature}.`);
    this.settings = { temperature };
  }

  async *decode(context: StepContext): AsyncGenerator<DecoderEvent | { type: 'decoded'; step: DecodedStep }, void> {
    const { model, session, prompt, prefill, signal } = context;
    const request: CompletionRequest = {
      messages: context.messages,
      temperature: this.settings.temperature,
      maxTokens: context.maxTokens,
      stop: prompt.stop,
      seed: context.seed,
      ...(prefill === undefined ? {} : { prefill }),
    };
    const { completion, ...summary } = yield* generate(model, request, signal);
    let candidate = candidateFrom(completion, prefill);
    if (candidate.status === 'ok') {
      candidate = withExecution(candidate, await session.run(candidate.code, { timeoutMs: context.timeoutMs, signal }));
    }
    yield { type: 'candidate', candidate };
    const step: DecodedStep = {
      candidates: [candidate],
      elected: 0,
      toolCalls: effectiveToolCalls(candidate.execution, []),
      ...summary,
    };
    yield { type: 'decoded', step };
  }
}

async function* generate(
  model: StepContext['model'],
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<DecoderEvent, SampleSummary & { completion: Completion }> {
  // A streamed answer cannot be checked against an emulated prefill before it is shown.
  const canStream = model.stream !== undefined && (request.prefill === undefined || model.capabilities.prefill);
  if (!canStream) {
    const { completions, ...summary } = await model.complete(request, { signal });
    return { completion: first(completions, model.id), ...summary };
  }
  for await (const chunk of model.stream?.(request, { signal }) ?? []) {
    if (chunk.type === 'text') yield { type: 'text', candidate: 0, text: chunk.text };
    else {
      const method = request.prefill === undefined ? {} : { prefillMethod: 'native' as const };
      return { completion: chunk.completion, usage: chunk.usage, ...method };
    }
  }
  throw noCompletion(model.id);
}

function first(completions: readonly Completion[], model: string): Completion {
  const [completion] = completions;
  if (completion === undefined) throw noCompletion(model);
  return completion;
}

function noCompletion(model: string): ModelError {
  return new ModelError(`The model ${model} ended its answer without a completion.`, {
    code: 'model/empty-answer',
    isRetryable: true,
  });
}
