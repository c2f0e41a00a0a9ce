import { DistillDataError } from '../errors.ts';

/** Why a conversation has no exact mask; the end of the error's code. */
export type MaskFault = 'template-rewrites' | 'template-not-incremental' | 'straddling-token' | 'no-end-of-turn';

/** What the error says. */
export interface MaskFaultDetails {
  conversation: string;
  /** 0-based, of the messages as the template took them. */
  message: number;
  tokenizer: string;
  /** What is wrong and what can be done. */
  fault: string;
}

/** The error for a conversation that can't be masked exactly, code `distill-data/…`. */
export function maskFault(
  kind: MaskFault,
  { conversation, message, tokenizer, fault }: MaskFaultDetails,
): DistillDataError {
  return new DistillDataError(
    `Message ${message} of ${conversation} can't be masked exactly with the chat template of ${tokenizer}: ${fault}`,
    { code: `distill-data/${kind}` },
  );
}

/** Where two texts part, with a few characters of each from there on, for messages. */
export function difference(expected: string, found: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at += 1;
  const from = Math.max(0, at - 20);
  const piece = (text: string): string => JSON.stringify(text.slice(from, at + 40));
  return `at character ${at} ${piece(found)} stands where ${piece(expected)} should`;
}
