import type { BenchmarkOrigin } from '../benchmark.ts';

/** A subset in the repository of the paper's authors (Kang et al. 2025, "Distilling LLM Agent into Small Models"). */
export const subset = (file: string, rows: number): BenchmarkOrigin['subset'] => ({
  repository: 'https://github.com/Nardien/agent-distillation',
  file,
  rows,
});
