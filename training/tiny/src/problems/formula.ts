/** Binary operators that the problems use, as Python writes them. */
export type Operator = '+' | '-' | '*' | '//' | '%';

/** Functions over a list that the problems use. */
export type ListFunction = 'sum' | 'max' | 'min';

/** An expression over quantities. `key` names a quantity of the program. */
export type Formula =
  | { kind: 'quantity'; key: string }
  | { kind: 'constant'; value: bigint }
  | { kind: 'binary'; operator: Operator; left: Formula; right: Formula }
  | { kind: 'list'; function: ListFunction; items: Formula[] };

const precedence: Record<Operator, number> = { '+': 1, '-': 1, '*': 2, '//': 2, '%': 2 };

const binary =
  (operator: Operator) =>
  (left: Formula, right: Formula): Formula => ({
    kind: 'binary',
    operator,
    left,
    right,
  });

export const add = binary('+');
export const subtract = binary('-');
export const multiply = binary('*');
export const divide = binary('//');
export const modulo = binary('%');
export const constant = (value: number): Formula => ({ kind: 'constant', value: BigInt(value) });
export const overList = (name: ListFunction, items: Formula[]): Formula => ({ kind: 'list', function: name, items });

/** The value of a formula whose quantities are not negative: there JavaScript's division is Python's. */
export function evaluate(formula: Formula, valueOf: (key: string) => bigint): bigint {
  switch (formula.kind) {
    case 'quantity':
      return valueOf(formula.key);
    case 'constant':
      return formula.value;
    case 'binary':
      return apply(formula.operator, evaluate(formula.left, valueOf), evaluate(formula.right, valueOf));
    case 'list': {
      const values = formula.items.map((item) => evaluate(item, valueOf));
      if (formula.function === 'sum') return values.reduce((total, value) => total + value, 0n);
      return values.reduce((best, value) => ((formula.function === 'max') === value > best ? value : best));
    }
  }
}

function apply(operator: Operator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '//':
      return left / right;
    case '%':
      return left % right;
  }
}

/** The formula as Python source; `write` gives the text of a quantity, which may be an expression itself. */
export function render(formula: Formula, write: (key: string) => { text: string; precedence: number }): string {
  return renderWith(formula, write).text;
}

/** Precedence of a name or a number: never needs parentheses. */
export const ATOM = 9;

/** Like {@link render}, with the precedence of the outermost operator. */
export function renderWith(
  formula: Formula,
  write: (key: string) => { text: string; precedence: number },
): { text: string; precedence: number } {
  switch (formula.kind) {
    case 'quantity':
      return write(formula.key);
    case 'constant':
      return { text: String(formula.value), precedence: ATOM };
    case 'binary': {
      const own = precedence[formula.operator];
      const left = renderWith(formula.left, write);
      const right = renderWith(formula.right, write);
      // a - (b - c), a // (b * c): the right side of these keeps its parentheses at equal precedence.
      const isSame = formula.operator === '+' || (formula.operator === '*' && !/[/%]/.test(right.text));
      const text = `${wrap(left.text, left.precedence < own)} ${formula.operator} ${wrap(right.text, isSame ? right.precedence < own : right.precedence <= own)}`;
      return { text, precedence: own };
    }
    case 'list': {
      const items = formula.items.map((item) => renderWith(item, write).text).join(', ');
      return { text: `${formula.function}([${items}])`, precedence: ATOM };
    }
  }
}

const wrap = (text: string, needed: boolean): string => (needed ? `(${text})` : text);

/** The keys of all quantities in the formula, in the order in which they stand. */
export function quantitiesOf(formula: Formula): string[] {
  switch (formula.kind) {
    case 'quantity':
      return [formula.key];
    case 'constant':
      return [];
    case 'binary':
      return [...quantitiesOf(formula.left), ...quantitiesOf(formula.right)];
    case 'list':
      return formula.items.flatMap(quantitiesOf);
  }
}
