/** Everything that the parser may put right, or note, in a turn. */
export const PARSE_REPAIRS = [
  /** The completion began by repeating the prefill. */
  'prefill-repeated',
  /** CRLF or a lone CR became LF. */
  'line-endings',
  /** A chat template's own token, such as `<|im_end|>`, was in the text. */
  'special-token',
  /** The text ended in the beginning of a stop string. */
  'partial-stop-string',
  /** `<think>` was never closed. */
  'unclosed-think',
  /** The only code was inside `<think>`; the last block there was taken. */
  'code-in-think',
  /** The model wrote an observation itself; everything from there on was dropped. */
  'invented-observation',
  /** Text after the action was dropped. */
  'prose-after-block',
  /** A block of code had no closing fence. */
  'unclosed-fence',
  /** A fence other than three backticks with `py` or `python`. */
  'fence-variant',
  /** Code stood on the line of its opening fence. */
  'inline-fence',
  /** A fence stood directly inside another one. */
  'nested-fence',
  /** A tag such as `<code>` or `<tool_code>` stood in place of the fence. */
  'code-tag',
  /** A tag such as `<code>` stood around the fence. */
  'code-tag-around-fence',
  /** A block that is not Python was passed over. */
  'non-python-block',
  /** A block with nothing in it was passed over. */
  'empty-block',
  /** Code of several blocks was joined. */
  'several-blocks-joined',
  /** Code was in a JSON value. */
  'json-wrapped',
  /** Python without a block. */
  'bare-python',
  /** Python between single backticks. */
  'inline-code',
  /** A literal `final_answer(...)` call in the middle of prose. */
  'final-answer-in-prose',
  /** No `Thought:`, or no `Code:` before the block. */
  'label-missing',
  /** A label other than exactly `Thought:` and `Code:`. */
  'label-variant',
  /** `Thought:` more than once. */
  'label-repeated',
  /** Text before the first `Thought:` is not part of the thought. */
  'leading-prose',
  /** `&lt;` and the like in the code. */
  'html-escaped',
  /** `>>> ` prompts, and the output between them, in the code. */
  'repl-prompts',
  /** Line numbers before each line of the code. */
  'line-numbers',
  /** Zero-width characters or spaces other than the plain one in the code. */
  'invisible-characters',
  /** Typographic quotes, full-width or mathematical signs where Python wants ASCII. */
  'unicode-punctuation',
  /** The whole code was indented. */
  'indented-code',
] as const;

/** Name of one thing that the parser put right. */
export type ParseRepair = (typeof PARSE_REPAIRS)[number];

/** Repair names in the order in which they were first made. */
export class RepairLog {
  readonly #names = new Set<ParseRepair>();

  add(...names: readonly ParseRepair[]): void {
    for (const name of names) this.#names.add(name);
  }

  list(): readonly ParseRepair[] {
    return [...this.#names];
  }
}
