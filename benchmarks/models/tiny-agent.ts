import { onnxEngine } from '@agentd/models/testing';
import { tinyAgentPath, tinyAgentProblems } from '@agentd/tiny-agent';
import { greedyEquality, type Equality } from './exactness.ts';
import { transformersJs } from './transformers-js.ts';

const TOKENS = 64;

/**
 * The tiny agent's greedy answers to held-out problems, compared with those of transformers.js: as agentd runs it by
 * default, and with prompts read as transformers.js reads them. Its activations are quantised when it runs, with one
 * scale for all tokens of a run: near-ties turn out otherwise when a prompt is read in parts.
 */
export async function tinyAgentEquality(count: number, cacheDir: string): Promise<Record<string, Equality>> {
  const transformers = await transformersJs(tinyAgentPath, 'q8', 1);
  const questions = (await tinyAgentProblems()).slice(0, count).map(({ question }) => question);
  const compare = async (settings: { sharePrefix?: boolean; promptChunk?: number }): Promise<Equality> => {
    const engine = await onnxEngine({ path: tinyAgentPath, threads: 1, cacheDir, ...settings });
    const equality = await greedyEquality(engine, transformers, questions, TOKENS);
    await engine.close();
    return equality;
  };
  const whole = { promptChunk: 4096 };
  const result = {
    'by default': await compare({}),
    'prompts read whole': await compare(whole),
    'prompts read whole, caches copied': await compare({ ...whole, sharePrefix: false }),
  };
  await transformers.close();
  return result;
}
