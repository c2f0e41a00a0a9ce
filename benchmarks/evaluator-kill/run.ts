// The process that is killed: an evaluation of the tiny agent in the folder argv[2], on argv[3] problems with argv[4]
// seeds, argv[5] at a time. Prints how many results there are, a line after each.
import { join } from 'node:path';
import { Agent, compactPrompt, GreedyDecoder } from '@agentd/agent-core';
import { agentMethod, mathScorer, runEvaluation } from '@agentd/evaluator';
import { jsonlTrajectoryStore } from '@agentd/ftp-sampler';
import { localModel } from '@agentd/models/local';
import { executorPool } from '@agentd/sandbox';
import { pyodideExecutor } from '@agentd/sandbox/pyodide';
import { tinyAgentPath, tinyAgentProblems } from '@agentd/tiny-agent';

const [folder = '', problems, seeds, concurrency = 1] = [process.argv[2], ...process.argv.slice(3).map(Number)];

const items = (await tinyAgentProblems()).slice(0, problems).map(({ id, question, answer, template }) => ({
  id,
  question,
  answers: [answer] as const,
  category: template,
  metadata: {},
}));
const scorer = mathScorer();
const executor = executorPool(pyodideExecutor(), { maxSessions: concurrency, warmSpares: 0 });
// The same bits whatever was asked before, and so whatever a run that was killed had done.
const model = await localModel({ path: tinyAgentPath, reuseAnswers: false });
const trajectories = await jsonlTrajectoryStore(join(folder, 'trajectories.jsonl'));
try {
  const agent = new Agent({
    model,
    executor,
    // At a temperature, so that every seed makes another run of a problem.
    decoder: new GreedyDecoder({ temperature: 0.4 }),
    prompt: compactPrompt,
    maxSteps: 4,
    maxTokens: 320,
    timeoutMs: 20_000,
  });
  const { done, total, complete, resumed, damage, conflictingTrajectories } = await runEvaluation({
    methods: [agentMethod({ name: 'agent-sampled', agent })],
    benchmarks: [{ name: 'tiny-agent-problems', kind: 'math', items, scorer }],
    seeds: Array.from({ length: seeds ?? 1 }, (_, seed) => seed),
    journal: join(folder, 'journal.jsonl'),
    trajectories,
    concurrency,
    onProgress: (progress) => console.log(progress.done),
  });
  console.error(JSON.stringify({ done, total, complete, resumed, damage, conflictingTrajectories }));
} finally {
  await trajectories.close();
  await model.close?.();
  await executor.close();
  await scorer.close();
}
