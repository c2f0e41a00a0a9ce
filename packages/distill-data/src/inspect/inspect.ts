import type { TrainingConversation } from '../conversation/training-conversation.ts';
import { encodeConversation, NO_LOSS } from '../masks/encode-conversation.ts';
import type { TrainingTokenizer } from '../masks/tokenizer.ts';

/** A row as a trainer reads it: of a {@link TrainingConversation} that was encoded, or of an export. */
export interface TokenisedRow {
  inputIds: readonly number[];
  labels: readonly number[];
}

/** Text of tokens in a row that are all learnt or all not. */
export interface InspectedPiece {
  text: string;
  isLearnt: boolean;
  tokens: number;
}

/** A row made visible. */
export interface InspectedRow {
  pieces: InspectedPiece[];
  /** For a terminal: what is learnt in green, the rest dimmed. Control characters of the text are shown, not sent. */
  terminal: string;
  /** A page of its own; everything of the text is escaped. */
  html: string;
}

/**
 * Shows which text is learnt: made from the tokens and labels themselves, not from the messages.
 * @throws DistillDataError as {@link encodeConversation} where a conversation is given
 */
export function inspectConversation(
  row: TrainingConversation | TokenisedRow,
  tokenizer: TrainingTokenizer,
): InspectedRow {
  const { inputIds, labels } = 'messages' in row ? encodeConversation(row, tokenizer) : row;
  const pieces = piecesOf(inputIds, labels, tokenizer);
  const learnt = labels.filter((label) => label !== NO_LOSS).length;
  const summary = `${inputIds.length} tokens, ${learnt} learnt`;
  return { pieces, terminal: `${pieces.map(inTerminal).join('')}\n${summary}\n`, html: asPage(pieces, summary) };
}

function piecesOf(ids: readonly number[], labels: readonly number[], tokenizer: TrainingTokenizer): InspectedPiece[] {
  const pieces: InspectedPiece[] = [];
  for (let from = 0, to = 0; from < ids.length; from = to) {
    const isLearnt = labels[from] !== NO_LOSS;
    while (to < ids.length && (labels[to] !== NO_LOSS) === isLearnt) to += 1;
    pieces.push({ text: tokenizer.decode(ids.slice(from, to), ids[from - 1]), isLearnt, tokens: to - from });
  }
  return pieces;
}

const GREEN = '\u001B[32m';
const DIM = '\u001B[2m';
const RESET = '\u001B[0m';

const inTerminal = ({ text, isLearnt }: InspectedPiece): string =>
  `${isLearnt ? GREEN : DIM}${text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, shownControl)}${RESET}`;

const shownControl = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

function asPage(pieces: readonly InspectedPiece[], summary: string): string {
  const body = pieces
    .map(({ text, isLearnt }) => (isLearnt ? `<mark>${escapeHtml(text)}</mark>` : escapeHtml(text)))
    .join('');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>What is learnt</title>
<style>
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; color: #666 }
mark { background: #d3f5d3; color: #063 }
</style>
<p>${escapeHtml(summary)}; what is marked is learnt.</p>
<pre>${body}</pre>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
