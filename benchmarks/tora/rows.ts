import { readFileSync } from 'node:fs';
import { z } from 'zod';

const recordedToraRow = z.object({
  idx: z.number(),
  question: z.string(),
  gt: z.string(),
  code: z.tuple([z.string()]),
  pred: z.tuple([z.string()]),
});

/** A recorded answer of a tool-integrated-reasoning model, in its turns. */
export interface ToraRow {
  index: number;
  question: string;
  gold: string;
  /** Text and program, up to where the output begins. */
  action: string;
  /** What the authors' interpreter printed; undefined where the recording has none. */
  output: string | undefined;
  /** What the model wrote behind the output; '' where it wrote nothing. */
  words: string;
  /** The answer that the authors' scorer found. */
  theirPrediction: string;
}

/** An action, the output in a fence, and the words behind it. */
const TURNS = /^([^]*?```python\n[^]*?\n```)(?:\n```output\n([^]*?)\n?```\n?([^]*))?$/;

/** @throws Error where a row is none, or holds anything but one program and one output */
export function readToraRows(path: string): ToraRow[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { idx, question, gt, code, pred } = recordedToraRow.parse(JSON.parse(line));
    const [, action, output, words = ''] = TURNS.exec(code[0]) ?? [];
    if (action === undefined || words.includes('```')) throw new Error(`Row ${idx} of ${path} has other turns.`);
    return { index: idx, question, gold: gt, action, output, words: words.trim(), theirPrediction: pred[0] };
  });
}

/**
 * The verdict of the authors' scorer on the answer that it found: numbers without their commas, within a relative 1e-4,
 * also a hundred times or a hundredth of the gold; else the same text
 * (https://github.com/microsoft/ToRA/blob/main/src/eval/grader.py).
 */
export function theirVerdict({ theirPrediction, gold }: Pick<ToraRow, 'theirPrediction' | 'gold'>): boolean {
  const [given, wanted] = [theirPrediction, gold].map((text) => Number(text.replaceAll(',', '') || Number.NaN));
  if (given === undefined || wanted === undefined || !Number.isFinite(given) || !Number.isFinite(wanted)) {
    return theirPrediction === gold;
  }
  return [wanted / 100, wanted, wanted * 100].some(
    (item) => Math.abs(item - given) <= 1e-4 * Math.max(Math.abs(item), Math.abs(given)),
  );
}
