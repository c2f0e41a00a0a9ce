import { methodSchema, type MethodConfig, type presetNames } from './method-schema.ts';

/** One of the presets. */
export type PresetName = (typeof presetNames)[number];

/**
 * The methods of a preset. `paper`: those that Kang et al. (2025) compare, as published (N = 8, temperature 0.4, ties to
 * the first seen). `recommended`: ours, and self-consistency of whole trajectories next to them.
 */
const methodsOf = {
  paper: ['cot', 'cot-rag', 'cot-sc', 'agent-greedy', { kind: 'agent-sag', preset: 'paper' }],
  recommended: ['cot', 'cot-rag', 'cot-sc', 'agent-greedy', { kind: 'agent-sag', preset: 'recommended' }, 'agent-sc'],
} as const satisfies Record<PresetName, unknown[]>;

/** The methods of the presets; where they differ, each has the preset in its name. */
export function presetMethods(presets: readonly PresetName[]): MethodConfig[] {
  const methods = presets.flatMap((preset) => methodsOf[preset].map((method) => methodSchema.parse(method)));
  const named = new Map<string, MethodConfig>();
  for (const method of methods) {
    const isPlain = method.kind !== 'agent-sag' || presets.length === 1;
    const name = isPlain ? method.kind : `${method.kind}-${method.preset ?? ''}`;
    named.set(name, { ...method, name });
  }
  return [...named.values()];
}
