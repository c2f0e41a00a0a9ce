/**
 * The child process: one QuickJS that serves one session. It reads requests from stdin and answers on stdout, both
 * synchronously, and ends when the host does.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { SyncChannel } from '../../process/child/channel.ts';
import type { Reply } from '../../process/protocol.ts';
import type { ChildSettings } from '../child-settings.ts';
import { ChildSession } from './child-session.ts';
import { readHarness } from './harness.ts';
import { Interpreter } from './interpreter.ts';
import { engineParts } from './load-engine.ts';
import { withoutTemplates } from './plain-templates.ts';
import type { Parse } from './rewrite.ts';

const channel = new SyncChannel(0, 1);
const reply = (message: Reply) => channel.send(JSON.stringify(message));

async function serve(): Promise<void> {
  // Without a listener an interrupt would end the process; with one it only ends the code that runs.
  process.on('SIGINT', () => undefined);
  const settings: ChildSettings = JSON.parse(process.argv[2] ?? '{}');
  const { parse }: { parse: Parse } = await import(pathToFileURL(settings.parser).href);
  const parts = await engineParts(settings.loader, readFileSync(settings.wasm), settings.memoryLimitBytes);
  const harness = withoutTemplates(parse, readHarness(settings.harnessFolder));
  const session = new ChildSession(await Interpreter.create(parts, { parse, harness, channel }), settings);
  reply({ type: 'ready' });
  for (let text = channel.receive(); text !== undefined; text = channel.receive()) {
    const answer = await session.handle(JSON.parse(text));
    if (answer !== undefined) reply(answer);
  }
  process.exit(0);
}

function fail(error: unknown): never {
  reply({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
}

process.on('uncaughtException', fail);
await serve().catch(fail);
