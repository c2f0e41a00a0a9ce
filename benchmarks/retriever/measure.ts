import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { inChild } from './child.ts';
import { folderBytes } from './disk.ts';
import { type Answer, type Measured, measured } from './recall.ts';
import type { IndexKind } from './kinds.ts';
import type { RivalName } from './rivals/rival.ts';
import type { VectorSet } from './vectors.ts';

/** Making something, and how large it became. */
export interface Built {
  what: string;
  seconds: number;
  diskMb: number;
  /** The most memory that the process had. */
  peakMb: number;
}

/** Searching it in some way, for 3 and for 10 vectors. */
export interface Searched {
  what: string;
  at3: Measured;
  at10: Measured;
  /** The most memory of a process that searched only. */
  peakMb: number;
}

/** How a search looks; without both, by the defaults of the library. */
export interface Effort {
  probes?: number;
  refine?: number;
}

const answersSchema = z.array(z.object({ found: z.array(z.number()), milliseconds: z.number() }));
const megabyte = 1e6;

/** One table of vectors, searched in different ways. */
export class VectorTable {
  readonly #path: string;
  readonly #set: VectorSet;
  readonly #queries: number;
  #truth: number[][] = [];

  constructor(path: string, set: VectorSet, queries: number) {
    this.#path = path;
    this.#set = set;
    this.#queries = queries;
  }

  /** Stores the vectors; the nearest to each query are found on the way, and that time is taken off. */
  async ingest(): Promise<Built[]> {
    const truth = z.array(z.array(z.number()));
    const result = z.object({ ingestSeconds: z.number(), textSeconds: z.number(), truth });
    const task = { task: 'ingest', path: this.#path, set: this.#set, queries: this.#queries };
    const { result: times, peakMb } = await inChild(task, result);
    this.#truth = times.truth;
    const diskMb = (await folderBytes(this.#path)) / megabyte;
    return [
      { what: 'vectors made and stored', seconds: times.ingestSeconds, diskMb, peakMb },
      { what: 'text index and compaction', seconds: times.textSeconds, diskMb, peakMb },
    ];
  }

  /** As it is without an index. */
  async searchExactly(): Promise<Searched> {
    const few = Math.min(this.#queries, 20);
    const { answers, peakMb } = await this.#search([{ k: 3 }, { k: 10 }], few);
    return this.#searched('all compared', answers[0] ?? [], answers[1] ?? [], peakMb);
  }

  async index(kind: IndexKind, partitions?: number): Promise<Built> {
    const task = { task: 'index', path: this.#path, set: this.#set, kind, partitions };
    const { result, seconds, peakMb } = await inChild(task, z.object({ sizeBytes: z.number() }));
    return { what: kind, seconds, diskMb: result.sizeBytes / megabyte, peakMb };
  }

  async search(name: string, efforts: readonly Effort[]): Promise<Searched[]> {
    const { answers, peakMb } = await this.#search(
      efforts.flatMap((effort) => [
        { ...effort, k: 3 },
        { ...effort, k: 10 },
      ]),
    );
    return efforts.map(({ probes, refine }, at) => {
      const settings = probes === undefined && refine === undefined ? 'defaults' : `probes ${probes}, refine ${refine}`;
      return this.#searched(`${name}, ${settings}`, answers[2 * at] ?? [], answers[2 * at + 1] ?? [], peakMb);
    });
  }

  /** Builds another library's index in a folder, and searches it with rising effort. */
  async rival(name: RivalName, modules: string, folder: string): Promise<{ built: Built; searched: Searched[] }> {
    const common = { name, modules, folder, set: this.#set };
    const { seconds, peakMb } = await inChild({ task: 'build-rival', ...common }, z.unknown());
    const built = { what: name, seconds, diskMb: (await folderBytes(folder)) / megabyte, peakMb };
    const searched: Searched[] = [];
    for (const effort of name === 'sqlite-vec' ? [1] : [64, 200, 800]) {
      const task = { task: 'ask-rival', ...common, queries: this.#queries, effort };
      const three = await inChild({ ...task, k: 3 }, answersSchema);
      const ten = await inChild({ ...task, k: 10 }, answersSchema);
      const what = name === 'sqlite-vec' ? name : `${name}, ef ${effort}`;
      searched.push(this.#searched(what, three.result, ten.result, three.peakMb));
    }
    await rm(folder, { recursive: true, force: true });
    return { built, searched };
  }

  async #search(
    settings: readonly (Effort & { k: number })[],
    queries = this.#queries,
  ): Promise<{ answers: Answer[][]; peakMb: number }> {
    const task = { task: 'search', path: this.#path, set: this.#set, queries, settings };
    const { result, peakMb } = await inChild(task, z.array(answersSchema));
    return { answers: result, peakMb };
  }

  #searched(what: string, three: Answer[], ten: Answer[], peakMb: number): Searched {
    return { what, at3: measured(three, this.#truth, 3), at10: measured(ten, this.#truth, 10), peakMb };
  }
}
