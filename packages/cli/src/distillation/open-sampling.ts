import type { Benchmark } from '@agentd/evaluator';
import type { CotSource, SamplingSettings } from '@agentd/ftp-sampler';
import {
  Agent,
  GreedyDecoder,
  promptNamed,
  SagDecoder,
  type Retriever,
  type StepDecoder,
  type Tool,
} from '@agentd/sag';
import type { ModelConfig } from '../evaluation/config/model-schema.ts';
import { openModel, type ReadyModel } from '../evaluation/open-models.ts';
import { openScorer } from '../evaluation/open-scorer.ts';
import { modelChoice, type ModelChoice } from '../model-flags.ts';
import { openSandbox } from '../open-sandbox.ts';
import type { ToClose } from '../to-close.ts';
import type { SampleFlags } from './sample-flags.ts';

/** What opening the teacher takes besides the flags. */
export interface OpenSamplingOptions {
  kind: Benchmark['kind'];
  corpus: Retriever | undefined;
  signal: AbortSignal;
  onProgress: (stage: string) => void;
}

/**
 * Opens the teacher, the model of its chains of thought and the scorer.
 * @param toClose closes them
 */
export async function openSampling(
  flags: SampleFlags,
  toClose: ToClose,
  { kind, corpus, signal, onProgress }: OpenSamplingOptions,
): Promise<SamplingSettings> {
  const { preset, decoder, temperatures = decoder === 'sag' ? [0.4] : undefined } = flags;
  const executor = openSandbox({ sessions: flags.concurrency, onProgress });
  toClose.add(() => executor.close());
  const open = (config: Partial<ModelConfig>): Promise<ReadyModel> =>
    openModel(config, toClose, { executor, signal, onProgress });
  onProgress('loading the model');
  const choice = modelChoice(flags, process.env);
  const ready = await open({ ...configOf(choice), ...(flags.prompt !== undefined && { prompt: flags.prompt }) });
  const tools = corpus === undefined ? [] : [await toolFor(corpus, flags, ready)];
  return {
    agent: (temperature) =>
      new Agent({
        model: ready.model,
        prompt: flags.prompt === undefined ? ready.prompt : promptNamed(flags.prompt),
        executor,
        decoder: decoderAt(temperature, flags),
        tools,
        ...(flags.maxSteps !== undefined && { maxSteps: flags.maxSteps }),
        ...(flags.maxTokens !== undefined && { maxTokens: flags.maxTokens }),
      }),
    cot: flags.prefix ? cotSource(await chainsFrom(flags, choice, ready, open), flags, corpus) : undefined,
    scorer: openScorer(flags.scorer ?? usualScorer(kind, preset), toClose),
    preset,
    k: flags.k,
    temperatures,
    stopAtFirstRight: flags.stopAtFirstRight,
    tokenBudget: flags.tokenBudget,
    seed: flags.seed,
  };
}

/** As `agentd eval` judges, but for the paper's judge of questions, which is another model. */
function usualScorer(kind: Benchmark['kind'], preset: SampleFlags['preset']): NonNullable<SampleFlags['scorer']> {
  if (kind === 'qa') return 'em';
  return preset === 'paper' ? 'math-paper' : 'math';
}

/** Chains of thought come from the teacher unless another model is named; its server is then the teacher's by default. */
function chainsFrom(
  { cotModel, cotBaseUrl, cotApiKey, cotLocal }: SampleFlags,
  choice: ModelChoice,
  ready: ReadyModel,
  open: (config: Partial<ModelConfig>) => Promise<ReadyModel>,
): ReadyModel | Promise<ReadyModel> {
  if (cotLocal !== undefined) return open({ local: cotLocal });
  if (cotModel === undefined) return ready;
  const server = cotBaseUrl === undefined ? choice : { baseURL: cotBaseUrl };
  return open(configOf({ model: cotModel, baseURL: server.baseURL, apiKey: cotApiKey ?? choice.apiKey }));
}

function cotSource(ready: ReadyModel, flags: SampleFlags, corpus: Retriever | undefined): CotSource {
  const k = flags.passages ?? ready.search.passages;
  return {
    model: ready.model,
    prompt: ready.cotPrompt,
    temperature: flags.cotTemperature,
    samples: flags.cotSamples,
    ...(flags.cotPassages &&
      corpus !== undefined && {
        passages: (question, { signal }) => corpus.search(question, { signal, ...(k !== undefined && { k }) }),
      }),
  };
}

async function toolFor(corpus: Retriever, { preset, passages }: SampleFlags, { search }: ReadyModel): Promise<Tool> {
  // Loaded only here: most samplings search nothing.
  const { searchTool } = await import('../retrieval/search-tool.ts');
  return searchTool(corpus, preset, { ...search, passages: passages ?? search.passages });
}

function decoderAt(temperature: number, { decoder, n, preset }: SampleFlags): StepDecoder {
  if (decoder === 'greedy') return new GreedyDecoder({ temperature });
  return new SagDecoder({ preset, temperature, ...(n !== undefined && { samples: n }) });
}

function configOf({ model, baseURL, apiKey, local, hub, dtype }: ModelChoice): Partial<ModelConfig> {
  return {
    ...(model !== undefined && { name: model }),
    ...(baseURL !== undefined && { baseURL }),
    ...(apiKey !== undefined && { apiKey }),
    ...(local !== undefined && { local }),
    ...(hub !== undefined && { hub }),
    ...(dtype !== undefined && { dtype }),
  };
}
