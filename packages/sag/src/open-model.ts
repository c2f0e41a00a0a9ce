import { dirname } from 'node:path';
import { agentPrompt, InvalidInputError, type LanguageModel, type PromptSet } from '@agentd/agent-core';
import type { DownloadProgress, LocalModelOptions } from '@agentd/models/local';
import { openaiModel } from '@agentd/models/openai';
import type { CreateAgentOptions } from './create-agent-options.ts';
import { modelFolderSettings, type SearchSettings } from './model-folder-settings.ts';
import { promptNamed } from './prompts.ts';
import { tinyAgentFolder } from './tiny-agent-folder.ts';

/** A model that is ready, and how to talk to it. */
export interface OpenedModel {
  model: LanguageModel;
  prompt: PromptSet;
  /** What the model's folder says about `web_search`. */
  search: SearchSettings;
  /** Whether it was opened here, and so has to be closed here. */
  isOwn: boolean;
}

/**
 * The one place that decides which model an agent has and which prompt goes with it: the prompt that was asked for,
 * else the one that the model's folder names in `agentd.json`, else `compactPrompt` for the tiny agent and
 * `agentPrompt()` for any other model.
 */
export async function openModel(options: CreateAgentOptions): Promise<OpenedModel> {
  const { model, prompt = agentPrompt() } = options;
  if (typeof model === 'object') return { model, prompt, search: {}, isOwn: false };
  if (typeof model === 'string') return { model: serverModel(model, options), prompt, search: {}, isOwn: true };
  if (options.hub !== undefined) {
    return { model: await hubModel(options.hub, options), prompt, search: {}, isOwn: true };
  }
  const path = options.local ?? (await tinyAgentFolder());
  const settings = await modelFolderSettings(isGguf(path) ? dirname(path) : path);
  return {
    model: await fileModel(path, options),
    prompt: options.prompt ?? promptNamed(settings.prompt ?? (options.local === undefined ? 'compact' : 'agent')),
    search: settings.search ?? {},
    isOwn: true,
  };
}

// The engines are loaded only here: they need packages that are optional.
async function fileModel(path: string, options: CreateAgentOptions): Promise<LanguageModel> {
  const { signal, dtype } = options;
  if (isGguf(path)) {
    if (dtype !== undefined) {
      throw new InvalidInputError(
        `${path} has one weight format, so dtype (${dtype}) cannot be chosen; leave it out.`,
        {
          code: 'agent/bad-options',
        },
      );
    }
    const { llamaCppModel } = await import('@agentd/models/llama-cpp');
    return llamaCppModel({ path, ...(signal === undefined ? {} : { signal }) });
  }
  const { localModel } = await import('@agentd/models/local');
  return localModel({ path, ...settingsOf(options) });
}

async function hubModel(name: string, { onProgress, ...options }: CreateAgentOptions): Promise<LanguageModel> {
  const { localModel } = await import('@agentd/models/local');
  const tell = ({ file, bytes, total }: DownloadProgress): void =>
    onProgress?.(`downloading ${file}: ${megabytes(bytes)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`);
  return localModel({ model: name, onProgress: tell, ...settingsOf(options) });
}

function settingsOf({
  signal,
  dtype,
  reuseAnswers,
}: CreateAgentOptions): Pick<LocalModelOptions, 'signal' | 'dtype' | 'reuseAnswers'> {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(dtype === undefined ? {} : { dtype }),
    ...(reuseAnswers === undefined ? {} : { reuseAnswers }),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function isGguf(path: string): boolean {
  return path.toLowerCase().endsWith('.gguf');
}

function serverModel(name: string, { baseURL, apiKey }: CreateAgentOptions): LanguageModel {
  return openaiModel({
    model: name,
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}
