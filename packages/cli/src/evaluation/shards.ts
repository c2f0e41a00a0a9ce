import type { Manifest } from './output-folder.ts';

/** `3/4`: the shards that these runs know of and that are not among them. */
export function missingShards(manifests: readonly Manifest[]): string[] {
  const shards = manifests.flatMap(({ runs }) => runs.flatMap(({ shard }) => shard ?? []));
  const there = new Set(shards.map(({ index, count }) => `${index}/${count}`));
  const counts = [...new Set(shards.map(({ count }) => count))];
  return counts
    .flatMap((count) => Array.from({ length: count }, (_, index) => `${index + 1}/${count}`))
    .filter((name) => !there.has(name));
}
