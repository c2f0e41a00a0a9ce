import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../python', import.meta.url));
const candidates = [
  process.env['TINY_PYTHON'],
  fileURLToPath(new URL('../build/venv/bin/python', import.meta.url)),
  'python3',
];

/** The first Python that has what the training needs; undefined where none has. */
async function trainingPython(): Promise<string | undefined> {
  for (const python of candidates) {
    if (python === undefined) continue;
    try {
      await run(python, ['-c', 'import torch, onnx, onnxruntime, tokenizers']);
      return python;
    } catch {
      continue;
    }
  }
  return undefined;
}

const python = await trainingPython();

test.skipIf(python === undefined)(
  'the self-checks of the Python half pass (skipped where no Python with torch is found; set TINY_PYTHON)',
  async () => {
    const { stderr } = await run(python ?? '', ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], {
      cwd: folder,
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    expect(stderr).toMatch(/\nOK/);
  },
  180_000,
);
