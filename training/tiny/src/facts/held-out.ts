import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '@agentd/agent-core';
import { tinyAgentPath } from '@agentd/tiny-agent';
import { z } from 'zod';

const questionSchema = z.object({
  id: z.string(),
  template: z.string(),
  question: z.string(),
  answer: z.string(),
  /** Other names of the answer. */
  aliases: z.array(z.string()),
  /** What the first search has to find. */
  middle: z.string(),
});

/** A held-out question of two steps, as it is committed. */
export type HeldOutQuestion = z.infer<typeof questionSchema>;

/** The committed questions. */
export const questionsPath: string = join(dirname(tinyAgentPath), 'questions.jsonl');

/** Reads held-out questions. */
export async function readQuestions(path: string = questionsPath): Promise<HeldOutQuestion[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => parseQuestion(line, `${path}:${index + 1}`));
}

function parseQuestion(line: string, source: string): HeldOutQuestion {
  try {
    return questionSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new InvalidInputError(`${source} is no question: ${String(cause)}. Write the file with write-questions.ts.`, {
      cause,
    });
  }
}
