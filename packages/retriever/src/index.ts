export type { CutText, EmbedOptions, Embedder, EmbedderIdentity, EmbeddingKind } from './embedder.ts';
export { onnxEmbedder, type OnnxEmbedder } from './embedders/onnx/onnx-embedder.ts';
export { encoderDtypes, type EncoderDtype, type OnnxEmbedderOptions, type Pooling } from './embedders/onnx/options.ts';
export { openaiEmbedder, type OpenAIEmbedderOptions } from './embedders/remote/openai-embedder.ts';
export type { RemoteEmbedderOptions } from './embedders/remote/options.ts';
export type { RemoteEmbedder } from './embedders/remote/remote-embedder.ts';
export { teiEmbedder, type TeiEmbedderOptions } from './embedders/remote/tei-embedder.ts';
export { precomputedEmbeddings, type PrecomputedOptions } from './embedders/vectors/precomputed-embeddings.ts';
export { RetrieverError } from './errors.ts';
export {
  evaluateRetrieval,
  type EvaluateRetrievalOptions,
  type MethodReport,
  type QuestionResult,
  type RetrievalMethod,
  type RetrievalReport,
} from './evaluation/evaluate-retrieval.ts';
export { readQuestions, type ReadQuestionsOptions } from './evaluation/read-questions.ts';
export { readQuestion, type QuestionRow, type RetrievalQuestion } from './evaluation/retrieval-question.ts';
export type { BadRowSummary } from './index-store/bad-rows.ts';
export type { BuildOptions, BuildStep } from './index-store/build-options.ts';
export { INDEX_SCHEMA_VERSION, textLanguageSchema, type TextLanguage } from './index-store/description.ts';
export type { PassageFilter } from './index-store/filter.ts';
export type { IngestOptions, IngestProgress, IngestSummary } from './index-store/ingest-options.ts';
export { createIndex, openIndex } from './index-store/open-index.ts';
export type { CreateIndexOptions, OpenIndexOptions } from './index-store/options.ts';
export type {
  IndexInfo,
  IndexSearchOptions,
  PassageIndex,
  Reranker,
  SearchIndexInfo,
  SearchMode,
  SourceInfo,
  StoredPassage,
} from './index-store/passage-index.ts';
export type { VectorIndexChoice, VectorIndexSettings, VectorSearchOptions } from './index-store/vector-options.ts';
export type { BadRow, PassageSource, ReadOptions, ReadPassage, SourcePassage } from './passage-source.ts';
export { searchR1Retriever, type SearchR1Options } from './service/search-r1-retriever.ts';
export type { ServeOptions } from './service/serve-options.ts';
export { serveRetriever, type RetrieverServer } from './service/serve-retriever.ts';
export { fileFormats, type FileFormat } from './sources/file-format.ts';
export { fileSource, type FileSourceOptions } from './sources/file-source.ts';
export { folderSource, type FolderSource, type FolderSourceOptions } from './sources/folder-source.ts';
export { passageId } from './sources/passage-id.ts';
export { joinSentences } from './sources/passage-text.ts';
export { pathSource } from './sources/path-source.ts';
export type { FieldNames } from './sources/record.ts';
export type { SkippedFiles } from './sources/scan-folder.ts';
export { webSearch, type PassageForm, type WebSearchOptions } from './web-search.ts';
