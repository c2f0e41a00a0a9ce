import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';

/** Folder of the model in the layout that transformers.js loads: give it to `localModel({ path })`. */
export const tinyAgentPath: string = fileURLToPath(new URL('../model', import.meta.url));

const problemSchema = z.object({
  id: z.string(),
  /** Names the kind of problem; no kind here was trained on. */
  template: z.string(),
  question: z.string(),
  /** The exact answer in decimal digits. */
  answer: z.string().regex(/^-?\d+$/),
});

/** A word problem that the tiny agent was not trained on. */
export type TinyAgentProblem = z.infer<typeof problemSchema>;

const problemsPath = fileURLToPath(new URL('../problems.jsonl', import.meta.url));

/**
 * The 200 held-out word problems, in an order given by a hash.
 * @param path another file of the same form
 * @throws InvalidInputError code `tiny-agent/bad-problems` that names the line
 */
export async function tinyAgentProblems(path: string = problemsPath): Promise<TinyAgentProblem[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => parseProblem(line, `${path}:${index + 1}`));
}

function parseProblem(line: string, source: string): TinyAgentProblem {
  try {
    return problemSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new InvalidInputError(
      `${source} is no problem: ${String(cause)}. A line holds {"id", "template", "question", "answer"}, all text.`,
      { code: 'tiny-agent/bad-problems', cause },
    );
  }
}
