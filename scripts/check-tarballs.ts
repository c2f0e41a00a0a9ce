// Installs the packed packages into empty projects outside the workspace and uses them there, as a newcomer would.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsumer, type Consumer } from './packages/consumer.ts';
import { packAll, type PackedPackage } from './packages/pack.ts';
import { root, type CommandResult } from './packages/run-command.ts';

const umbrella = '@agentd/sag';
const tinyAgent = '@agentd/tiny-agent';

/** The version of a tool or peer that the workspace itself uses. */
function catalogVersion(name: string): string {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const line = workspace.split('\n').find((text) => text.trim().replaceAll(/['"]/g, '').startsWith(`${name}: `));
  if (line === undefined) throw new Error(`pnpm-workspace.yaml has no version of ${name}`);
  return line.slice(line.lastIndexOf(': ') + 2).trim();
}

const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, catalogVersion(name)]));
const compiler = ['typescript', '@types/node'];
const localModel = ['@huggingface/transformers', 'onnxruntime-node'];
const queue = ['bullmq', 'ioredis'];

/** Every public entry: `@agentd/models/local`, … */
function publicEntries(packed: readonly PackedPackage[]): string[] {
  return packed.flatMap(({ name, manifest }) =>
    Object.entries(manifest.exports ?? {})
      .filter(([, target]) => typeof target !== 'string')
      .map(([entry]) => name + entry.slice(1)),
  );
}

const isForTests = (entry: string): boolean => entry.endsWith('/testing');

/** A program that loads entries; those for tests only as types, because a test runner has to load them. */
const importAll = (entries: readonly string[]): string =>
  entries
    .map((entry, index) => {
      const name = `entry${index}`;
      if (isForTests(entry))
        return `import type * as ${name} from '${entry}';\nexport type Entry${index} = typeof ${name};\n`;
      return `import * as ${name} from '${entry}';\nif (Object.keys(${name}).length === 0) throw new Error('${entry} is empty');\n`;
    })
    .join('');

const answerQuestions = `
import { createAgent, type Trajectory } from '${umbrella}';
import { tinyAgentProblems } from '${tinyAgent}';
await using agent = await createAgent();
let right = 0;
for (const { id, question, answer } of (await tinyAgentProblems()).slice(0, 5)) {
  const { outcome }: Trajectory = await agent.run({ id, question });
  const found = outcome.answer?.text ?? outcome.status;
  if (found === answer) right += 1;
  console.log(found === answer ? 'right' : 'wrong', found);
}
if (right === 0) process.exitCode = 1;
`;

const askWithoutPeers = `
import { AgentdError, createAgent } from '${umbrella}';
try {
  await createAgent();
  throw new Error('A local model was loaded, but its packages are not installed.');
} catch (error) {
  if (!AgentdError.isInstance(error, 'model/missing-dependency')) throw error;
  console.log(error.message);
  if (!/npm install (@huggingface\\/transformers|onnxruntime-node)/.test(error.message)) process.exitCode = 1;
}
`;

let failed = 0;
function report(title: string, { ok, output }: CommandResult): void {
  if (!ok) failed += 1;
  console.log(
    `${ok ? '✓' : '✗'} ${title}${output.trim() === '' ? '' : `\n    ${output.trim().replaceAll('\n', '\n    ')}`}`,
  );
}

function checkProgram(consumer: Consumer, title: string, name: string, source: string): void {
  const compiled = consumer.compile(`${name}.ts`, source);
  report(`${title}: compiles with every declaration checked`, compiled);
  report(`${title}: runs`, consumer.run(`${name}.js`));
}

const folder = mkdtempSync(join(tmpdir(), 'agentd-tarballs-'));
try {
  const packed = packAll(folder);
  const all = packed.map(({ name }) => name);
  const entries = publicEntries(packed);

  const tools = [...compiler, ...localModel, ...queue, 'vitest'];
  const whole = createConsumer(join(folder, 'whole'), packed, all, versions(tools));
  checkProgram(whole, 'every public entry', 'entries', importAll(entries));
  checkProgram(whole, 'createAgent with the tiny agent', 'answer', answerQuestions);

  for (const command of packed.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}))) {
    report(`${command} --help`, whole.command(command, ['--help']));
  }

  const bare = createConsumer(join(folder, 'bare'), packed, [umbrella, tinyAgent], versions(compiler));
  const ofUmbrella = entries.filter((entry) => entry.startsWith(umbrella) && !isForTests(entry));
  checkProgram(bare, `${umbrella} without its optional peers`, 'entries', importAll(ofUmbrella));
  checkProgram(bare, 'a local model without its packages', 'missing', askWithoutPeers);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
