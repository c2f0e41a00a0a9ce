/** What the rest of an opening fence's line says. */
export interface FenceInfo {
  language: BlockLanguage;
  /** How many characters of the rest are info; what follows on the line is code. */
  length: number;
  /** Exactly `py` or `python`, and nothing else. */
  plain: boolean;
}

/** What a block holds as far as its opening says; `unmarked` says nothing. */
export type BlockLanguage = 'python' | 'output' | 'text' | 'markdown' | 'other' | 'unmarked';

const PYTHON =
  /^(?:i?python[\d.]{0,6}|py[\d.]{0,6}|ipython[\d.]{0,6}|pycon|python-repl|python_code|tool_code|code|repl|execute|exec|jupyter|sage)$/i;
const OUTPUT = /^(?:outputs?|tool_outputs?|stdout|results?|observations?|console-output)$/i;
const TEXT = /^(?:text|txt|plain|plaintext|none)$/i;
const ATTRIBUTE_NAME =
  /^(?:title|filename|file|name|linenums|linenostart|linenumbers|highlight|hl_lines|id|class|start|startline|showlinenumbers|copy|exec|source|session|numberlines|label|caption|theme|editable|eval|echo)\b/i;

/** Reads the rest of the line after an opening fence. */
export function readFenceInfo(rest: string): FenceInfo {
  const text = rest.trimEnd();
  if (text.trimStart() === '') return { language: 'unmarked', length: rest.length, plain: false };
  const word = /^\s{0,4}(?:\{\s?\.?)?([A-Za-z][\w+#.-]{0,30})/.exec(text);
  if (word?.[1] === undefined) {
    return { language: 'unmarked', length: 0, plain: false };
  }
  const name = word[1];
  const after = text.slice(word[0].length);
  const language = languageOf(name);
  const isInfo = after.trim() === '' || text.trimStart().startsWith('{') || isAttributes(after);
  if (isInfo) {
    // An unknown word alone is some other language.
    return { language: language ?? 'other', length: rest.length, plain: text === 'py' || text === 'python' };
  }
  // `code = 1` and `py.x()` are Python, not a language word.
  const isCode = language === undefined || !/^\s/.test(after) || /^\s*(?:[-+*/]?=|[([.,])/.test(after);
  if (isCode) return { language: 'unmarked', length: 0, plain: false };
  return { language, length: word[0].length, plain: false };
}

function languageOf(name: string): BlockLanguage | undefined {
  if (PYTHON.test(name) || /\.py$/i.test(name)) return 'python';
  if (OUTPUT.test(name)) return 'output';
  if (/^(?:md|markdown)$/i.test(name)) return 'markdown';
  return TEXT.test(name) ? 'text' : undefined;
}

function isAttributes(after: string): boolean {
  const info = after.trimStart();
  if (/^[:{,]/.test(info)) return true;
  if (after === info) return false;
  return ATTRIBUTE_NAME.test(info) && !info.includes('(');
}
