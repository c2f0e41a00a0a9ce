import { open, stat } from 'node:fs/promises';
import { ModelError } from '@agentd/agent-core';

const MAGIC = 'GGUF';

/**
 * Checks that there is a GGUF file, before anything native reads it; returns its size in bytes.
 * @throws ModelError `model/not-found` or `model/bad-files`
 */
export async function checkGgufFile(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new ModelError(`There is no file ${path}. Check the path, or download the model to it first.`, {
      code: 'model/not-found',
    });
  }
  if (!found.isFile()) {
    throw new ModelError(
      `${path} is not a file. Give the .gguf file itself; for a folder with ONNX files use localModel.`,
      {
        code: 'model/not-found',
      },
    );
  }
  const start = await readStart(path);
  if (start.length === 0) throw damaged(`${path} is empty. Download it again.`);
  if (start.startsWith('version https://git-lfs')) {
    throw damaged(`${path} is a Git LFS pointer, not the file itself. Run "git lfs pull" in the model's repository.`);
  }
  if (!start.startsWith(MAGIC)) {
    throw damaged(
      `${path} is not a GGUF file: it begins with ${JSON.stringify(start.slice(0, MAGIC.length))}, not with "${MAGIC}". ` +
        'Convert the model with convert_hf_to_gguf.py of llama.cpp, or download a GGUF file.',
    );
  }
  return found.size;
}

/** The error for a file that llama.cpp refused: what it said, and what to do. */
export function refusedFile(path: string, said: readonly string[], cause: unknown): ModelError {
  const reason = [...said, cause instanceof Error ? cause.message : String(cause)].join('; ');
  if (/unknown model architecture/.test(reason)) {
    return new ModelError(
      `node-llama-cpp does not know this kind of model: ${path} (${reason}). Use a newer version of it.`,
      {
        code: 'model/unsupported',
        cause,
      },
    );
  }
  return damaged(`${path} can't be loaded; it may be cut off or damaged (${reason}). Download it again.`, cause);
}

async function readStart(path: string): Promise<string> {
  const handle = await open(path).catch((cause: unknown) => {
    throw new ModelError(`${path} can't be read: ${String(cause)}. Check its permissions.`, {
      code: 'model/not-found',
      cause,
    });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(40), 0, 40, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function damaged(message: string, cause?: unknown): ModelError {
  return new ModelError(message, { code: 'model/bad-files', cause });
}
