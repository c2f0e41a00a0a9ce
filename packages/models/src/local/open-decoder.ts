import type { ModelFolder } from './model-folder.ts';
import { OnnxDecoder } from './onnx-decoder.ts';
import { readOutline } from './onnx/outline.ts';
import type { LoadSettings } from './options.ts';
import { CannotShare } from './shared-prefix/cannot-share.ts';
import { contentKey, defaultCacheDir, GraphStore } from './shared-prefix/graph-store.ts';
import { openChecked } from './shared-prefix/check.ts';
import { sharePrefix } from './shared-prefix/rewrite.ts';

/** Changes whenever the rewrite does, so that stored graphs of before are not used. */
const REWRITE_VERSION = '2';

/** Whether samples share the attention cache of their prompt; where they don't, each has a copy, and why. */
export type PrefixSharing = { shared: true } | { shared: false; reason: string };

/** A loaded decoder and how it keeps its cache. */
export interface OpenedDecoder {
  decoder: OnnxDecoder;
  sharing: PrefixSharing;
}

/**
 * Loads a model's decoder, rewritten to share the cache of a prompt among samples where its graph allows. The rewrite
 * is compared with the original on a short prompt the first time, and kept in the cache folder.
 *
 * @throws ModelError `model/missing-dependency`, `model/bad-files` or `model/unsupported`
 */
export async function openDecoder(folder: ModelFolder, settings: LoadSettings): Promise<OpenedDecoder> {
  const { threads, sharePrefix: wanted, cacheDir } = settings;
  const original = async (reason: string): Promise<OpenedDecoder> => ({
    decoder: await OnnxDecoder.open(folder, threads),
    sharing: { shared: false, reason },
  });
  if (!wanted) return original('the option sharePrefix is false');
  const sizes = { queryHeads: folder.heads, heads: folder.keyValueHeads, width: folder.headDim };
  const store = new GraphStore(cacheDir ?? defaultCacheDir());
  let outline: Uint8Array;
  try {
    outline = readOutline(folder.onnxFile);
  } catch (error) {
    return original(`${folder.onnxFile} can't be read as an ONNX model: ${reasonOf(error)}`);
  }
  // The weights are no part of the outline, and the rewrite does not depend on them.
  const key = contentKey(REWRITE_VERSION, JSON.stringify(sizes), outline);
  const stored = await store.get(key);
  if (stored !== undefined && 'refused' in stored) return original(stored.refused);
  const open = (graph?: Uint8Array): Promise<OnnxDecoder> => OnnxDecoder.open(folder, threads, graph);
  try {
    if (stored !== undefined) return { decoder: await open(stored.graph), sharing: { shared: true } };
    const graph = sharePrefix(outline, sizes);
    const decoder = await openChecked(outline, open, () => open(graph));
    await store.put(key, { graph });
    return { decoder, sharing: { shared: true } };
  } catch (error) {
    // A fault of the files themselves shows again, and better named, when the original is loaded.
    if (error instanceof CannotShare) await store.put(key, { refused: error.message });
    return original(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
