import { ModelError, type Usage } from '@agentd/agent-core';
import { candidateCount, type Candidates } from './candidates.ts';
import { PROMPT_BATCH, type OpenedLlama } from './open-llama.ts';
import { Batch } from '../local/batch.ts';
import type { EngineObserver, EngineRequest } from '../local/engine.ts';
import { Row, type RowRules } from '../local/row.ts';
import { Sampler } from '../local/sampler.ts';
import { sampleRandom } from '../random.ts';

/** A prompt whose attention cache a sequence holds. */
interface ReadPrompt {
  sequence: number;
  output: Candidates;
  reused: number;
}

/**
 * Draws samples with llama.cpp. The prompt is read once; samples are decoded as one batch, share a sequence for as
 * long as their tokens are the same, and get a copy of it when they part. One request at a time.
 */
export class Engine {
  readonly #llama: OpenedLlama;
  readonly #sampler: Sampler;
  #last: { ids: readonly number[]; output: Candidates } | undefined;

  constructor(llama: OpenedLlama) {
    this.#llama = llama;
    this.#sampler = new Sampler(candidateCount(llama.tokenizer.vocabularySize));
  }

  /** Tokens that went through the model so far, each row's counted. */
  get fedTokens(): number {
    return this.#llama.sequences.fedTokens;
  }

  /**
   * Draws the samples of one request; returns what they cost, also when stopped early.
   * @throws ModelError `model/context-overflow` when the prompt leaves no room for an answer
   */
  async generate(request: EngineRequest, observer: EngineObserver): Promise<Usage> {
    const { tokenizer, sequences, contextTokens } = this.#llama;
    const ids = tokenizer.encodePrompt(request.messages, request.prefill);
    const room = contextTokens - ids.length;
    if (room < 1) {
      throw new ModelError(
        `The prompt has ${ids.length} tokens, but the model takes ${contextTokens} with the answer. ` +
          'Shorten the messages, or raise contextTokens where the model allows more.',
        { code: 'model/context-overflow' },
      );
    }
    const usage: Usage = { promptTokens: ids.length, completionTokens: 0 };
    const rules: RowRules = {
      decode: tokenizer.decoder(ids),
      stops: request.stop,
      endIds: tokenizer.endIds,
      hiddenIds: tokenizer.hiddenIds(request.stop),
      limit: Math.min(room, request.maxTokens ?? room),
      limits: request.limits,
    };
    for (let first = 0; first < request.n; first += sequences.count) {
      const prompt = await this.#read(ids, observer.stopped);
      if (prompt === undefined) break;
      usage.cachedPromptTokens ??= prompt.reused;
      const count = Math.min(sequences.count, request.n - first);
      const rows = Array.from(
        { length: count },
        (_, at) => new Row(first + at, sampleRandom(request.seed, first + at), rules),
      );
      await this.#decode(ids, prompt, rows, request, observer, usage);
    }
    return usage;
  }

  /** Frees the model's memory. */
  async close(): Promise<void> {
    await this.#llama.close();
  }

  /** Reads what no sequence has read yet; undefined when `stopped` turns true on the way. */
  async #read(ids: readonly number[], stopped: () => boolean): Promise<ReadPrompt | undefined> {
    const { sequences } = this.#llama;
    const { sequence, common } = sequences.nearest(ids);
    const last = this.#last;
    const isKnown = common === ids.length && last?.ids.length === common && last.ids.every((id, at) => id === ids[at]);
    // Without the logits after it, the last token is read again.
    const reused = sequences.rewind(sequence, isKnown ? common : Math.min(common, ids.length - 1));
    if (isKnown && reused === common) return { sequence, output: last.output, reused };
    for (let at = reused; at < ids.length; at += PROMPT_BATCH) {
      if (stopped()) return undefined;
      const feed = { sequence, ids: ids.slice(at, at + PROMPT_BATCH) };
      if (at + PROMPT_BATCH < ids.length) {
        await sequences.feedOnly(feed);
        continue;
      }
      const [output] = await sequences.feed([feed]);
      if (output === undefined) return undefined;
      this.#last = { ids, output };
      return { sequence, output, reused };
    }
    return undefined;
  }

  async #decode(
    ids: readonly number[],
    prompt: ReadPrompt,
    started: readonly Row[],
    request: EngineRequest,
    observer: EngineObserver,
    usage: Usage,
  ): Promise<void> {
    const { sequences, tokenizer } = this.#llama;
    let rows = [...started];
    let outputs = [prompt.output];
    let held = [prompt.sequence];
    while (!observer.stopped()) {
      const batch = new Batch(tokenizer.vocabularySize);
      rows = rows.filter((row) => {
        const output = outputs[row.source] ?? prompt.output;
        const { id, logprob } = this.#sample(output, request, row, ids);
        const goesOn = row.accept(id, logprob);
        usage.completionTokens++;
        if (row.index === 0) emitText(row, observer);
        if (goesOn) row.source = batch.place(row.source, id);
        else observer.onCompletion(row.completion());
        return goesOn;
      });
      if (rows.length === 0 || observer.stopped()) return;
      held = await this.#part(batch.sources, held);
      outputs = await sequences.feed(
        batch.ids.map((id, row) => ({ sequence: held[row] ?? prompt.sequence, ids: [id] })),
      );
    }
  }

  /** A sequence for each row of the next batch: the first that goes on from a row keeps its sequence, others copy it. */
  async #part(sources: readonly number[], held: readonly number[]): Promise<number[]> {
    const { sequences } = this.#llama;
    const kept = new Map<number, number>();
    for (const [row, source] of sources.entries()) if (!kept.has(source)) kept.set(source, row);
    const taken = new Set([...kept.keys()].map((source) => held[source]));
    const free = Array.from({ length: sequences.count }, (_, at) => at).filter((at) => !taken.has(at));
    const next: number[] = [];
    for (const [row, source] of sources.entries()) {
      const from = held[source] ?? 0;
      const copy = kept.get(source) === row ? undefined : free.shift();
      if (copy !== undefined) await sequences.copy(from, copy);
      next.push(copy ?? from);
    }
    return next;
  }

  #sample(output: Candidates, request: EngineRequest, row: Row, prompt: readonly number[]): Drawn {
    const { ids, logits, totalWeight } = output;
    const seen = request.repetitionPenalty === 1 ? [] : placesOf(row.seen(prompt), ids);
    const at = this.#sampler.sample(logits, 0, request, row.random, seen);
    const logprob = (logits[at] ?? -Infinity) - (logits[0] ?? 0) - Math.log(totalWeight);
    return { id: ids[at] ?? 0, logprob };
  }
}

interface Drawn {
  id: number;
  logprob: number;
}

/** Where tokens stand among candidates. */
function* placesOf(tokens: Iterable<number>, candidates: Int32Array): Generator<number> {
  const seen = new Set(tokens);
  for (const [at, id] of candidates.entries()) if (seen.has(id)) yield at;
}

function emitText(row: Row, observer: EngineObserver): void {
  if (observer.onText === undefined) return;
  const text = row.takeText();
  if (text !== '') observer.onText(text);
}
