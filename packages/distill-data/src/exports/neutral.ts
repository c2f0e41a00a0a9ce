import { TokenTable } from '../files/token-table.ts';
import type { ExportFormat } from './format.ts';

/**
 * Rows of tokens in Parquet, for any trainer: `input_ids` and `labels` (lists of 32-bit integers; -100 where there is no
 * loss, not shifted), `length`. Line by line beside it, in JSON: which conversation a row is.
 */
export const neutral: ExportFormat = {
  refusal: () => undefined,
  dataFile: (split) => `${split}.parquet`,
  async open(folder, split) {
    const table = new TokenTable(await folder.file(`${split}.parquet`));
    const ids = await folder.file(`${split}.ids.jsonl`);
    let number = 0;
    return {
      async add({ conversation: { id, question, kind, provenance }, encoded }) {
        await table.add(encoded);
        const { inputIds, learnt } = encoded;
        const line = { row: number++, id, question, kind, length: inputIds.length, learnt, provenance };
        await ids.write(`${JSON.stringify(line)}\n`);
      },
      finish: () => table.finish(),
    };
  },
  files: () => ({}),
  guide: `\`input_ids\` and \`labels\` are ready: no chat template and no tokenizer is needed any more. Labels are -100 where there is no loss, and not shifted. Pad on the right, with attention 0 and label -100, to the longest \`length\` of a batch. TRL's \`SFTTrainer\` (checked with 1.16) takes these two columns as they are. Line N of \`*.ids.jsonl\` says which conversation row N is.`,
};
