import { localModel, type LocalModelOptions } from '@agentd/models/local';

const MIB = 2 ** 20;

/** Resident memory after each call, in MiB, and by how much the second half of the calls grew it. */
export interface MemoryCurve {
  resident: number[];
  /** KiB a call, by least squares. */
  slope: number;
}

/** Asks a small model again and again: other prompts of other lengths, several samples, every tenth call aborted. */
export async function memoryCurve(options: LocalModelOptions, calls: number): Promise<MemoryCurve> {
  const model = await localModel(options);
  const resident: number[] = [];
  try {
    for (let call = 0; call < calls; call++) {
      const content = `${call}. ${'How many apples are left in the basket? '.repeat(1 + (call % 7))}`;
      const abort = new AbortController();
      const messages = [{ role: 'user' as const, content }];
      const request = { messages, n: 1 + (call % 8), temperature: 1, seed: call, maxTokens: 40 };
      const answer = model.complete(request, { signal: abort.signal });
      if (call % 10 === 9) setTimeout(() => abort.abort(), 5);
      await answer.catch((error: unknown) => {
        if (!abort.signal.aborted) throw error;
      });
      resident.push(process.memoryUsage.rss() / MIB);
    }
  } finally {
    await model.close?.();
  }
  return { resident, slope: slopeOf(resident.slice(calls / 2)) * 1024 };
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [above, below] = [0, 0];
  for (const [at, value] of values.entries()) {
    above += (at - middle) * (value - mean);
    below += (at - middle) ** 2;
  }
  return above / below;
}
