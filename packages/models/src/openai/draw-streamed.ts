import { AgentdError, type CheckedCompletionRequest } from '@agentd/agent-core';
import type { Variant } from './body.ts';
import type { ServerSession } from './server-session.ts';
import { StreamedSample } from './streamed-sample.ts';
import { countTokens, type CountedAnswer } from './token-counts.ts';

/**
 * One whole sample by a streamed answer, which tells when the prompt has been read; by a plain one where the server
 * does not stream.
 * @param onFirstToken called once the first token, or the end, is there
 */
export async function drawStreamed(
  session: ServerSession,
  request: CheckedCompletionRequest,
  variant: Variant,
  signal: AbortSignal,
  onFirstToken: () => void,
): Promise<CountedAnswer> {
  const { settings, learned, api } = session;
  if (learned.noStreaming) return session.create(request, variant, signal);
  const streamed = new StreamedSample(settings.thinking === 'separate');
  try {
    for await (const chunk of session.open(request, variant, signal)) {
      streamed.add(chunk);
      if (chunk.text !== '' || chunk.reasoning !== '') onFirstToken();
    }
    if (!streamed.hasBegun) {
      // It answered in one piece, as if it had not been asked for a stream.
      learned.noStreaming = true;
      return await session.create(request, variant, signal);
    }
    streamed.end();
    return countTokens({ samples: [streamed.sample(false, api.context)], usage: streamed.usage }, true);
  } catch (error) {
    signal.throwIfAborted();
    if (!AgentdError.isInstance(error)) throw error;
    const isRefused = error.code === 'model/bad-request' && /stream/i.test(error.message);
    learned.noStreaming ||= isRefused;
    // What broke off in the middle was not repeated.
    if (!isRefused && !(streamed.hasBegun && error.isRetryable && settings.maxRetries > 0)) throw error;
    return session.create(request, variant, signal);
  } finally {
    if (streamed.hasBegun) session.count(request, streamed.usage, streamed.generated);
  }
}
