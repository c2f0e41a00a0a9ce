import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document, type ParsedNode } from 'yaml';
import type { z } from 'zod';
import type { ConfigProblem } from './config-error.ts';
import { suggestion } from './nearest.ts';

/** A YAML text and where in it things are. */
export class YamlText {
  readonly document: Document.Parsed<ParsedNode>;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** What is no YAML. */
  get problems(): ConfigProblem[] {
    return this.document.errors.map(({ message, pos }) => ({ line: this.lineAt(pos[0]), path: '', message }));
  }

  lineAt(offset: number): number {
    return this.#lines.linePos(offset).line;
  }

  /** The line of the value at this path or, where there is none, of what it would stand in. */
  lineOf(path: readonly PropertyKey[]): number | undefined {
    const [...keys] = path;
    const key = keys.at(-1);
    const parent = keys.length < 2 ? this.document.contents : this.document.getIn(keys.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(key));
      if (isNode(pair?.key) && pair.key.range) return this.lineAt(pair.key.range[0]);
    }
    const node = this.document.getIn(keys, true);
    if (isNode(node) && node.range) return this.lineAt(node.range[0]);
    return keys.length === 0 ? undefined : this.lineOf(keys.slice(0, -1));
  }

  /** Mistakes that a schema found, one for each key that is not known. */
  problemsOf({ issues }: z.ZodError): ConfigProblem[] {
    return issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [this.problem(issue.path, issue.message)];
      const names = issue.message.split(', ');
      return issue.keys.map((key) =>
        this.problem(
          [...issue.path, key],
          `is not known${suggestion(key, names) || `; the settings here are ${issue.message}`}`,
        ),
      );
    });
  }

  problem(path: readonly PropertyKey[], message: string): ConfigProblem {
    return { line: this.lineOf(path), path: pathText(this.#asWritten(path)), message };
  }

  /** Without the step that only the schema has: `paper` stands for `[paper]`, `cot` for `{ kind: cot }`. */
  #asWritten(path: readonly PropertyKey[]): readonly PropertyKey[] {
    const parent = path.slice(0, -1);
    const isShort = shortForms.has(path.at(-1) ?? '') && isScalar(this.document.getIn(parent, true));
    return isShort ? parent : path;
  }
}

/** Where a word stands in place of a list or of settings: what it means there. */
const shortForms = new Set<PropertyKey>([0, 'kind', 'name', 'path']);

/** `methods[1].n`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
