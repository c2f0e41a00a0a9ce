const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Words without what does not change them: capitals, articles, punctuation, quotation marks. */
export function normaliseWords(text: string): string {
  const plain = text
    .replace(/\\(?:text[a-z]*|mbox|hbox|mathrm|mathbf|operatorname)\b/g, ' ')
    .replace(/[{}$"'’“”`\\]/g, '')
    .toLowerCase()
    .replace(/[.,;:!?]+(?=\s|$)/g, '')
    .replace(/\b(?:the|a|an)\s+(?=\w)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (/^(?:dne|d\.n\.e|does not exist|undefined|not defined)$/.test(plain)) return 'undefined';
  return readDate(plain) ?? plain;
}

/** Whether a text is a date with the name of its month. */
export const isDate = (text: string): boolean =>
  /[a-z]/i.test(text) && /^(?:\d{4}|any year)-\d\d-\d\d$/.test(normaliseWords(text));

/** `april 30 1789`, `30 april, 1789` and `1789-04-30` as the last. */
function readDate(text: string): string | undefined {
  const clean = text.replace(/(\d)(?:st|nd|rd|th)\b/g, '$1').replaceAll(',', ' ');
  const day = /^(?:([a-z]+)\.?\s+(\d{1,2})|(\d{1,2})\s+(?:of\s+)?([a-z]+)\.?)(?:\s+(\d{4}))?$/.exec(
    clean.replace(/\s+/g, ' '),
  );
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(clean);
  const join = (...parts: (string | number)[]): string => parts.map((part) => String(part).padStart(2, '0')).join('-');
  if (iso !== null) return join(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '');
  const name = day?.[1] ?? day?.[4];
  if (day === null || name === undefined || name.length < 3) return undefined;
  const month = MONTHS.findIndex((candidate) => candidate === name || candidate.slice(0, 3) === name);
  return month < 0 ? undefined : join(day[5] ?? 'any year', month + 1, day[2] ?? day[3] ?? '');
}

/** The letter of a multiple choice answer: `C`, `(C)`, `\text{(C)}`, `C) 42`, `Option C`; undefined for anything else. */
export function choiceLetter(text: string): string | undefined {
  const plain = text
    .replace(/\\(?:text[a-z]*|mbox|mathrm|mathbf|left|right)(?![A-Za-z])/g, '')
    .replace(/[{}$*\s]+/g, ' ')
    .trim();
  return /^(?:(?:[Oo]ption|[Cc]hoice|[Aa]nswer)\s*:?\s*)?\(?\s*([A-Z])\s*(?:\)|\.|:)?$/.exec(plain)?.[1];
}

/** The letter with which an answer begins that also says what the letter stands for: `(C) 42`, `C: 42`. */
export function leadingLetter(text: string): string | undefined {
  const plain = text.replace(/\\(?:text[a-z]*|mbox|mathrm|mathbf|left|right)(?![A-Za-z])|[{}$*]/g, '').trim();
  return /^(?:\(([A-Z])\)|([A-Z])\)|([A-Z])[.:](?=\s))\s*\S/
    .exec(plain)
    ?.slice(1)
    .find((letter) => letter !== undefined);
}
