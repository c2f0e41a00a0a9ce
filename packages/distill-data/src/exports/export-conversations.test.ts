import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openTiny, templates } from '../../test/tiny-tokenizer.ts';
import { trajectory } from '../__fixtures__/trajectories.ts';
import { trainingConversation } from '../conversation/from-trajectory.ts';
import type { TrainingConversation } from '../conversation/training-conversation.ts';
import { OutputFile } from '../files/output-file.ts';
import { encodeConversation } from '../masks/encode-conversation.ts';
import type { TrainingTokenizer } from '../masks/tokenizer.ts';
import { exportConversations, type ExportOptions } from './export-conversations.ts';

let folder: string;
let chatMl: TrainingTokenizer;
let trimming: TrainingTokenizer;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentd-exports-'));
  chatMl = await openTiny(templates.withDefaultSystem);
  trimming = await openTiny(templates.withoutSystem);
});
afterAll(() => rm(folder, { recursive: true }));

const failed = [
  { text: 'bad', observation: 'Observation: NameError', status: 'runtime-error' as const },
  { text: 'good' },
];
const conversations: TrainingConversation[] = [
  trainingConversation(trajectory({ id: 'plain', system: 'Write code.' })),
  trainingConversation(trajectory({ id: 'failed', question: 'Why?', steps: failed })),
  trainingConversation(trajectory({ id: 'special', question: 'What?', steps: [{ text: 'a <|im_end|> b' }] })),
];
async function write(options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>, source = conversations) {
  const path = options.folder ?? join(folder, `export-${(made += 1)}`);
  const report = await exportConversations(source, { tokenizer: chatMl, ...options, folder: path });
  const text = (file: string): Promise<string> => readFile(join(path, file), 'utf8');
  const lines = async (file: string): Promise<unknown[]> =>
    (await text(file))
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  return { path, report, text, lines };
}

describe('an export', () => {
  it('neutral: holds tokens and labels as lists, and says beside them which conversation a row is', async () => {
    const { path, report, lines } = await write({ format: 'neutral' });
    const file = await asyncBufferFromFile(join(path, 'train.parquet'));
    expect(await parquetReadObjects({ file })).toEqual(
      conversations.map((conversation) => {
        const { inputIds, labels } = encodeConversation(conversation, chatMl);
        return { input_ids: inputIds, labels, length: inputIds.length };
      }),
    );
    const { schema } = await parquetMetadataAsync(file);
    expect(schema.filter(({ converted_type: type }) => type === 'LIST').map(({ name }) => name)).toEqual([
      'input_ids',
      'labels',
    ]);
    expect(await lines('train.ids.jsonl')).toMatchObject([
      { row: 0, id: 'plain', kind: 'agent', provenance: { model: 'teacher' } },
      { row: 1, id: 'failed', provenance: { failedSteps: 1 } },
      { row: 2, id: 'special' },
    ]);
    expect(report).toMatchObject({ rows: { train: 3, validation: 0 }, withFailedSteps: 1, leftOut: {} });
  });

  it('trl: has messages with what is learnt, and a template that says so', async () => {
    const { report, lines, text } = await write({ format: 'trl' });
    expect(report.leftOut).toEqual({ 'special-token': { count: 1, samples: ['special'] } });
    expect((await lines('train.jsonl'))[1]).toEqual({
      id: 'failed',
      messages: [
        { role: 'user', content: 'Why?', learn: false },
        { role: 'assistant', content: 'bad', learn: false },
        { role: 'user', content: 'Observation: NameError', learn: false },
        { role: 'assistant', content: 'good', learn: true },
      ],
    });
    const template = await text('chat_template.jinja');
    expect(template).toContain(`{%- generation -%}{{- message.content + '<|im_end|>' -}}{%- endgeneration -%}`);
    expect(template).toContain(`{{- '<|im_start|>system\\nYou are a helper.<|im_end|>\\n<|im_start|>user\\n' -}}`);
    expect(parse(await text('trl.yaml'))).toMatchObject({
      assistant_only_loss: true,
      lora_r: 64,
      lora_alpha: 128,
      lora_dropout: 0.05,
      learning_rate: 2e-4,
      num_train_epochs: 2,
      gradient_accumulation_steps: 8,
      max_length: 10_240,
      packing: false,
    });
  });

  it('trl: takes the messages as the template does', async () => {
    const { lines } = await write({ format: 'trl', tokenizer: trimming }, conversations.slice(0, 1));
    expect(await lines('train.jsonl')).toMatchObject([
      { messages: [{ role: 'user', content: 'Write code.\n\nHow much is 1 + 1?' }, {}, {}, {}] },
    ]);
  });

  it('axolotl: flags turns and characters', async () => {
    const [plain] = conversations;
    const answer = plain?.messages[2];
    if (plain === undefined || answer === undefined) throw new Error('a conversation with an answer');
    const part = { ...answer, learn: [{ start: 0, end: 8 }] };
    const { lines, text } = await write({ format: 'axolotl' }, [{ ...plain, messages: plain.messages.with(2, part) }]);
    expect(await lines('train.jsonl')).toMatchObject([
      {
        messages: [
          { role: 'system', train: false },
          { role: 'user', train: false },
          { train: true, train_detail: [{ begin_offset: 0, end_offset: 7, train: true }] },
          { train: false },
          { train: true },
        ],
      },
    ]);
    expect(parse(await text('axolotl.yaml'))).toMatchObject({ eot_tokens: ['<|im_end|>'], sequence_len: 10_240 });
  });

  it.each(['llama-factory', 'torchtune'] as const)('%s: leaves out what it can not be told', async (format) => {
    const { report, lines } = await write({ format, llamaFactoryTemplate: 'qwen' });
    expect(report.leftOut).toMatchObject({ 'unlearnt-turn': { samples: ['failed'] }, 'special-token': { count: 1 } });
    expect(await lines('train.jsonl')).toMatchObject([{ id: 'plain' }]);
  });

  it('llama-factory: wants the name of its template where it is not known', async () => {
    await expect(write({ format: 'llama-factory', model: 'my-model' })).rejects.toMatchObject({
      code: 'distill-data/no-template-name',
    });
    const { text } = await write({ format: 'llama-factory', model: 'Qwen/Qwen2.5-0.5B-Instruct' });
    expect(parse(await text('llamafactory.yaml'))).toMatchObject({ template: 'qwen', mask_history: false });
  });

  it('unsloth: holds the rows of the neutral form and a script', async () => {
    const { path, text } = await write({ format: 'unsloth' });
    expect(await readdir(path)).toEqual(expect.arrayContaining(['train.parquet', 'train.ids.jsonl', 'train.py']));
    expect(await text('train.py')).toContain('r=64');
  });

  it('leaves out rows that are too long, and never cuts one', async () => {
    const lengths = conversations.map((conversation) => encodeConversation(conversation, chatMl).inputIds.length);
    const { report } = await write({ format: 'neutral', recipe: { maxLength: Math.max(...lengths) - 1 } });
    expect(report.rows.train).toBe(2);
    expect(report.leftOut).toEqual({
      'too-long': { count: 1, samples: [`plain: ${Math.max(...lengths)} tokens`] },
    });
  });

  it('keeps the conversations of a question in one part', async () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      trainingConversation(trajectory({ id: String(at), question: `Question ${at % 20}?` })),
    );
    const { report, lines } = await write({ format: 'trl', validation: 0.3, seed: 2 }, many);
    expect(report.rows.train + report.rows.validation).toBe(60);
    expect(report.questions.train + report.questions.validation).toBe(20);
    expect(report.rows.validation).toBe(3 * report.questions.validation);
    expect(report.rows.validation).toBeGreaterThan(0);
    expect(await lines('validation.jsonl')).toHaveLength(report.rows.validation);
  });

  it('has a card with counts, origin, filters and what was left out', async () => {
    const filters = {
      read: 9,
      kept: 3,
      filters: [{ name: 'right-answer', settings: {}, seen: 9, removed: 6, reasons: { wrong: 6 }, samples: [] }],
    };
    const { text } = await write({ format: 'trl', filters, card: { title: 'My data', licence: 'cc-by-4.0' } });
    const card = await text('README.md');
    expect(card).toMatch(/^---\nlicense: cc-by-4\.0\nconfigs:/);
    expect(card).toContain('2 conversations about 2 questions for train');
    expect(card).toContain('| teacher | 2 |');
    expect(card).toContain('| right-answer | 9 | 6 | wrong 6 |');
    expect(card).toContain('| special-token | 1 | special |');
  });
});

describe('an export that fails', () => {
  const trimmed = trainingConversation(trajectory({ id: 'trim', steps: [{ text: ' spaced ' }] }));

  it('leaves nothing behind', async () => {
    const path = join(folder, 'nothing');
    await expect(
      write({ format: 'trl', folder: path, tokenizer: trimming }, [...conversations, trimmed]),
    ).rejects.toMatchObject({
      code: 'distill-data/template-rewrites',
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('nothing'))).toEqual([]);
  });

  it('can leave out what has no exact mask', async () => {
    const { report } = await write({ format: 'neutral', tokenizer: trimming, onUnmaskable: 'drop' }, [
      ...conversations,
      trimmed,
    ]);
    expect(report.leftOut.unmaskable?.samples).toEqual([expect.stringMatching(/^trim: .*drops or rewrites/)]);
  });

  it('says that no training template can be made of an irregular one', async () => {
    const tokenizer = await openTiny(templates.irregular);
    await expect(write({ format: 'trl', tokenizer })).rejects.toMatchObject({
      code: 'distill-data/no-training-template',
      message: expect.stringContaining('Export "neutral"'),
    });
    const { report } = await write({ format: 'neutral', tokenizer });
    expect(report.rows.train).toBe(3);
  });

  it('says why nothing is left', async () => {
    await expect(write({ format: 'neutral', recipe: { maxLength: 5 } })).rejects.toMatchObject({
      code: 'distill-data/empty-result',
      message: expect.stringContaining('too-long 3 (such as plain: '),
    });
  });

  it('does not touch a folder that is there, unless told to', async () => {
    const { path } = await write({ format: 'trl' });
    await expect(write({ format: 'neutral', folder: path })).rejects.toMatchObject({ code: 'distill-data/exists' });
    await write({ format: 'neutral', folder: path, overwrite: true });
    expect(await readdir(path)).toEqual(['README.md', 'recipe.json', 'train.ids.jsonl', 'train.parquet']);
  });

  it('stops when aborted', async () => {
    const signal = AbortSignal.abort();
    await expect(write({ format: 'trl', signal })).rejects.toThrow('aborted');
  });

  it('says that the disk is full', async ({ skip }) => {
    const file = await OutputFile.create('/dev/full').catch(() => skip('there is no /dev/full'));
    await file.write('x');
    await expect(file.finish()).rejects.toMatchObject({ code: 'distill-data/disk-full' });
    await file.abandon();
  });

  it('leaves nothing on a disk that is full', async ({ skip }) => {
    const small = join(folder, 'small');
    await mkdir(small);
    try {
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=16k', 'agentd', small], { stdio: 'ignore' });
    } catch {
      skip('a file system of a few pages can not be mounted here');
    }
    try {
      const many = Array.from({ length: 400 }, (_, at) => ({ ...conversations[0], id: String(at) }));
      const source = z.array(z.custom<TrainingConversation>()).parse(many);
      await expect(write({ format: 'trl', folder: join(small, 'data') }, source)).rejects.toMatchObject({
        code: 'distill-data/disk-full',
      });
      expect(await readdir(small)).toEqual([]);
    } finally {
      execFileSync('/bin/umount', [small]);
    }
  });

  it('refuses a recipe that is none', async () => {
    await expect(write({ format: 'trl', recipe: { epochs: -1 } })).rejects.toMatchObject({
      code: 'distill-data/options',
    });
  });
});
