import { isPair, isScalar, visit, type Document } from 'yaml';

const VARIABLE = /\$\{([A-Za-z_]\w*)\}/g;
const ONLY_VARIABLE = /^\$\{[A-Za-z_]\w*\}$/;

/** What is wrong with a value, and where it begins. */
export interface VariableProblem {
  offset: number;
  message: string;
}

/**
 * Puts the environment's values in place of `${NAME}` in the texts of a document; keys stay as they are. An `apiKey` must
 * be such a name, so that no key is written into a file.
 * @returns what could not be replaced
 */
export function replaceVariables(document: Document.Parsed, environment: NodeJS.ProcessEnv): VariableProblem[] {
  const problems: VariableProblem[] = [];
  visit(document, {
    Scalar(key, node, path) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const offset = node.range?.[0] ?? 0;
      const parent = path.at(-1);
      const isKey = isPair(parent) && isScalar(parent.key) && parent.key.value === 'apiKey';
      if (isKey && !ONLY_VARIABLE.test(node.value)) {
        const message =
          'apiKey must name a variable of the environment, such as ${OPENAI_API_KEY}: no key belongs into a file';
        problems.push({ offset, message });
        return;
      }
      node.value = node.value.replace(VARIABLE, (_, name: string) => {
        const value = environment[name];
        if (value === undefined || value === '') {
          problems.push({ offset, message: `the variable ${name} is not set in the environment` });
        }
        return value ?? '';
      });
    },
  });
  return problems;
}
