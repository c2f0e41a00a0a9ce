import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const verdict = z.object({ correct: z.boolean(), ms: z.number() });

/** What Math-Verify is asked. */
export interface VerifyRow {
  gold: string;
  pred: string;
  opts?: unknown;
}

/**
 * Verdicts of Math-Verify, one for each row.
 * @param venv folder of a Python environment with `math-verify[antlr4_13_2]`
 */
export async function mathVerify(venv: string, rows: readonly VerifyRow[]): Promise<z.infer<typeof verdict>[]> {
  const child = spawn(join(venv, 'bin', 'python'), [join(import.meta.dirname, 'math_verify_rows.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(rows.map((row) => JSON.stringify(row)).join('\n'));
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) output += String(chunk);
  return output.trim().split('\n').map((line) => verdict.parse(JSON.parse(line))); // prettier-ignore
}
