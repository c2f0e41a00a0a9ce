import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a finished `agentd` left. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const script = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the command in a process of its own, with none of this machine's `OPENAI_*` variables. */
export function startCommand(
  args: readonly string[],
  options: { environment?: Record<string, string>; input?: string } = {},
): { process: ChildProcess; result: Promise<CommandResult> } {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(OPENAI_|DEBUG$|FORCE_COLOR$)/.test(name));
  const child = spawn(process.execPath, ['--conditions=@agentd/source', script, ...args], {
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...options.environment },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(options.input ?? '');
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { process: child, result };
}

/** Runs the command to its end. */
export function runCommand(...args: Parameters<typeof startCommand>): Promise<CommandResult> {
  return startCommand(...args).result;
}
