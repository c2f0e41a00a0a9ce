import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Whether this Node is one that the package's `engines` allow; they are of the form `>=22.18`. */
export function nodeVersion(running: string = process.versions.node): {
  version: string;
  required: string;
  isSupported: boolean;
} {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const required = z
    .object({ engines: z.object({ node: z.string().regex(/^>=\d+\.\d+$/) }) })
    .parse(JSON.parse(manifest)).engines.node;
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = required.slice(2).split('.').map(Number);
  return {
    version: running,
    required,
    isSupported: major > leastMajor || (major === leastMajor && minor >= leastMinor),
  };
}
