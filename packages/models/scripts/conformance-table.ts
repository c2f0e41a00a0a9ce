/**
 * Runs the conformance suite on every adapter and prints which behaviour each has, and what the client makes of the
 * faults of a server, as Markdown tables.
 *
 *   node --conditions=@agentd/source packages/models/scripts/conformance-table.ts [NAME,URL,MODEL[,KIND]]...
 *
 * Each argument adds a server that runs; the Python files in servers/ start some.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          meta: z.looseObject({ capabilities: z.record(z.string(), z.boolean()).optional() }).optional(),
        }),
      ),
    }),
  ),
});

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PREFIX = 'language model: ';
const suites = [
  'packages/models/src/openai/conformance.test.ts',
  'packages/models/src/local/local-model.test.ts',
  'packages/models/src/llama-cpp/llama-cpp-model.test.ts',
];
const faultSuite = 'packages/models/src/testing/fault-proxy.test.ts';
const servers = process.argv.slice(2).map((argument) => {
  const [name, url, model, kind] = argument.split(',');
  if (name === undefined || url === undefined || model === undefined) {
    throw new Error(`A server is given as NAME,URL,MODEL[,KIND], not as ${argument}.`);
  }
  return { name, url, model, kind };
});

/** For each adapter what it does, in the order of the suite. */
const table = new Map<string, Map<string, string>>();
read(run(suites, {}), (title) => title);
for (const { name, url, model, kind } of servers) {
  const environment = { AGENTD_SERVER_URL: url, AGENTD_SERVER_MODEL: model, ...(kind && { AGENTD_SERVER_KIND: kind }) };
  read(run(['packages/models/src/openai/real-server.test.ts'], environment), () => name);
}
printBehaviours();
printFaults();

function run(files: readonly string[], environment: Record<string, string>): z.infer<typeof reportSchema> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const output = join(folder, 'report.json');
    const options = ['run', ...files, '--reporter=json', `--outputFile=${output}`, '--testTimeout=60000'];
    spawnSync(join(root, 'node_modules', '.bin', 'vitest'), options, {
      cwd: root,
      env: { ...process.env, ...environment },
    });
    return reportSchema.parse(JSON.parse(readFileSync(output, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read({ testResults }: z.infer<typeof reportSchema>, nameOf: (title: string) => string): void {
  for (const { ancestorTitles, title, status, meta } of testResults.flatMap((file) => file.assertionResults)) {
    const suite = ancestorTitles.find((ancestor) => ancestor.startsWith(PREFIX));
    if (suite === undefined) continue;
    const adapter = nameOf(suite.slice(PREFIX.length));
    const cells = table.get(adapter) ?? new Map<string, string>();
    table.set(adapter, cells);
    for (const [capability, isOwn] of Object.entries(meta?.capabilities ?? {})) {
      cells.set(`by itself: ${capability}`, isOwn ? 'yes' : '–');
    }
    cells.set(title, sign(status));
  }
}

function printBehaviours(): void {
  const adapters = [...table.keys()];
  const rows = [...new Set([...table.values()].flatMap((cells) => [...cells.keys()]))];
  const sorted = rows.toSorted((a, b) => Number(b.startsWith('by itself')) - Number(a.startsWith('by itself')));
  console.log(`| behaviour | ${adapters.join(' | ')} |`);
  console.log(`| --- |${adapters.map(() => ' :-: |').join('')}`);
  for (const row of sorted) {
    const cells = adapters.map((adapter) => table.get(adapter)?.get(row) ?? '');
    console.log(`| ${row.replaceAll('|', '\\|')} | ${cells.join(' | ')} |`);
  }
}

/** What the client makes of each fault between it and the server. */
function printFaults(): void {
  console.log('\n| fault | error | requests | |\n| --- | --- | :-: | :-: |');
  const tests = run([faultSuite], {}).testResults.flatMap((file) => file.assertionResults);
  for (const { title, status } of tests) {
    const [, fault, code, requests] = /^(.+): (model\/\S+) after (\d+) requests$/.exec(title) ?? [];
    if (fault !== undefined) console.log(`| ${fault} | \`${code}\` | ${requests} | ${sign(status)} |`);
  }
}

function sign(status: string): string {
  return status === 'passed' ? '✓' : status === 'failed' ? '**✗**' : '–';
}
