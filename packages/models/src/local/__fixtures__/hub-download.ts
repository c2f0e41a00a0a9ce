import { downloadModel, type DownloadSettings } from '../hub/download-model.ts';
import type { HubServer } from './hub-server.ts';

// Helpers of the tests; not part of any entry.

export const NAME = 'tiny/tiny-gqa';
export const TOKEN = 'hf_secretsecretsecret';

/** Downloads {@link NAME} from a server of the tests. */
export function downloadFrom(
  hub: HubServer,
  cacheDir: string,
  changes: Partial<DownloadSettings> = {},
): Promise<string> {
  return downloadModel({
    model: NAME,
    revision: 'main',
    dtype: 'auto',
    cacheDir,
    endpoint: hub.url,
    token: TOKEN,
    offline: false,
    onProgress: () => undefined,
    signal: undefined,
    ...changes,
  });
}
