import { ExecutorError, type ToolHost } from '@agentd/agent-core';

/** JavaScript's reserved words (https://tc39.es/ecma262/#prod-ReservedWord), and names that stand for something here. */
const taken = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof let new null return static super switch this throw true try typeof var void while with yield ' +
    'console finalAnswer ToolError setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate globalThis undefined NaN Infinity'
  ).split(' '),
);

/** @throws ExecutorError code `executor/bad-tool` when a tool has a name that JavaScript cannot call */
export function assertToolNames(tools: ToolHost | undefined): void {
  const bad = tools?.tools.find(({ name }) => taken.has(name));
  if (bad === undefined) return;
  throw new ExecutorError(
    `A tool cannot be named ${bad.name}: in JavaScript the name means something else. Rename the tool.`,
    { code: 'executor/bad-tool' },
  );
}
