import { z } from 'zod';

const verdictSchema = z.object({ reason: z.string(), correct: z.boolean() });

/** What a judge decided. */
export type Verdict = z.infer<typeof verdictSchema>;

/** Reads a verdict from what a model wrote: a JSON object, also in a fence or with words around it. */
export function parseVerdict(text: string): { verdict: Verdict } | { fault: string } {
  const objects = jsonObjects(text.replace(/<think>[\s\S]*?<\/think>/g, ''));
  if (objects.length === 0) return { fault: 'there is no JSON object in it' };
  const verdicts: Verdict[] = [];
  for (const object of objects) {
    const parsed = verdictSchema.safeParse(object);
    if (parsed.success) verdicts.push(parsed.data);
  }
  const [first] = verdicts;
  if (first === undefined) return { fault: 'the object must have "reason" (text) and "correct" (true or false)' };
  if (verdicts.some(({ correct }) => correct !== first.correct)) return { fault: 'it holds two opposite verdicts' };
  return { verdict: first };
}

/** Every flat JSON object in a text. A verdict is flat, so a brace within a string is the only one to step over. */
function jsonObjects(text: string): unknown[] {
  const found: unknown[] = [];
  for (const [candidate] of text.matchAll(/\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/gs)) {
    try {
      found.push(JSON.parse(candidate));
    } catch {
      // Not JSON: the fault is told when no other object is a verdict.
    }
  }
  return found;
}
