/** Names of {@link samplerPresets}. */
export type SamplerPreset = 'paper' | 'recommended';

/** Defaults of a sampling. */
export interface SamplerPresetSettings {
  cot: { samples: number; temperature: number };
  k: number;
  temperatures: readonly number[];
  stopAtFirstRight: boolean;
  chooseCot: 'right-first' | 'any';
}

/**
 * `paper`: one chain of thought, right or not, and one trajectory for each question, both greedy (Kang et al. 2025).
 * `recommended`: prefixes from right chains of thought where there are some, and up to four trajectories, each drawn
 * hotter than the one before, until one is right.
 */
export const samplerPresets: Readonly<Record<SamplerPreset, SamplerPresetSettings>> = {
  paper: {
    cot: { samples: 1, temperature: 0 },
    k: 1,
    temperatures: [0],
    stopAtFirstRight: false,
    chooseCot: 'any',
  },
  recommended: {
    cot: { samples: 4, temperature: 0.7 },
    k: 4,
    temperatures: [0, 0.4, 0.7, 1],
    stopAtFirstRight: true,
    chooseCot: 'right-first',
  },
};
