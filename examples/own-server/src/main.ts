// Runs an agent against an OpenAI-compatible server: yours, or a stand-in on this machine.
import { compactPrompt, createAgent } from '@agentd/sag';
import { startStandIn } from './stand-in.ts';

const question =
  process.argv[2] ??
  'Ana buys 128 boxes. Each box holds 3746 apples. Ana gives 95217 apples to Ben. How many apples does Ana have now?';

const { OPENAI_BASE_URL: baseURL, OPENAI_MODEL: model } = process.env;
if (baseURL !== undefined && model === undefined) {
  throw new Error('OPENAI_BASE_URL is set; say with OPENAI_MODEL which of its models to use.');
}

const standIn = baseURL === undefined ? await startStandIn() : undefined;
// The tiny agent behind the stand-in was trained on the compact prompt; other models get the usual one.
const server =
  standIn === undefined
    ? { model: model ?? '', baseURL }
    : { model: standIn.model, baseURL: standIn.url, prompt: compactPrompt };

const agent = await createAgent({ ...server, sag: { samples: 8, temperature: 0.4 } });
try {
  console.log(`Asking ${server.model} at ${server.baseURL}`);
  const trajectory = await agent.run(question);
  for (const { index, vote, candidates } of trajectory.steps) {
    const winner = vote?.classes[vote.elected ?? -1]?.candidates.length ?? 0;
    console.log(`Step ${index + 1}: ${winner} of ${candidates.length} candidates agreed`);
  }
  console.log(`Answer: ${trajectory.outcome.answer?.text ?? `none (${trajectory.outcome.status})`}`);
} finally {
  await agent.close();
  await standIn?.close();
}
