import type { CheckedCompletionRequest, CompletionChunk } from '@agentd/agent-core';
import { StopMatcher } from '../stop-matcher.ts';
import { variantOf } from './body.ts';
import { toCompletion, toUsage } from './completion.ts';
import { afterPrefill, mayBePrefill, prefillIgnored } from './prefill.ts';
import { promptText, type ServerSession } from './server-session.ts';
import { StreamedSample } from './streamed-sample.ts';
import { priced } from './usage-meter.ts';

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
  const { prefill, stop } = request;
  const continued = (await session.profile(signal)).prefill !== undefined;
  const streamed = new StreamedSample(session.settings.thinking === 'separate');
  const matcher = new StopMatcher(stop);
  let taken = 0;
  let shown = 0;
  let stopString: string | undefined;

  /** Moves text that is past the prefill into the matcher; returns what can be shown. */
  const advance = (ended: boolean): string => {
    const { text } = streamed;
    if (!ended && prefill !== '' && taken === 0 && mayBePrefill(text, prefill)) return '';
    const after = afterPrefill(text, prefill, continued);
    if (after === undefined) throw prefillIgnored(prefill, true);
    if (stopString === undefined) stopString = matcher.push(after.slice(taken));
    taken = after.length;
    const certain = ended || stopString !== undefined ? matcher.text.length : matcher.certainLength;
    const piece = matcher.text.slice(shown, certain);
    shown = Math.max(shown, certain);
    return piece;
  };

  try {
    for await (const chunk of session.open(request, variantOf(request, 0, 1), signal)) {
      streamed.add(chunk);
      if (chunk.text === '') continue;
      const piece = advance(false);
      if (piece !== '') yield { type: 'text', text: piece };
      if (stopString !== undefined) break;
    }
    streamed.end();
    const sample = streamed.sample(stopString !== undefined, session.api.context);
    const rest = advance(true);
    if (rest !== '') yield { type: 'text', text: rest };
    const text = afterPrefill(sample.text, prefill, continued) ?? sample.text;
    const completion = toCompletion(0, sample, text, stop, streamed.usage.completionTokens);
    const usage = toUsage(streamed.usage, promptText(request), [completion]);
    yield { type: 'completion', completion, usage: priced(usage, session.settings.prices) };
  } finally {
    if (streamed.hasBegun) session.count(request, streamed.usage, streamed.generated);
  }
}
