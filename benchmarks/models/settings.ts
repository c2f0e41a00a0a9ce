/** What all contestants are given. */
export interface Settings {
  rounds: number;
  /** Tokens of the prompt. */
  prompt: number;
  /** Most new tokens of a sample. */
  tokens: number;
  threads: number;
  /** Folder that holds the models and the rewritten graphs. */
  folder: string;
}

/** A greedy request for one answer, to start others from. */
export const greedy = { n: 1, temperature: 0, seed: 1 };

/** How samples are drawn. */
export const sampled = { temperature: 0.7, topP: 0.95, seed: 1 };
