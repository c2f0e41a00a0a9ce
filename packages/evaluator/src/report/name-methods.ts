import { canonicalJson, hashText, type JsonObject, type JsonValue } from '@agentd/agent-core';
import type { EvaluationRecord } from '../runs/record.ts';

/** Longest value that stands in a label as it is. */
const LONGEST = 24;

/**
 * The name in a report of the method behind a record: its own name, with the model where there are several, and with
 * those settings that differ between records of one benchmark, which would otherwise be mixed. Settings that differ
 * from benchmark to benchmark alone (tools, scorer) make no new method.
 */
export function nameMethods(records: readonly EvaluationRecord[]): (record: EvaluationRecord) => string {
  const models = new Set(records.map(({ model }) => model));
  const flat = new FlatSettings();
  const differing = differingPaths(records, flat);
  const labels = new Map<string, string>();
  return (record) => {
    const { method, model } = record;
    const paths = differing.get(groupOf(record)) ?? [];
    if (paths.length === 0) return models.size > 1 ? `${method.name} · ${model}` : method.name;
    const key = `${groupOf(record)}\n${canonicalJson(method.settings)}\n${record.scorer}`;
    const known = labels.get(key);
    if (known !== undefined) return known;
    const settings = flat.of(record);
    const parts = paths.map((path) => `${path} ${short(settings.get(path))}`);
    const label = `${method.name}${models.size > 1 ? ` · ${model}` : ''} (${parts.join(', ')})`;
    labels.set(key, label);
    return label;
  };
}

/** The settings as one list, `a.b` for what is nested, with the scorer. Records share few settings: kept by text. */
class FlatSettings {
  readonly #known = new Map<string, ReadonlyMap<string, string>>();

  of({ method, scorer }: EvaluationRecord): ReadonlyMap<string, string> {
    const key = `${scorer}\n${canonicalJson(method.settings)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const flat = new Map([...flatten(method.settings), ['scorer', JSON.stringify(scorer)]]);
    this.#known.set(key, flat);
    return flat;
  }
}

function differingPaths(records: readonly EvaluationRecord[], flat: FlatSettings): Map<string, string[]> {
  const seen = new Map<string, Map<string, Set<ReadonlyMap<string, string>>>>();
  for (const record of records) {
    const group = groupOf(record);
    const benchmarks = seen.get(group) ?? new Map<string, Set<ReadonlyMap<string, string>>>();
    seen.set(group, benchmarks);
    const settings = benchmarks.get(record.benchmark) ?? new Set();
    benchmarks.set(record.benchmark, settings.add(flat.of(record)));
  }
  return new Map([...seen].map(([group, benchmarks]) => [group, [...pathsThatDiffer(benchmarks.values())].sort()]));
}

function pathsThatDiffer(benchmarks: Iterable<ReadonlySet<ReadonlyMap<string, string>>>): Set<string> {
  const differing = new Set<string>();
  for (const settings of benchmarks) {
    const paths = new Set([...settings].flatMap((one) => [...one.keys()]));
    for (const path of paths) {
      if (new Set([...settings].map((one) => one.get(path))).size > 1) differing.add(path);
    }
  }
  return differing;
}

function flatten(settings: JsonObject, prefix = ''): [path: string, value: string][] {
  return Object.entries(settings).flatMap(([name, value]): [string, string][] =>
    isObject(value) ? flatten(value, `${prefix}${name}.`) : [[`${prefix}${name}`, canonicalJson(value)]],
  );
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function short(value: string | undefined): string {
  if (value === undefined) return 'none';
  const text = value.replace(/^"(.*)"$/s, '$1');
  return text.length > LONGEST ? hashText(value).slice(0, 8) : text;
}

const groupOf = ({ method, model }: EvaluationRecord): string => JSON.stringify([method.name, model]);
