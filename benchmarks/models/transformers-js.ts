import type { ChatMessage } from '@agentd/agent-core';
import { env, AutoModelForCausalLM, AutoTokenizer, Tensor } from '@huggingface/transformers';

/** How transformers.js calls the weights of a folder. */
type Dtype = 'fp32' | 'int8' | 'q4' | 'q8';

/** A model in transformers.js, as one would use it without agentd. */
export interface TransformersJs {
  /** Answers of at most `length` tokens; all prompts have the same length. */
  generate(prompts: readonly string[], length: number, sample?: boolean): Promise<{ texts: string[]; ids: number[][] }>;
  /** The text of a conversation, up to where the answer goes on. */
  render(messages: ChatMessage[]): string;
  close(): Promise<void>;
}

/** Loads a folder, on so many threads. */
export async function transformersJs(path: string, dtype: Dtype, threads: number): Promise<TransformersJs> {
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(path, { local_files_only: true });
  const model = await AutoModelForCausalLM.from_pretrained(path, {
    dtype,
    device: 'cpu',
    local_files_only: true,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, executionProviders: ['cpu'] },
  });
  return {
    async generate(prompts, length, sample = false) {
      const rows = prompts.map((prompt) => tokenizer.encode(prompt, { add_special_tokens: false }));
      const [{ length: width } = { length: 0 }] = rows;
      const dims = [rows.length, width];
      const result: unknown = await model.generate({
        input_ids: new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), dims),
        attention_mask: new Tensor('int64', new BigInt64Array(rows.length * width).fill(1n), dims),
        max_new_tokens: length,
        do_sample: sample,
        temperature: 0.7,
      });
      if (!(result instanceof Tensor)) throw new Error('transformers.js gave no tensor.');
      const made: unknown[][] = result.tolist();
      const ids = made.map((row) => row.slice(width).map(Number));
      return { ids, texts: ids.map((row) => tokenizer.decode(row, { skip_special_tokens: true })) };
    },
    render(messages) {
      const text: unknown = tokenizer.apply_chat_template(messages, { tokenize: false, add_generation_prompt: true });
      if (typeof text !== 'string') throw new Error('transformers.js rendered no text.');
      return text;
    },
    async close() {
      await model.dispose();
    },
  };
}
