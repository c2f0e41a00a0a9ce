import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AgentdError } from '@agentd/sag';
import { z } from 'zod';

/** What the trainer imports to train. */
const MODULES = ['accelerate', 'datasets', 'numpy', 'peft', 'pyarrow', 'torch', 'transformers', 'trl', 'yaml'];
/** Names on PyPI that differ from those of the modules. */
const PACKAGES: Readonly<Record<string, string>> = { yaml: 'pyyaml' };
const OLDEST = [3, 11] as const;

// Nothing is imported: torch alone takes seconds.
const PROBE = `
import importlib.util, json, sys
def there(name):
    return importlib.util.find_spec(name) is not None
print(json.dumps({"version": list(sys.version_info[:2]), "trainer": there("agentd_train"), "missing": [name for name in sys.argv[1:] if not there(name)]}))`;

const probeSchema = z.object({
  version: z.tuple([z.number(), z.number()]),
  trainer: z.boolean(),
  missing: z.array(z.string()),
});

/** A Python that can train. */
export interface Trainer {
  python: string;
  environment: NodeJS.ProcessEnv;
}

/**
 * Makes sure that this Python has the trainer and what it needs. In a checkout of agentd the trainer is the checkout's.
 * @throws AgentdError codes `cli/no-python`, and `cli/trainer-missing` that says what to install
 */
export async function findTrainer(python: string, signal: AbortSignal): Promise<Trainer> {
  const folder = checkoutTrainer(import.meta.dirname);
  const path = [folder, process.env['PYTHONPATH']].filter((part) => part !== undefined && part !== '');
  const environment = { ...process.env, ...(path.length > 0 && { PYTHONPATH: path.join(delimiter) }) };
  const { version, trainer, missing } = await probe(python, environment, signal);
  const [major, minor] = version;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw notThere(
      `${python} is Python ${major}.${minor}, and training needs ${OLDEST.join('.')} or later. Give --python PATH.`,
    );
  }
  const requirements = folder === undefined ? undefined : join(folder, 'requirements.txt');
  if (!trainer) {
    throw notThere(
      `${python} does not know agentd_train. In a checkout of agentd:\n  ${python} -m pip install training/agentd_train\n` +
        'Or give the Python of an environment that has it: --python PATH.',
    );
  }
  if (missing.length > 0) {
    const names = missing.map((name) => PACKAGES[name] ?? name);
    const what = requirements === undefined ? names.join(' ') : `-r ${requirements}`;
    throw notThere(
      `${python} has no ${names.join(', ')}, which training needs:\n  ${python} -m pip install ${what}\n` +
        'Or give the Python of an environment that has them: --python PATH.',
    );
  }
  return { python, environment };
}

async function probe(
  python: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<z.output<typeof probeSchema>> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', PROBE, ...MODULES], { env: environment, signal });
    return probeSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new AgentdError(
      `${python} can't be run as Python (${why}). Install Python 3.11 or later, or give --python PATH.`,
      {
        code: 'cli/no-python',
        cause,
      },
    );
  }
}

/** The trainer's folder in a checkout of agentd around this file. */
function checkoutTrainer(from: string): string | undefined {
  const folder = join(from, 'training', 'agentd_train');
  if (existsSync(join(folder, 'agentd_train', '__main__.py'))) return folder;
  const parent = dirname(from);
  return parent === from ? undefined : checkoutTrainer(parent);
}

const notThere = (message: string): AgentdError => new AgentdError(message, { code: 'cli/trainer-missing' });
