import { InvalidInputError } from '@agentd/agent-core';
import { z } from 'zod';
import { exactEquivalence, numericEquivalence, type OutcomeEquivalence } from './equivalence.ts';
import type { TieBreak } from './tally.ts';

/** What {@link SagDecoder} takes; each setting overrides the preset's. */
export interface SagOptions {
  /** Default `recommended`. */
  preset?: keyof typeof sagPresets;
  /** N, candidates per step. */
  samples?: number;
  /** Sampling temperature, above 0. */
  temperature?: number;
  /** Nucleus sampling. */
  topP?: number;
  /** Which outcomes count as the same vote. */
  equivalence?: OutcomeEquivalence;
  /** How ties are broken; `logprob` falls back to `first-seen` where the model gives none. */
  tieBreak?: TieBreak;
  /** Stop sampling and running once no outcome can overtake the leader. */
  earlyStop?: boolean;
  /** When all candidates fail: sample once more with the commonest error shown. */
  repairRound?: boolean;
}

/** Every setting of {@link SagOptions}, resolved. */
export type SagSettings = Required<Omit<SagOptions, 'preset'>>;

/** The paper's parameters as published (section 3.2, N=8, temperature 0.4), and ours. */
export const sagPresets = {
  paper: {
    samples: 8,
    temperature: 0.4,
    topP: 1,
    equivalence: exactEquivalence,
    tieBreak: 'first-seen',
    earlyStop: false,
    repairRound: false,
  },
  recommended: {
    samples: 8,
    temperature: 0.4,
    topP: 1,
    equivalence: numericEquivalence,
    tieBreak: 'logprob',
    earlyStop: true,
    repairRound: true,
  },
} as const satisfies Record<string, SagSettings>;

const numbers = z.object({
  samples: z.int().min(1).max(1024),
  temperature: z.number().positive().max(10),
  topP: z.number().positive().max(1),
});

/** @throws InvalidInputError code `sag/bad-options` that names the setting and its value */
export function sagSettings(options: SagOptions): SagSettings {
  const { preset = 'recommended', ...given } = options;
  if (!Object.hasOwn(sagPresets, preset)) {
    throw new InvalidInputError(
      `There is no SAG preset ${preset}; the presets are ${Object.keys(sagPresets).join(', ')}.`,
      {
        code: 'sag/bad-options',
      },
    );
  }
  const settings: SagSettings = { ...sagPresets[preset], ...given };
  const checked = numbers.safeParse(settings);
  if (checked.success) return settings;
  const hint = settings.temperature === 0 ? ' At temperature 0 all samples are the same; use GreedyDecoder.' : '';
  throw new InvalidInputError(`SAG settings are not usable: ${z.prettifyError(checked.error)}${hint}`, {
    code: 'sag/bad-options',
    cause: checked.error,
  });
}
