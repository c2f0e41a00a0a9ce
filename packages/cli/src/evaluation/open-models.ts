import { dirname } from 'node:path';
import { paceModel } from '@agentd/evaluator';
import {
  compactCotPrompt,
  cotPrompt,
  createAgent,
  openaiModel,
  promptNamed,
  type CotPromptSet,
  type Executor,
  type LanguageModel,
  type PromptSet,
} from '@agentd/sag';
import { modelFolderSettings, type SearchSettings } from '@agentd/sag/node';
import { tinyAgentPath } from '@agentd/tiny-agent';
import type { JudgeConfig, ModelConfig } from './config/model-schema.ts';
import type { ToClose } from '../to-close.ts';

/** A model that is ready, and how to talk to it. */
export interface ReadyModel {
  model: LanguageModel;
  prompt: PromptSet;
  cotPrompt: CotPromptSet;
  /** What the model's folder says about passages. */
  search: SearchSettings;
}

/** What opening a model takes besides its settings. */
export interface OpenModelOptions {
  executor: Executor;
  requestsPerMinute?: number | undefined;
  signal: AbortSignal;
  onProgress: (stage: string) => void;
}

/**
 * Opens the model that the settings mean, as `agentd run` would.
 * @param toClose closes it
 */
export async function openModel(
  config: Partial<ModelConfig> | JudgeConfig,
  toClose: ToClose,
  options: OpenModelOptions,
): Promise<ReadyModel> {
  const { executor, requestsPerMinute, signal, onProgress } = options;
  const { local, hub, dtype } = config;
  const prompt = 'prompt' in config && config.prompt !== undefined ? { prompt: promptNamed(config.prompt) } : {};
  const agent = await createAgent({
    model: serverModel(config, toClose),
    local,
    hub,
    dtype,
    ...prompt,
    // An interrupted run and a whole one give the same results.
    reuseAnswers: false,
    executor,
    signal,
    onProgress,
  });
  toClose.add(() => agent.close());
  const { model, prompt: spoken } = agent.options;
  const called = 'label' in config && config.label !== undefined ? withId(model, config.label) : model;
  return {
    model: requestsPerMinute === undefined ? called : paceModel(called, { requestsPerMinute }),
    prompt: spoken,
    cotPrompt: spoken.name === 'compact' ? compactCotPrompt : cotPrompt,
    search: await searchSettings(config),
  };
}

/** The same model under another name, as it then stands in journals and reports. */
function withId(model: LanguageModel, id: string): LanguageModel {
  const [sample, stream] = [model.sample?.bind(model), model.stream?.bind(model)];
  return {
    id,
    capabilities: model.capabilities,
    complete: (request, options) => model.complete(request, options),
    ...(sample && { sample }),
    ...(stream && { stream }),
  };
}

async function searchSettings({ name, hub, local = tinyAgentPath }: Partial<ModelConfig>): Promise<SearchSettings> {
  if (name !== undefined || hub !== undefined) return {};
  const { search = {} } = await modelFolderSettings(local.toLowerCase().endsWith('.gguf') ? dirname(local) : local);
  return search;
}

function serverModel(config: Partial<ModelConfig>, toClose: ToClose): LanguageModel | undefined {
  const { name, baseURL, apiKey, extraBody, prices, requests } = config;
  if (name === undefined) return undefined;
  const model = openaiModel({
    model: name,
    ...(baseURL !== undefined && { baseURL }),
    ...(apiKey !== undefined && { apiKey }),
    ...(extraBody !== undefined && { extraBody }),
    ...(prices !== undefined && { prices }),
    ...(requests !== undefined && { concurrency: requests }),
  });
  toClose.add(() => model.close?.());
  return model;
}
