import type { EmbeddingKind } from '../../embedder.ts';
import type { Pooling } from './options.ts';

/** What a family of models was trained with. */
export interface ModelFamily {
  pooling: Pooling;
  prefixes: Record<EmbeddingKind, string>;
}

const families: readonly [name: RegExp, ModelFamily][] = [
  // Instruction-tuned e5 and Qwen3-Embedding take an instruction that depends on the task: none is right for all.
  [
    /(^|[/_-])(multilingual-)?e5-(small|base|large)(?!.*instruct)/i,
    { pooling: 'mean', prefixes: { query: 'query: ', passage: 'passage: ' } },
  ],
  [
    /(^|[/_-])(bge-(small|base|large)-en|mxbai-embed-large)/i,
    { pooling: 'cls', prefixes: { query: 'Represent this sentence for searching relevant passages: ', passage: '' } },
  ],
  [/(^|[/_-])bge-m3/i, { pooling: 'cls', prefixes: { query: '', passage: '' } }],
  [
    /(^|[/_-])nomic-embed-text/i,
    { pooling: 'mean', prefixes: { query: 'search_query: ', passage: 'search_document: ' } },
  ],
];

/** The family that a model's name tells of, from the models' cards. */
export function familyOf(model: string): ModelFamily | undefined {
  return families.find(([name]) => name.test(model))?.[1];
}
