import type { CheckedCompletionRequest, Completion, Usage } from '@agentd/agent-core';
import { ModelError } from '@agentd/agent-core';
import { Batch } from './batch.ts';
import { takeRows } from './kv-cache.ts';
import { readModelFolder } from './model-folder.ts';
import { OnnxDecoder } from './onnx-decoder.ts';
import type { LoadSettings } from './options.ts';
import { PromptCache } from './prompt-cache.ts';
import { sampleRandom } from '../random.ts';
import { Row, type RowRules } from './row.ts';
import { Sampler } from './sampler.ts';
import { ChatTokenizer } from './tokenizer.ts';

/** A checked request with its seed decided. */
export type EngineRequest = CheckedCompletionRequest & { seed: number };

/** Where the engine reports to, and asks whether to go on. */
export interface EngineObserver {
  onCompletion: (completion: Completion) => void;
  /** Called with each piece of sample 0's text as it becomes certain. */
  onText?: ((text: string) => void) | undefined;
  /** Asked before every token; true ends the generation early. */
  stopped: () => boolean;
}

/**
 * Draws samples from a local model. The prompt is read once; samples are decoded as one batch, share a row of it for as
 * long as their tokens are the same, and leave it when they end. One request at a time.
 */
export class Engine {
  readonly #decoder: OnnxDecoder;
  readonly #tokenizer: ChatTokenizer;
  readonly #prompts: PromptCache;
  readonly #maxContext: number;
  #sampler: Sampler | undefined;

  private constructor(decoder: OnnxDecoder, tokenizer: ChatTokenizer, maxContext: number) {
    this.#decoder = decoder;
    this.#tokenizer = tokenizer;
    this.#prompts = new PromptCache(decoder);
    this.#maxContext = maxContext;
  }

  /**
   * Loads a model folder.
   * @throws ModelError `model/not-found`, `model/bad-files`, `model/unsupported` or `model/missing-dependency`
   */
  static async open(settings: LoadSettings): Promise<Engine> {
    const folder = await readModelFolder(settings);
    const tokenizer = await ChatTokenizer.open(folder);
    const decoder = await OnnxDecoder.open(folder, settings.threads);
    return new Engine(decoder, tokenizer, folder.maxContext);
  }

  /**
   * Draws the samples of one request; returns what they cost, also when stopped early.
   * @throws ModelError `model/context-overflow` when the prompt leaves no room for an answer
   */
  async generate(request: EngineRequest, observer: EngineObserver): Promise<Usage> {
    const { prefill, stop, temperature, topP, seed } = request;
    const ids = this.#tokenizer.encodePrompt(request.messages, prefill);
    const room = this.#maxContext - ids.length;
    if (room < 1) {
      throw new ModelError(
        `The prompt has ${ids.length} tokens, but the model takes ${this.#maxContext} with the answer. ` +
          'Shorten the messages, or use a model with a longer context.',
        { code: 'model/context-overflow' },
      );
    }
    const usage: Usage = { promptTokens: ids.length, completionTokens: 0 };
    const prompt = await this.#prompts.read(ids, observer.stopped);
    if (prompt === undefined) return usage;
    const rules: RowRules = {
      decode: this.#tokenizer.decode,
      stops: stop,
      endIds: this.#tokenizer.endIds,
      hiddenIds: this.#tokenizer.hiddenIds(stop),
      limit: Math.min(room, request.maxTokens ?? room),
    };
    let rows = Array.from({ length: request.n }, (_, index) => new Row(index, sampleRandom(seed, index), rules));
    const sampler = (this.#sampler ??= new Sampler(prompt.vocabularySize));
    let output = prompt;
    for (;;) {
      const batch = new Batch(output.vocabularySize);
      rows = rows.filter((row) => {
        const id = sampler.sample(output.logits, output.offset(row.source), { temperature, topP }, row.random);
        const goesOn = row.accept(id, sampler.logprob);
        usage.completionTokens++;
        if (row.index === 0) emitText(row, observer);
        if (goesOn) row.source = batch.place(row.source, id);
        else observer.onCompletion(row.completion());
        return goesOn;
      });
      if (rows.length === 0 || observer.stopped()) return usage;
      const cache = batch.keepsAll(output.cache.rows)
        ? output.cache
        : takeRows(this.#decoder.slots, output.cache, batch.sources);
      output = await this.#decoder.run(batch.ids, 1, cache);
    }
  }

  /** Frees the model's memory. */
  async close(): Promise<void> {
    await this.#decoder.close();
  }
}

function emitText(row: Row, observer: EngineObserver): void {
  if (observer.onText === undefined) return;
  const text = row.takeText();
  if (text !== '') observer.onText(text);
}
