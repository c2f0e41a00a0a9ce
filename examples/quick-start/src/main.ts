// Answers a word problem with the tiny agent and shows every step.
import { createAgent } from '@agentd/sag';

const question =
  process.argv[2] ??
  'Ana buys 128 boxes. Each box holds 3746 apples. Ana gives 95217 apples to Ben. How many apples does Ana have now?';

const agent = await createAgent();
try {
  for await (const event of agent.stream(question)) {
    if (event.type === 'step-end') {
      const { index, thought, code, candidates, observation } = event.step;
      const valid = candidates.filter(({ status }) => status === 'ok').length;
      console.log(`Step ${index + 1} (${valid} of ${candidates.length} candidates ran without error)`);
      console.log(`Thought: ${thought}\n${code}\n${observation}\n`);
    }
    if (event.type === 'run-end') {
      const { outcome, usage, durationMs } = event.trajectory;
      console.log(`Answer: ${outcome.answer?.text ?? `none (${outcome.status})`}`);
      console.log(`${usage.completionTokens} tokens, ${(durationMs / 1000).toFixed(1)} s`);
    }
  }
} finally {
  await agent.close();
}
