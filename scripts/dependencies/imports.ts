import { parseSync, Visitor } from 'oxc-parser';

/** One mention of another module in a source file. */
export interface Import {
  specifier: string;
  /** `value`: loaded with the file. `lazy`: `import()`. `type`: gone after compilation. `url`: a file beside this one. */
  kind: 'value' | 'lazy' | 'type' | 'url';
}

const literal = (node: { type: string; value?: unknown } | null | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;

/**
 * What a TypeScript or JavaScript file imports. `import { type X }` counts as `value`: with `verbatimModuleSyntax` it
 * still loads the module.
 * @throws Error when the file cannot be parsed
 */
export function importsOf(path: string, source: string): Import[] {
  const { program, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const found: Import[] = [];
  const add = (specifier: string | undefined, kind: Import['kind']) => {
    if (specifier !== undefined) found.push({ specifier, kind });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === 'type' ? 'type' : 'value'),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type' ? 'type' : 'value'),
    ExportNamedDeclaration: (node) => add(node.source?.value, node.exportKind === 'type' ? 'type' : 'value'),
    ImportExpression: (node) => add(literal(node.source), 'lazy'),
    TSImportType: (node) => add(node.source.value, 'type'),
    NewExpression: (node) => {
      const [first, base] = node.arguments;
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL' && base !== undefined;
      const specifier = isUrl ? literal(first) : undefined;
      if (specifier?.startsWith('.')) add(specifier, 'url');
    },
    CallExpression: (node) => {
      const { callee } = node;
      const isRequire = callee.type === 'Identifier' && callee.name === 'require';
      const isResolve =
        callee.type === 'MemberExpression' &&
        callee.object.type === 'MetaProperty' &&
        callee.property.type === 'Identifier' &&
        callee.property.name === 'resolve';
      if (isRequire || isResolve) add(literal(node.arguments[0]), isRequire ? 'value' : 'lazy');
    },
  }).visit(program);
  return found;
}
