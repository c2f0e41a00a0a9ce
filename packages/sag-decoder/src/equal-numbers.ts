const number = /^([+-]?)(\d+(?:,\d{3})*|\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

/**
 * Whether two words are the same text or the same number. Two integers must agree in every digit; otherwise a
 * relative difference of 1e-9 is allowed, which covers binary floating point's rounding.
 */
export function equalNumbers(a: string, b: string): boolean {
  if (a === b) return true;
  const left = decimal(a);
  const right = decimal(b);
  if (left === undefined || right === undefined) return false;
  if (left.canonical === right.canonical) return true;
  if (left.isInteger && right.isInteger) return false;
  const x = Number(left.canonical);
  const y = Number(right.canonical);
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
}

/** Sign, significant digits and exponent of ten, with no leading or trailing zeros: one text for each value. */
function decimal(word: string): { canonical: string; isInteger: boolean } | undefined {
  const match = number.exec(word);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const all = `${whole.replaceAll(',', '')}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { canonical: '0', isInteger: true };
  const exponent = Number(exponentText) - fraction.length + (all.length - digits.length);
  return { canonical: `${sign === '-' ? '-' : ''}${digits}e${exponent}`, isInteger: exponent >= 0 };
}
