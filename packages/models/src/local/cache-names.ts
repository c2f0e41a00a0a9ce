/** What keys or values of one layer are called. */
export interface CacheNames {
  /** Layer and part, such as `0.key`. */
  name: string;
  /** The input that takes what was before. */
  past: string;
  /** The output that gives it back with the new tokens. */
  present: string;
}

/**
 * Layer and part that a name speaks of: `past_key_values.0.key` and `present.0.key` of Optimum, `cache.0.key` and
 * `cache_out.0.key` of Olive, `past_key_0`, `past_key_values_0_value` and the like; undefined for other names.
 */
function cachePart(name: string): string | undefined {
  const [layer, ...others] = name.match(/\d+/g) ?? [];
  const bare = name.replace(/key_?values?|kv/i, '').toLowerCase();
  const isKey = bare.includes('key');
  if (layer === undefined || others.length > 0 || isKey === bare.includes('value')) return undefined;
  return `${layer}.${isKey ? 'key' : 'value'}`;
}

/** The caches among the inputs, each with its output; an empty name where there is none. */
export function pairCaches(inputs: readonly string[], outputs: readonly string[]): CacheNames[] {
  const presents = new Map(outputs.flatMap((output) => [[cachePart(output), output] as const]));
  return inputs.flatMap((past) => {
    const name = cachePart(past);
    return name === undefined ? [] : [{ name, past, present: presents.get(name) ?? '' }];
  });
}
