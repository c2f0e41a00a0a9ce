/** Characters that are not seen, inside label and fence lines. */
const INVISIBLE = '\\u200B-\\u200D\\u2060\\uFEFF\\u00AD';
const SPACE = `[ \\t\\u00A0\\u3000${INVISIBLE}]`;
/** What may stand before a label: list marks, quote marks, headings. Bounded, so that matching is linear. */
const BEFORE_LABEL = `(?:${SPACE}|[>#+-]|\\*(?=${SPACE})|\\d{1,3}[.)]){0,24}`;
const OPENING = `[*_"“„＂'\`]{1,3}`;
const CLOSING = `[*_"”＂'\`]{0,3}`;
const NUMBER_AND_COLON = `${SPACE}{0,4}\\d{0,3}${SPACE}{0,4}[:：]`;

/** `Label:`, `**Label:**` or `**Label**:`; emphasis after the colon is the label's only where it began before it. */
const labelPattern = (words: string) =>
  `${BEFORE_LABEL}(?:(?:${words})${NUMBER_AND_COLON}|${OPENING}(?:${words})${SPACE}{0,2}\\d{0,3}${CLOSING}${SPACE}{0,2}[:：]${CLOSING})${SPACE}{0,4}`;

const THOUGHT_WORDS = 'thoughts?|thinking|reasoning';
const CODE_WORDS = 'code|action(?: input)?|python(?: code)?|code action';
const OBSERVATION_WORDS = 'observation';

/** `Thought:` at the beginning of a line, in any of its spellings. */
export const THOUGHT_LINE = new RegExp(`^${labelPattern(THOUGHT_WORDS)}`, 'i');
/** `Code:` at the beginning of a line, in any of its spellings. */
export const CODE_LINE = new RegExp(`^${labelPattern(CODE_WORDS)}`, 'i');
/** A label that can't be Python's: the code before it has ended, fence or no fence. Matched at a line start. */
export const LABEL_IN_CODE = /[*_]{0,3}(?:Observation|Thought|Code)[*_]{0,3} {0,2}[:：]/y;
/** What stands before a block that shows output. */
export const OUTPUT_LINE =
  /^[\s*_#>-]{0,12}(?:expected |the )?(?:output|result|stdout|prints?)s?[*_]{0,3}\s{0,4}[:：]/i;

const CODE_TAG_WORDS = 'code|tool_code|python|py|execute|code_action|pycode|PYTHON';
/** Any spelling of the end marker. */
export const END_MARKER = /<\/?\|?end_(?:code|action)\|?\/?>/iy;
/** Tokens of chat templates that servers let through. */
export const SPECIAL_TOKEN =
  /<\|(?:im_end|im_start|eot_id|eom_id|endoftext|end|user|assistant|end_of_text)\|>|<\/s>|<end_of_turn>|<｜end▁of▁sentence｜>/y;
/** A tag that ends code. `</` can't be Python outside a string. */
export const CLOSING_TAG = new RegExp(`</(?:${CODE_TAG_WORDS}|think|thinking)>|\\[/(?:PYTHON|CODE)\\]`, 'iy');

/** Everything that can change what a turn's text means, outside code. The named group says which it is. */
export const TURN_MARK = new RegExp(
  [
    '(?<fence>`{3,})',
    '(?<tilde>^[ \\t]{0,12}~{3,})',
    `(?<observation>^${labelPattern(OBSERVATION_WORDS)})`,
    `(?<end>${END_MARKER.source})`,
    `(?<special>${SPECIAL_TOKEN.source})`,
    '(?<think><think(?:ing)?>)',
    `(?<tag><(?:${CODE_TAG_WORDS})(?: [^<>\\n]{0,80})?>|\\[(?:PYTHON|CODE)\\]|<\\|python_tag\\|>)`,
  ].join('|'),
  'gim',
);

/** Tags around a thought or code, which are no part of the thought. */
export const LEFTOVER_TAG = new RegExp(
  `</?(?:think|thinking|thoughts?|${CODE_TAG_WORDS})(?: [^<>\\n]{0,80})?>|\\[/?(?:PYTHON|CODE)\\]|<\\|python_tag\\|>`,
  'gi',
);
/** Characters that are not seen. */
export const INVISIBLE_CHARACTERS = new RegExp(`[${INVISIBLE}]`, 'g');
