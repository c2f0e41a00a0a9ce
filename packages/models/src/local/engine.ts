import type { CheckedCompletionRequest, Completion, Usage } from '@agentd/agent-core';
import { ModelError } from '@agentd/agent-core';
import { Batch } from './batch.ts';
import { takeRows } from './kv-cache.ts';
import { readModelFolder, type ModelFolder } from './model-folder.ts';
import type { OnnxDecoder } from './onnx-decoder.ts';
import { openDecoder, type OpenedDecoder, type PrefixSharing } from './open-decoder.ts';
import type { LoadSettings } from './options.ts';
import { PromptCache } from './prompt-cache.ts';
import { sampleRandom } from '../random.ts';
import { Row, type RowRules } from './row.ts';
import { Sampler } from './sampler.ts';
import { ChatTokenizer } from './tokenizer.ts';

/** A checked request with its seed decided. */
export type EngineRequest = CheckedCompletionRequest & {
  seed: number;
  /** Most tokens of each sample by index, for benchmarks whose samples are to end at moments known beforehand. */
  limits?: readonly number[];
};

/** Where the engine reports to, and asks whether to go on. */
export interface EngineObserver {
  onCompletion: (completion: Completion) => void;
  /** Called with each piece of sample 0's text as it becomes certain. */
  onText?: ((text: string) => void) | undefined;
  /** Asked before every token; true ends the generation early. */
  stopped: () => boolean;
}

/**
 * Draws samples from a local model. The prompt is read once and its cache shared; samples are decoded as one batch,
 * share a row of it for as long as their tokens are the same, and leave it when they end. One request at a time.
 */
export class Engine {
  readonly #decoder: OnnxDecoder;
  readonly #tokenizer: ChatTokenizer;
  readonly #prompts: PromptCache;
  readonly #maxContext: number;
  #sampler: Sampler | undefined;
  /** Whether samples share the attention cache of the prompt. */
  readonly prefixSharing: PrefixSharing;

  private constructor(opened: OpenedDecoder, tokenizer: ChatTokenizer, folder: ModelFolder, settings: LoadSettings) {
    this.#decoder = opened.decoder;
    this.#tokenizer = tokenizer;
    this.#prompts = new PromptCache(opened.decoder, settings.reuseAnswers, settings.promptChunk);
    this.#maxContext = folder.maxContext;
    this.prefixSharing = opened.sharing;
  }

  /**
   * Loads a model folder.
   * @throws ModelError `model/not-found`, `model/bad-files`, `model/unsupported` or `model/missing-dependency`
   */
  static async open(settings: LoadSettings): Promise<Engine> {
    const folder = await readModelFolder(settings);
    const tokenizer = await ChatTokenizer.open(folder, settings.templateVariables);
    return new Engine(await openDecoder(folder, settings), tokenizer, folder, settings);
  }

  /** Tokens that went through the model so far, each row's counted. */
  get fedTokens(): number {
    return this.#decoder.fedTokens;
  }

  /**
   * Draws the samples of one request; returns what they cost, also when stopped early.
   * @throws ModelError `model/context-overflow` when the prompt leaves no room for an answer
   */
  async generate(request: EngineRequest, observer: EngineObserver): Promise<Usage> {
    const { prefill, stop, seed } = request;
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
    usage.cachedPromptTokens = prompt.reused;
    const rules: RowRules = {
      decode: this.#tokenizer.answerDecoder(prefill),
      stops: stop,
      endIds: this.#tokenizer.endIds,
      hiddenIds: this.#tokenizer.hiddenIds(stop),
      limit: Math.min(room, request.maxTokens ?? room),
      limits: request.limits,
    };
    let rows = Array.from({ length: request.n }, (_, index) => new Row(index, sampleRandom(seed, index), rules));
    const sampler = (this.#sampler ??= new Sampler(prompt.output.vocabularySize));
    let { output, own } = prompt;
    for (;;) {
      const batch = new Batch(output.vocabularySize);
      rows = rows.filter((row) => {
        const id = sampler.sample(output.logits, output.offset(row.source), request, row.random, row.seen(ids));
        const goesOn = row.accept(id, sampler.logprob);
        usage.completionTokens++;
        if (row.index === 0) emitText(row, observer);
        if (goesOn) row.source = batch.place(row.source, id);
        else {
          this.#prompts.keepAnswer(row.ids.slice(0, -1), own, row.source);
          observer.onCompletion(row.completion());
        }
        return goesOn;
      });
      if (rows.length === 0 || observer.stopped()) return usage;
      if (!batch.keepsAll(own.rows)) own = takeRows(this.#decoder.slots, own, batch.sources);
      output = await this.#decoder.run(batch.ids, 1, own, prompt.prefix);
      own = output.cache;
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
