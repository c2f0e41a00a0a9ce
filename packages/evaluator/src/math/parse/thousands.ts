const GROUPS =
  /(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3}|\d{1,3}(?:'\d{3})+|\d{1,3}(?:_\d{3})+)(?![\d]|,\d)/g;

/**
 * Takes thousands separators out of numbers: `7,425,000`, `1'000`, `1_000`, `1 000`. Inside brackets a comma between
 * digits separates items unless the brackets also hold a comma with a space, as in `(1,000, 2,000)`.
 */
export function joinThousands(text: string): string {
  if (!/\d[,'_ ]\d/.test(text)) return text;
  const spaced = /^[-+]?\s*(?:\\\$)?\s*\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d ])/.exec(text)?.[0];
  const joined = spaced === undefined ? text : spaced.replace(/(?<=\d) (?=\d)/g, '') + text.slice(spaced.length);
  return joined.replace(GROUPS, (digits, at: number) =>
    digits.includes(',') && isSeparatorAt(joined, at) ? digits : digits.replace(/[,'_]/g, ''),
  );
}

/** Whether a comma here stands in brackets that separate their items by commas without space. */
function isSeparatorAt(text: string, at: number): boolean {
  let depth = 0;
  let start = at - 1;
  for (; start >= 0; start--) {
    const character = text[start] ?? '';
    if (')]'.includes(character)) depth++;
    else if ('(['.includes(character) || (character === '{' && isSetBrace(text, start))) {
      if (depth === 0) break;
      depth--;
    }
  }
  if (start < 0) return false;
  const end = text.slice(at).search(/[)\]}]/);
  const inside = text.slice(start + 1, end < 0 ? undefined : at + end);
  return !/,\s/.test(inside);
}

/** `\{`, or a brace that opens no argument. */
function isSetBrace(text: string, at: number): boolean {
  if (text[at - 1] === '\\') return true;
  return at === 0 || /[\s=(,]/.test(text[at - 1] ?? '');
}

/** Other ways to read digits and commas: `1,22` is a decimal comma somewhere, `100,200` may be two numbers. */
export function otherNumberReadings(raw: string): string[] {
  const text = raw.trim();
  const european = /^([-+]?)(\d{1,3}(?:[. ]\d{3})+|\d+),(\d+)$/.exec(text);
  if (european !== null) {
    const [, sign = '', whole = '', fraction = ''] = european;
    const isThousands = fraction.length === 3 && !whole.startsWith('0') && !/[. ]/.test(whole);
    if (!isThousands) return [`${sign}${whole.replace(/[. ]/g, '')}.${fraction}`];
  }
  // Python prints complex numbers with j.
  if (/^\(?[-+]?[\d.]+(?:[-+][\d.]+)?j\)?$/.test(text)) return [text.replace('j', 'i')];
  if (/^[-+]?\d{1,3}(?:\.\d{3}){2,}$/.test(text)) return [text.replaceAll('.', '')];
  if (/^\d{1,3}(?:,\d{3})+$/.test(text)) return [text.replaceAll(',', ', ')];
  return [];
}
