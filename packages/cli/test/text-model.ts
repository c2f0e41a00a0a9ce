import { ModelError, type ChatMessage, type LanguageModel } from '@agentd/sag';

/** What a test says about a model, and sees of it. */
export interface ModelControl {
  /** Requests so far. */
  asked: number;
  isDown: boolean;
  onAsk: () => void;
}

/** A model that answers a conversation with one text, as often as it is asked to; `reset` before each test. */
export function textModel(
  id: string,
  answer: (messages: readonly ChatMessage[]) => string,
): { model: LanguageModel; control: ModelControl; reset: () => void } {
  const control: ModelControl = { asked: 0, isDown: false, onAsk: () => undefined };
  const model: LanguageModel = {
    id,
    capabilities: { n: true, prefill: false, seed: true, logprobs: false, streaming: false },
    complete({ messages, n = 1 }) {
      control.asked += 1;
      control.onAsk();
      if (control.isDown) throw new ModelError('The model is down.', { code: 'model/unauthorised' });
      const text = answer(messages);
      const completions = Array.from({ length: n }, (_, index) => ({
        index,
        text,
        finishReason: 'stop' as const,
        tokens: 9,
      }));
      return Promise.resolve({ completions, usage: { promptTokens: 20, completionTokens: 9 * n } });
    },
  };
  const reset = (): void => void Object.assign(control, { asked: 0, isDown: false, onAsk: () => undefined });
  return { model, control, reset };
}
