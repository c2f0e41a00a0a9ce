import { openIndex } from '@agentd/sag/retriever';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { indexInfoLines } from '../render/index-info.ts';
import { Screen } from '../screen.ts';

/** Shows what an index holds. */
export async function showIndex(path: string, json: boolean, signal: AbortSignal): Promise<ExitCode> {
  const index = await openIndex({ path });
  try {
    const info = await index.info({ signal });
    const screen = new Screen(process.stdout);
    if (json) process.stdout.write(`${JSON.stringify(info, null, 2)}\n`);
    else screen.show({ lines: indexInfoLines(info, screen.renderOptions.style) });
    return exitCodes.ok;
  } finally {
    await index.close();
  }
}
