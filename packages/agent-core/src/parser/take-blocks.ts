import { looksLikePython, withoutTrailingProse } from './bare-python.ts';
import { cleanCode, trimBlankLines } from './clean-code.ts';
import type { RepairLog } from './repairs.ts';
import { labelBefore, type TurnBlock, type TurnScan } from './scan-turn.ts';

/** The blocks of a turn that are its action. */
export interface TakenBlocks {
  /** Code of each, cleaned. */
  codes: string[];
  first: TurnBlock;
  last: TurnBlock;
  /** Where the code of the last one really ends; before `last.bodyEnd` where the block was not closed. */
  codeEnd: number;
  /** Where the turn ends: before output that the model made up. */
  end: number;
  /** The form of the blocks, or the code itself, is not what the model should see in the conversation. */
  isReshaped: boolean;
}

/**
 * Takes the Python blocks of a turn, in order. Blocks of other languages and empty ones are passed over; a block of
 * made-up output ends the turn.
 * @param lastOnly the last block alone: in thinking, each draft replaces the one before
 */
export function takeBlocks(
  text: string,
  from: number,
  scan: TurnScan,
  repairs: RepairLog,
  lastOnly = false,
): TakenBlocks | undefined {
  const accepted: TurnBlock[] = [];
  let before = from;
  let { end } = scan;
  for (const block of scan.blocks) {
    const label = labelBefore(text, before, block.start);
    before = block.end;
    if (accepted.length > 0 && isOutput(block, label)) {
      repairs.add('invented-observation');
      end = block.start;
      break;
    }
    const body = text.slice(block.bodyStart, block.bodyEnd);
    if (body.trim() === '') {
      if (block.language === 'python' || label === 'code') repairs.add('empty-block');
    } else if (isPython(block, body, label)) accepted.push(block);
    else repairs.add('non-python-block');
  }
  const taken = lastOnly ? accepted.slice(-1) : accepted;
  const first = taken[0];
  const last = taken.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let isReshaped = false;
  let codeEnd = last.bodyEnd;
  const codes: string[] = [];
  for (const block of taken) {
    repairs.add(...block.repairs);
    isReshaped ||= block.repairs.some((repair) => repair !== 'unclosed-fence' && repair !== 'fence-variant');
    const body = text.slice(block.bodyStart, block.bodyEnd);
    const kept = block.closed ? body : withoutTail(body, repairs);
    codeEnd = block.bodyStart + kept.length;
    const code = cleanCode(kept, repairs);
    isReshaped ||= code !== trimBlankLines(kept);
    if (code !== '') codes.push(code);
  }
  if (codes.length > 1) repairs.add('several-blocks-joined');
  return codes.length === 0 ? undefined : { codes, first, last, codeEnd, end, isReshaped };
}

function isOutput(block: TurnBlock, label: 'code' | 'output' | undefined): boolean {
  return block.language === 'output' || (block.language === 'unmarked' && label === 'output');
}

function isPython(block: TurnBlock, body: string, label: 'code' | 'output' | undefined): boolean {
  if (block.language === 'python') return true;
  if (block.language === 'unmarked') return label !== 'output' && looksLikePython(body, label === 'code');
  return block.language === 'text' && label === 'code' && looksLikePython(body, false);
}

/** A closing fence that was begun, and prose after a fence that was forgotten. */
function withoutTail(body: string, repairs: RepairLog): string {
  const withoutBackticks = body.trimEnd().replace(/\n[ \t]{0,12}`{1,2}$/, '');
  const code = withoutTrailingProse(withoutBackticks).trimEnd();
  if (code !== withoutBackticks.trimEnd()) repairs.add('prose-after-block');
  return code;
}
