import type { Node, TemplateLiteral } from 'acorn';
import type { Parse } from './rewrite.ts';

/**
 * The program with sums in place of its template literals: QuickJS makes these with `String.prototype.concat`, which the
 * agent's code may have replaced.
 */
export function withoutTemplates(parse: Parse, code: string): string {
  return plain(code, parse(code, { ecmaVersion: 'latest', sourceType: 'script' }));
}

function plain(code: string, node: Node): string {
  let [text, done] = ['', node.start];
  for (const template of outermostTemplates(node)) {
    text += code.slice(done, template.start) + sum(code, template);
    done = template.end;
  }
  return text + code.slice(done, node.end);
}

function sum(code: string, { quasis, expressions }: TemplateLiteral): string {
  const parts = quasis.flatMap(({ value }, index) => {
    const expression = expressions[index];
    return [JSON.stringify(value.cooked ?? ''), ...(expression === undefined ? [] : [`(${plain(code, expression)})`])];
  });
  return `(${parts.join(' + ')})`;
}

/** In the order of the code. */
function outermostTemplates(node: Node): TemplateLiteral[] {
  if (isTemplate(node)) return [node];
  const children = Object.values(node).flat().filter(isNode);
  return children.flatMap(outermostTemplates).toSorted((one, other) => one.start - other.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}

function isTemplate(node: Node): node is TemplateLiteral {
  return node.type === 'TemplateLiteral';
}
