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

const questionSchema = z.object({
  id: z.string(),
  /** Names the two relations and the wording; no wording here was trained on. */
  template: z.string(),
  question: z.string(),
  answer: z.string(),
  /** Other names of the answer. */
  aliases: z.array(z.string()),
  /** What the first search has to find. */
  middle: z.string(),
});

/** A question over two passages of `@agentd/corpus-facts` that the tiny agent was not trained on. */
export type TinyAgentQuestion = z.infer<typeof questionSchema>;

const problemsPath = fileURLToPath(new URL('../problems.jsonl', import.meta.url));
const questionsPath = fileURLToPath(new URL('../questions.jsonl', import.meta.url));

/**
 * The 200 held-out word problems, in an order given by a hash.
 * @param path another file of the same form
 * @throws InvalidInputError code `tiny-agent/bad-file` that names the line
 */
export async function tinyAgentProblems(path: string = problemsPath): Promise<TinyAgentProblem[]> {
  return readLines(path, problemSchema, '{"id", "template", "question", "answer"}, all text');
}

/**
 * The 200 held-out questions over two passages, in an order given by a hash.
 * @param path another file of the same form
 * @throws InvalidInputError code `tiny-agent/bad-file` that names the line
 */
export async function tinyAgentQuestions(path: string = questionsPath): Promise<TinyAgentQuestion[]> {
  return readLines(path, questionSchema, '{"id", "template", "question", "answer", "aliases": […], "middle"}');
}

async function readLines<Item>(path: string, schema: z.ZodType<Item>, form: string): Promise<Item[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      try {
        return schema.parse(JSON.parse(line));
      } catch (cause) {
        throw new InvalidInputError(`${path}:${index + 1} cannot be used: ${String(cause)}. A line holds ${form}.`, {
          code: 'tiny-agent/bad-file',
          cause,
        });
      }
    });
}
