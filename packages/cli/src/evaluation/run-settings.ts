import { canonicalJson, jsonObjectSchema, type JsonObject, type JsonValue } from '@agentd/sag';
import { resolveModels } from './config/resolve-run.ts';
import type { RunPlan } from './run-plan.ts';

/**
 * What decides about the results of a run, by name where there are several: without secrets, without what only says how
 * much is done, and paths as the file has them, so that a folder may move. What a benchmark's items are shows in the
 * journal itself.
 */
export function settingsOf({ models, methods, benchmarks, config }: RunPlan): JsonObject {
  const { preset, limits, corpus, judge } = config.run;
  const asWritten = new Map(resolveModels(config.run).map((model) => [model.label, model]));
  return jsonObjectSchema.parse({
    models: byName(
      models,
      ({ label }) => label,
      (model) => secretless(asWritten.get(model.label) ?? model),
    ),
    methods: byName(
      methods,
      ({ name }) => name,
      ({ method }) => ({ preset: preset[0] ?? 'recommended', ...without(method, ['name', 'benchmarks']) }),
    ),
    benchmarks: byName(
      benchmarks,
      ({ name }) => name,
      ({ kind, scorer, rules, search }) => ({ kind, scorer, search, ...(rules && { rules }) }),
    ),
    ...(limits && { limits }),
    ...(corpus && { corpus: { ...corpus, ...(corpus.embedder && { embedder: secretless(corpus.embedder) }) } }),
    ...(judge && { judge: secretless(judge) }),
  });
}

const named = new Set(['models', 'methods', 'benchmarks']);

/** What two runs have in common and is not the same, in sentences. What only one of them has is no difference. */
export function differences(before: JsonObject, now: JsonObject): string[] {
  return Object.keys(now).flatMap((part) => {
    const [was, is] = [before[part], now[part]];
    if (!isObject(was) || !isObject(is)) return [];
    if (!named.has(part)) return leaves(part, was, is);
    return Object.keys(is).flatMap((name) => {
      const [entryWas, entryIs] = [was[name], is[name]];
      return isObject(entryWas) && isObject(entryIs) ? leaves(`${part}.${name}`, entryWas, entryIs) : [];
    });
  });
}

/** Both, and of what both have the later. */
export function mergeSettings(before: JsonObject, now: JsonObject): JsonObject {
  const parts = [...new Set([...Object.keys(before), ...Object.keys(now)])].map((part): [string, JsonValue] => {
    const [was, is] = [before[part], now[part]];
    if (named.has(part) && isObject(was) && isObject(is)) return [part, { ...was, ...is }];
    return [part, is ?? was ?? null];
  });
  return Object.fromEntries(parts);
}

function leaves(path: string, was: JsonObject, is: JsonObject): string[] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys
    .filter((key) => canonicalJson(was[key] ?? null) !== canonicalJson(is[key] ?? null))
    .map((key) => `${path}.${key} was ${shown(was[key])} and is ${shown(is[key])}.`);
}

const shown = (value: JsonValue | undefined): string => (value === undefined ? 'not given' : JSON.stringify(value));

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName<T>(
  items: readonly T[],
  name: (item: T) => string,
  settings: (item: T) => object,
): Record<string, object> {
  return Object.fromEntries(items.map((item) => [name(item), settings(item)]));
}

/** Without keys, how many requests run at a time, and what they cost. */
function secretless(settings: object): object {
  const entries = Object.entries(without(settings, ['apiKey', 'requests', 'prices', 'label']));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? withoutLogin(value) : value]),
  );
}

function without(settings: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

/** User and password of an address are secrets too. */
export const withoutLogin = (text: string): string => text.replace(/\/\/[^\s/@]+@/g, '//');
