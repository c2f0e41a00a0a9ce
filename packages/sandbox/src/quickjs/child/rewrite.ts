import type { Options, Program, Statement, ModuleDeclaration } from 'acorn';

/** The parser, which the child process is given by path. */
export type Parse = (code: string, options: Options) => Program;

/** A snippet as QuickJS runs it. */
export interface Snippet {
  code: string;
  /** Whether it may wait at its top level. */
  isAsync: boolean;
  /** Whether its last statement is an expression, whose value is shown. */
  showsValue: boolean;
}

/** A fault that was found before anything ran. */
export interface EarlyFault {
  status: 'syntax-error' | 'blocked';
  type: string;
  message: string;
  traceback: string;
  line: number;
}

interface Change {
  from: number;
  to: number;
  text: string;
}

/**
 * Makes a snippet share one scope with those before and after it, as in a notebook: what it declares at its top level
 * becomes global and may be declared again. Lines stay where they are.
 * @param filename as it stands in stacks
 */
export function rewrite(parse: Parse, code: string, filename: string): Snippet | EarlyFault {
  const isAsync = code.includes('await');
  let program: Program;
  try {
    program = parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowAwaitOutsideFunction: isAsync,
      allowImportExportEverywhere: true,
    });
  } catch (error) {
    return syntaxError(error, code, filename);
  }
  const imported = program.body.find(isImport);
  if (imported !== undefined) {
    return earlyFault('blocked', code, {
      type: 'SandboxError',
      message:
        'import is not available: this sandbox has no modules, only JavaScript’s own objects and the given tools',
      filename,
      ...positionOf(code, imported.start),
    });
  }
  const last = program.body.at(-1);
  return {
    code: apply(
      code,
      program.body.flatMap((statement) => changes(statement, code)),
    ),
    isAsync,
    showsValue: last?.type === 'ExpressionStatement' && last.directive !== 'use strict',
  };
}

const isImport = ({ type }: Statement | ModuleDeclaration) => type === 'ImportDeclaration' || type.startsWith('Export');

function changes(statement: Statement | ModuleDeclaration, code: string): Change[] {
  if (statement.type === 'VariableDeclaration' && (statement.kind === 'let' || statement.kind === 'const')) {
    const { start, kind, declarations } = statement;
    return [
      // As long as what it replaces, so that columns stay right.
      { from: start, to: start + kind.length, text: 'var'.padEnd(kind.length) },
      ...declarations
        .filter(({ init }) => init === null || init === undefined)
        .map(({ end }): Change => ({ from: end, to: end, text: ' = void 0' })),
    ];
  }
  if (statement.type === 'ClassDeclaration') {
    const { start, end, id } = statement;
    return [
      { from: start, to: start, text: `var ${code.slice(id.start, id.end)} = ` },
      { from: end, to: end, text: ';' },
    ];
  }
  return [];
}

function apply(code: string, all: readonly Change[]): string {
  let [text, done] = ['', 0];
  for (const change of all) {
    text += code.slice(done, change.from) + change.text;
    done = change.to;
  }
  return text + code.slice(done);
}

function syntaxError(error: unknown, code: string, filename: string): EarlyFault {
  if (error instanceof RangeError) {
    return earlyFault('syntax-error', code, {
      type: 'SyntaxError',
      message: 'the code is nested too deeply',
      filename,
      line: 1,
      column: 0,
    });
  }
  if (!(error instanceof SyntaxError)) throw error;
  const at: unknown = Reflect.get(error, 'pos');
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  return earlyFault('syntax-error', code, {
    type: 'SyntaxError',
    message,
    filename,
    ...positionOf(code, typeof at === 'number' ? at : 0),
  });
}

interface Place {
  line: number;
  column: number;
}

function positionOf(code: string, offset: number): Place {
  const before = code.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)?.length ?? 0 };
}

function earlyFault(
  status: EarlyFault['status'],
  code: string,
  { type, message, filename, line, column }: Place & { type: string; message: string; filename: string },
): EarlyFault {
  const text = code.split('\n')[line - 1] ?? '';
  const shift = text.length - text.trimStart().length;
  const shown = text.trim();
  const mark =
    shown === '' || shown.length > 200 ? '' : `\n        ${shown}\n        ${' '.repeat(Math.max(0, column - shift))}^`;
  return {
    status,
    type,
    message,
    traceback: `${type}: ${message}\n    at ${filename}:${line}:${column + 1}${mark}`,
    line,
  };
}
