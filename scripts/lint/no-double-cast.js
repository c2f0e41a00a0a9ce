// An oxlint plugin of one rule: `value as unknown as T` silences the compiler instead of convincing it.

/** @type {import('oxlint/plugins-dev').Rule} */
const rule = {
  meta: {
    type: 'problem',
    docs: { description: 'Disallow casts through `unknown`, `any` or `never`.' },
    messages: {
      doubleCast: 'A cast through `{{ through }}` silences the compiler; parse the value, narrow it, or fix its type.',
    },
    schema: [],
  },
  create(context) {
    const names = { TSUnknownKeyword: 'unknown', TSAnyKeyword: 'any', TSNeverKeyword: 'never' };
    const check = (node) => {
      const inner = node.expression;
      if (inner.type !== 'TSAsExpression' && inner.type !== 'TSTypeAssertion') return;
      const through = names[inner.typeAnnotation.type];
      if (through !== undefined) context.report({ node, messageId: 'doubleCast', data: { through } });
    };
    return { TSAsExpression: check, TSTypeAssertion: check };
  },
};

export default { meta: { name: 'agentd' }, rules: { 'no-double-cast': rule } };
