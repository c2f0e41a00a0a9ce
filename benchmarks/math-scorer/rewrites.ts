/** Other ways to write a gold answer that mean the same; at least one always applies. */
export function rewrites(gold: string): string[] {
  const forms = [`So the final answer is $\\boxed{${gold}}$.`];
  const integer = /^-?\d+$/.exec(gold)?.[0];
  const decimal = /^(-?)(\d*)\.(\d+)$/.exec(gold);
  const isMath =
    /[\\$^_=[\]{}+*/<>]|^-?[\d.,]+$|^[\d\s(),a-z+-]{1,14}$/.test(gold) &&
    !/[A-Za-z]{3}/.test(gold.replace(/\\(?:text|mbox|begin|end)\{[^{}]*\}|\\[A-Za-z]+/g, ''));
  if (integer !== undefined) {
    forms.push(`${integer}.0`, `\\frac{${2n * BigInt(integer)}}{2}`);
    forms.push(integer.replace(/\B(?=(?:\d{3})+$)/g, ','));
  } else if (decimal !== null) {
    const [, sign = '', whole = '', fraction = ''] = decimal;
    forms.push(
      `${sign}\\frac{${BigInt(`${whole}${fraction}` || '0')}}{${10n ** BigInt(fraction.length)}}`,
      `${gold}0`,
      `$${gold}$`,
    );
  } else if (isMath) {
    forms.push(`$${gold.replaceAll('\\frac', '\\dfrac').replace(/\\left|\\right/g, '')}$`);
    forms.push(
      `\\[ ${gold.replace(/(?<!\\(?:left|right)\s*)([()])/g, (bracket) => (bracket === '(' ? '\\left(' : '\\right)'))} \\]`,
    );
    forms.push(typed(gold));
  } else {
    forms.push(`\\text{${gold}}`, `${gold}.`);
    if (/^[\x00-\x7f]*[A-Za-z]{3}[\x00-\x7f]*$/.test(gold)) forms.push(gold.toUpperCase());
    else forms.push(`$${gold}$`);
  }
  return [...new Set(forms)].filter((form) => form !== gold).slice(0, 4);
}

/** A form that changes the expression itself where its type is known. */
function typed(gold: string): string {
  const fraction = /^(-?)\\d?frac\{?(\d+)\}?\s*\{?(\d+)\}?$/.exec(gold);
  if (fraction !== null && fraction[2] !== undefined && fraction[3] !== undefined && /\{/.test(gold))
    return `${fraction[1]}${fraction[2]}/${fraction[3]}`;
  if (/\\sqrt\{[^{}]*\}/.test(gold)) return gold.replace(/\\sqrt\{([^{}]*)\}/g, '{($1)}^{1/2}');
  if (gold.includes('\\pi')) return gold.replaceAll('\\pi', 'π');
  if (/^[a-z]\s*=/.test(gold)) return gold.replace(/^([a-z]\s*)=(.*)$/, '$2 = $1');
  if (/^\(?\\?text\{\(([A-Z])\)\}$/.test(gold)) return gold.replace(/^.*\(([A-Z])\).*$/, '$1');
  return gold
    .replaceAll('-', '−')
    .replaceAll('\\infty', '∞')
    .replaceAll('\\cup', '∪')
    .replaceAll('^\\circ', '°')
    .replace(/\s+/g, '');
}
