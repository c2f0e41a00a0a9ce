import { agentPrompt, type LanguageModel, type PromptSet } from '@agentd/agent-core';
import { openaiModel } from '@agentd/models/openai';
import type { CreateAgentOptions } from './create-agent-options.ts';
import { modelFolderSettings } from './model-folder-settings.ts';
import { promptNamed } from './prompts.ts';
import { tinyAgentFolder } from './tiny-agent-folder.ts';

/** A model that is ready, and how to talk to it. */
export interface OpenedModel {
  model: LanguageModel;
  prompt: PromptSet;
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
  if (typeof model === 'object') return { model, prompt, isOwn: false };
  if (typeof model === 'string') return { model: serverModel(model, options), prompt, isOwn: true };
  const folder = options.local ?? (await tinyAgentFolder());
  const settings = await modelFolderSettings(folder);
  // Loaded only here: it needs packages that are optional.
  const { localModel } = await import('@agentd/models/local');
  return {
    model: await localModel({ path: folder, ...(options.signal === undefined ? {} : { signal: options.signal }) }),
    prompt: options.prompt ?? promptNamed(settings.prompt ?? (options.local === undefined ? 'compact' : 'agent')),
    isOwn: true,
  };
}

function serverModel(name: string, { baseURL, apiKey }: CreateAgentOptions): LanguageModel {
  return openaiModel({
    model: name,
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}
