const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ';
const SUPERSCRIPTS_PLAIN = '0123456789+-()n';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

const FRACTIONS: Readonly<Record<string, string>> = {
  '½': '12', '⅓': '13', '⅔': '23', '¼': '14', '¾': '34', '⅕': '15', '⅖': '25', '⅗': '35', '⅘': '45', '⅙': '16',
  '⅚': '56', '⅛': '18', '⅜': '38', '⅝': '58', '⅞': '78', '⅐': '17', '⅑': '19',
}; // prettier-ignore

const COMMANDS: Readonly<Record<string, string>> = {
  '∞': '\\infty ', 'π': '\\pi ', '≤': '\\le ', '≥': '\\ge ', '⩽': '\\le ', '⩾': '\\ge ', '≠': '\\ne ', '≈': '\\approx ',
  '≡': '\\equiv ', '∪': '\\cup ', '∩': '\\cap ', '∈': '\\in ', '∅': '\\emptyset ', '∖': '\\setminus ',
  '×': '\\times ', '·': '\\cdot ', '⋅': '\\cdot ', '∙': '\\cdot ', '•': '\\cdot ', '÷': '\\div ', '±': '\\pm ',
  '∓': '\\mp ', '√': '\\sqrt ', '∛': '\\sqrt[3]', '∜': '\\sqrt[4]', '°': '^\\circ ', 'º': '^\\circ ', '℃': '\\text{°C}',
  '℉': '\\text{°F}', 'ℝ': '\\mathbb{R}', 'ℤ': '\\mathbb{Z}', 'ℕ': '\\mathbb{N}', 'ℚ': '\\mathbb{Q}', 'ℂ': '\\mathbb{C}',
  '⌊': '\\lfloor ', '⌋': '\\rfloor ', '⌈': '\\lceil ', '⌉': '\\rceil ', '⟨': '\\langle ', '⟩': '\\rangle ', '∧': ' and ',
  '∨': ' or ', '→': '\\to ', '∑': '\\sum ', '∏': '\\prod ', '∫': '\\int ', '−': '-', '‐': '-', '‑': '-', '–': '-', '—': '-',
  '﹣': '-', '⁄': '/', '∕': '/', '∶': ':', '′': "'", '’': "'", '‘': "'", '“': '"', '”': '"', '、': ',', '。': '.',
  '【': '(', '】': ')', '「': '', '」': '', '∣': '|', '∠': '\\angle ', '△': '\\triangle ', '…': '\\ldots ', '€': '\\euro ',
  '£': '\\pound ', '¥': '\\yen ', '￥': '\\yen ', '﹪': '%', '∗': '*', '‖': '\\|', 'µ': 'u', 'μ': '\\mu ',
  'α': '\\alpha ', 'β': '\\beta ', 'γ': '\\gamma ', 'δ': '\\delta ', 'ε': '\\epsilon ', 'θ': '\\theta ', 'λ': '\\lambda ',
  'ρ': '\\rho ', 'σ': '\\sigma ', 'τ': '\\tau ', 'φ': '\\phi ', 'ϕ': '\\phi ', 'ω': '\\omega ', 'Δ': '\\Delta ',
  'Ω': '\\Omega ', 'ξ': '\\xi ', 'η': '\\eta ', 'ζ': '\\zeta ', 'κ': '\\kappa ', 'ν': '\\nu ', 'χ': '\\chi ', 'ψ': '\\psi ',
}; // prettier-ignore

/** Writes mathematical characters as LaTeX commands, `x²` as `x^{2}`, `½` as a fraction, full-width marks as plain ones. */
export function unicodeToLatex(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  return text
    .replace(/或者?/g, ' or ')
    .replace(/和|以及/g, ' and ')
    .replace(/([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ]+)/g, (run) => `^{${translate(run, SUPERSCRIPTS, SUPERSCRIPTS_PLAIN)}}`)
    .replace(/([₀₁₂₃₄₅₆₇₈₉]+)/g, (run) => `_{${translate(run, SUBSCRIPTS, '0123456789')}}`)
    .replace(/[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑]/g, (character) => {
      const [top, bottom] = FRACTIONS[character] ?? '';
      return `\\frac{${top}}{${bottom}}`;
    })
    .replace(/[^\x00-\x7f]/g, (character) => COMMANDS[character] ?? character)
    .normalize('NFKC');
}

function translate(run: string, from: string, to: string): string {
  return [...run].map((character) => to[from.indexOf(character)] ?? character).join('');
}
