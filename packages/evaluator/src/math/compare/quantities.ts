import { apply, contains, type Expression, integer, isScalar } from '../expression.ts';
import { type ReadUnit, readUnit } from '../parse/units.ts';
import { equals, type Rational } from '../value/rational.ts';
import { type Context, type Outcome, unequal } from './context.ts';
import { compareScalars } from './scalar.ts';

/**
 * Compares values of which at least one has a unit. A unit that one of them lacks is let go, two units of one
 * dimension are converted, units of different dimensions make the values unequal.
 */
export function compareQuantities(answer: Expression, reference: Expression, context: Context): Outcome {
  const [a, b] = [split(answer), split(reference)];
  if (!isScalar(a.value) || !isScalar(b.value)) return context.compare(a.value, b.value);
  if (qualifiers(a.unit) !== qualifiers(b.unit))
    return unequal(`“${a.unit ?? ''}” against “${b.unit ?? ''}” behind the number`);
  if (a.known !== undefined && b.known !== undefined) {
    if (a.known.key !== b.known.key) return unequal(`units differ: ${a.unit} against ${b.unit}`);
    if (equals(a.known.factor, b.known.factor)) return compareScalars(a.value, b.value, context);
    const outcome = compareScalars(scaled(a.value, a.known.factor), scaled(b.value, b.known.factor), context);
    return { ...outcome, reason: `${outcome.reason} (${a.unit} and ${b.unit} converted)` };
  }
  const bare = compareScalars(a.value, b.value, context);
  const note = (outcome: Outcome): Outcome => ({
    ...outcome,
    reason: `${outcome.reason} (the unit ${a.unit ?? b.unit} is not compared)`,
  });
  if (bare.verdict === 'equal' || (a.unit !== undefined && b.unit !== undefined)) return note(bare);
  const [withUnit] = [a.unit === undefined ? b : a];
  const other = a.unit === undefined ? a : b;
  const isAngle =
    withUnit.unit === '°' && contains(other.value, (part) => part.kind === 'constant' && part.name === 'pi');
  if (withUnit.unit !== '%' && !isAngle) return bare;
  // 20 % is 0.2, and 90° is π/2.
  const inBaseUnits: Expression = { kind: 'quantity', value: withUnit.value, unit: withUnit.unit ?? '' };
  return withUnit === a ? compareScalars(inBaseUnits, b.value, context) : compareScalars(a.value, inBaseUnits, context);
}

/** Words behind a number that change what it says: "4 or more" is not 4. */
const qualifiers = (unit = ''): string =>
  (unit.toLowerCase().match(/\b(?:more|less|fewer|greater|least|most|above|below|over|under|not|up)\b/g) ?? []).join(
    ' ',
  );

interface Split {
  value: Expression;
  unit: string | undefined;
  known: ReadUnit | undefined;
}

function split(expression: Expression): Split {
  if (expression.kind !== 'quantity') return { value: expression, unit: undefined, known: undefined };
  const known = readUnit(expression.unit);
  const symbol = { percent: '%', degree: '°' }[known?.key.replace(/\^1$/, '') ?? ''];
  return { value: expression.value, unit: symbol ?? expression.unit, known };
}

function scaled(value: Expression, factor: Rational): Expression {
  const exact: Expression = factor.d === 1n ? integer(factor.n) : { kind: 'number', value: factor };
  return apply('multiply', value, exact);
}
