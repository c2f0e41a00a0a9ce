import type { TrainingMessage } from '../conversation/training-conversation.ts';
import type { OutputFolder } from '../files/output-folder.ts';
import type { SplitName } from '../split.ts';
import type { ExportRow, LeftOutReason, RowWriter } from './format.ts';

/** Writes one JSON object a line. */
export async function jsonLines(
  folder: OutputFolder,
  split: SplitName,
  toRow: (row: ExportRow) => object,
): Promise<RowWriter> {
  const file = await folder.file(`${split}.jsonl`);
  return {
    add: (row) => file.write(`${JSON.stringify(toRow(row))}\n`),
    finish: () => Promise.resolve(),
  };
}

/**
 * Why a trainer that renders messages itself would not come to the tokens that were checked: it does not cut special
 * tokens that a message spells out.
 */
export const spellsSpecialToken = ({ encoded }: ExportRow): LeftOutReason | undefined =>
  encoded.parts.length > 1 ? 'special-token' : undefined;

/** Why a trainer that learns all turns of the assistant, whole, could not be told what is learnt. */
export function needsFlags({ encoded }: ExportRow): LeftOutReason | undefined {
  const learnt = encoded.messages.filter(({ role }) => role === 'assistant').map(({ learn }) => learn);
  if (learnt.some((learn) => learn === false)) return 'unlearnt-turn';
  return learnt.some((learn) => learn !== true) ? 'partial-turn' : undefined;
}

/** Role and content alone. */
export const plainMessages = (messages: readonly TrainingMessage[]): Pick<TrainingMessage, 'role' | 'content'>[] =>
  messages.map(({ role, content }) => ({ role, content }));
