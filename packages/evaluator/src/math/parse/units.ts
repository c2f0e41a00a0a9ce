import { multiply, ONE, type Rational, rational } from '../value/rational.ts';

/** How many of the dimension's base unit one is. */
interface Unit {
  dimension: string;
  factor: Rational;
}

/** dimension: `names of the unit separated by |` and how many base units it is, as numerator and denominator. */
const TABLE: Readonly<Record<string, readonly [names: string, n: number, d?: number][]>> = {
  length: [
    ['m|meter|metre', 1], ['cm|centimeter|centimetre', 1, 100], ['mm|millimeter|millimetre', 1, 1000],
    ['km|kilometer|kilometre', 1000], ['in|inch|inche', 254, 10_000], ['ft|foot|feet', 3048, 10_000],
    ['yd|yard', 9144, 10_000], ['mi|mile', 1_609_344, 1000],
  ],
  time: [
    ['s|sec|second', 1], ['min|minute', 60], ['h|hr|hour', 3600], ['day', 86_400], ['week|wk', 604_800], ['ms|millisecond', 1, 1000],
  ],
  years: [['year|yr', 12], ['month', 1]],
  mass: [
    ['g|gram', 1], ['kg|kilogram', 1000], ['mg|milligram', 1, 1000], ['lb|pound', 45_359_237, 100_000], ['oz|ounce', 45_359_237, 1_600_000],
    ['ton|tonne', 1_000_000],
  ],
  volume: [['l|L|liter|litre', 1], ['ml|mL|milliliter|millilitre', 1, 1000], ['gal|gallon', 3_785_411_784, 1_000_000_000]],
  dollar: [['$|dollar|usd|buck', 1], ['cent|¢|penny|pennie', 1, 100]],
  euro: [['€|euro|eur', 1]],
  'pound sterling': [['£|gbp', 1]],
  yen: [['¥|yen|yuan|rmb|cny', 1]],
  degree: [['°|degree|deg', 1]],
  radian: [['rad|radian', 1]],
  celsius: [['°C|celsius', 1]],
  fahrenheit: [['°F|fahrenheit', 1]],
  percent: [['%|percent|pct|percentage|per cent', 1]],
  am: [['a.m.|am', 1]],
  pm: [['p.m.|pm', 1]],
  newton: [['N|newton', 1]],
  joule: [['J|joule', 1]],
  watt: [['W|watt', 1]],
  volt: [['V|volt', 1]],
  ohm: [['ohm', 1]],
  hertz: [['Hz|hertz', 1]],
}; // prettier-ignore

const UNITS: ReadonlyMap<string, Unit> = new Map(
  Object.entries(TABLE).flatMap(([dimension, rows]) =>
    rows.flatMap(([names, n, d = 1]) =>
      names.split('|').map((name) => [name, { dimension, factor: rational(n, d) }] as const),
    ),
  ),
);
const COMPOUND: Readonly<Record<string, string>> = { mph: 'mi/h', kph: 'km/h', kmh: 'km/h', fps: 'ft/s', cc: 'cm^3' };

function findUnit(word: string): Unit | undefined {
  const lower = word.toLowerCase();
  return UNITS.get(word) ?? UNITS.get(lower) ?? (lower.length > 2 ? UNITS.get(lower.replace(/s$/, '')) : undefined);
}

/** Whether a word of two letters or more is the name of a unit. */
export function isUnitWord(word: string): boolean {
  return word.length > 1 && (findUnit(word) !== undefined || word in COMPOUND);
}

/** A unit in terms of base units: its powers as a key to compare, and the factor. */
export interface ReadUnit {
  key: string;
  factor: Rational;
}

/** Undefined where a word of it is no known unit: `apples`, `square units`. */
export function readUnit(text: string): ReadUnit | undefined {
  const powers = new Map<string, number>();
  let factor = ONE;
  let side = 1;
  let power = 1;
  const spelt = text.trim().replace(/\b(mph|kph|kmh|fps|cc)\b/g, (word) => COMPOUND[word] ?? word);
  const words = spelt.replace(/\s*\^\s*\{?(\d)\}?/g, '^$1').split(/([\s/*·]+)/);
  for (const part of words) {
    const piece = part.trim();
    if (piece === '' || piece === '*' || piece === '·') continue;
    if (piece === '/' || piece === 'per') side = -1;
    else if (/^(?:square|sq\.?)$/i.test(piece)) power = 2;
    else if (/^(?:cubic|cu\.?)$/i.test(piece)) power = 3;
    else if (/^squared$/i.test(piece) || /^cubed$/i.test(piece)) return undefined;
    else {
      const [, name = '', exponent] = /^(.+?)\.?(?:\^(\d))?$/.exec(piece) ?? [];
      const unit = findUnit(piece) ?? findUnit(name);
      if (unit === undefined) return undefined;
      const times = (exponent === undefined ? power : Number(exponent)) * side;
      powers.set(unit.dimension, (powers.get(unit.dimension) ?? 0) + times);
      const scale = times < 0 ? rational(unit.factor.d, unit.factor.n) : unit.factor;
      for (let count = 0; count < Math.abs(times); count++) factor = multiply(factor, scale);
      power = 1;
    }
  }
  if (powers.size === 0) return undefined;
  return {
    key: [...powers]
      .sort()
      .map(([name, times]) => `${name}^${times}`)
      .join(' '),
    factor,
  };
}
