import {
  AgentdError,
  ModelError,
  type CheckedCompletionRequest,
  type CompletionChunk,
  type FinishReason,
} from '@agentd/agent-core';
import { sampleSeed } from '../random.ts';
import { StopMatcher } from '../stop-matcher.ts';
import { readChunk, toCompletion, toUsage, type RawSample, type RawUsage, type TokenLogprob } from './answer.ts';
import { learnFrom, type Variant } from './body.ts';
import { afterPrefill, mayBePrefill } from './prefill.ts';
import type { ServerSession } from './server-session.ts';

/**
 * One sample as it is generated. Text that could yet turn out to be a stop string, or an echo of the prefill, is held
 * back; once a stop string is there the connection is closed.
 */
export async function* streamCompletion(
  session: ServerSession,
  request: CheckedCompletionRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<CompletionChunk, void> {
  signal?.throwIfAborted();
  const { prefill, stop, seed, messages } = request;
  const continued = (await session.dialect(signal)).prefill !== undefined;
  const variant: Variant = { n: 1, seed: seed === undefined ? undefined : sampleSeed(seed, 0) };
  const matcher = new StopMatcher(stop);
  const logprobs: TokenLogprob[] = [];
  let text = '';
  let taken = 0;
  let shown = 0;
  let finishReason: FinishReason | undefined;
  let stopString: string | undefined;
  let serverStop: string | undefined;
  let usage: RawUsage = { promptTokens: undefined, completionTokens: undefined };

  /** Moves text that is past the prefill into the matcher; returns what can be shown. */
  const advance = (ended: boolean): string => {
    if (!ended && prefill !== '' && taken === 0 && mayBePrefill(text, prefill)) return '';
    const after = afterPrefill(text, prefill, continued);
    if (after === undefined) throw prefillIgnored(prefill);
    if (stopString === undefined) stopString = matcher.push(after.slice(taken));
    taken = after.length;
    const certain = ended || stopString !== undefined ? matcher.text.length : matcher.certainLength;
    const piece = matcher.text.slice(shown, certain);
    shown = Math.max(shown, certain);
    return piece;
  };

  for await (const part of openStream(session, request, variant, signal)) {
    const chunk = readChunk(part, session.api.context);
    text += chunk.text;
    if (chunk.logprobs !== undefined) logprobs.push(...chunk.logprobs);
    if (chunk.usage !== undefined) usage = chunk.usage;
    finishReason ??= chunk.finishReason;
    if (chunk.text !== '') {
      const piece = advance(false);
      if (piece !== '') yield { type: 'text', text: piece };
    }
    if (stopString !== undefined) break;
    serverStop ??= chunk.stopString;
  }
  if (finishReason === undefined && stopString === undefined) {
    throw new ModelError(`${session.api.baseURL} ended the stream before the answer was whole.`, {
      code: 'model/connection-lost',
      isRetryable: true,
    });
  }
  const rest = advance(true);
  if (rest !== '') yield { type: 'text', text: rest };
  const sample: RawSample = {
    text,
    finishReason: finishReason ?? 'stop',
    stopString: serverStop,
    logprobs: logprobs.length > 0 ? logprobs : undefined,
    emptyBecause: undefined,
  };
  const completion = toCompletion(
    0,
    sample,
    afterPrefill(text, prefill, continued) ?? text,
    stop,
    usage.completionTokens ?? (logprobs.length > 0 ? logprobs.length : undefined),
  );
  const prompt = messages.map(({ content }) => content).join('\n') + prefill;
  yield { type: 'completion', completion, usage: toUsage(usage, prompt, [completion]) };
}

/** Opens the stream; a refusal of a known field comes before the first piece, and is answered by leaving it out. */
async function* openStream(
  session: ServerSession,
  request: CheckedCompletionRequest,
  variant: Variant,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown, void> {
  for (;;) {
    const body = await session.body(request, variant, signal);
    if (!session.learned.noStreamUsage) body.stream_options = { include_usage: true };
    try {
      yield* session.api.stream(body, signal);
      return;
    } catch (error) {
      if (!AgentdError.isInstance(error, 'model/bad-request') || !learnFrom(error.message, body, session.learned)) {
        throw error;
      }
    }
  }
}

function prefillIgnored(prefill: string): ModelError {
  return new ModelError(
    `The model did not follow the instruction to begin with ${JSON.stringify(prefill.slice(0, 80))}, and the server has no prefill of its own.`,
    { code: 'model/prefill-ignored', isRetryable: true },
  );
}
