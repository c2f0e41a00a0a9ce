/** Begins the reasoning of a turn. */
export const THOUGHT_LABEL = 'Thought:';
/** Stands on the line before the code of a turn. */
export const CODE_LABEL = 'Code:';
/** Begins the message that shows what the code gave. */
export const OBSERVATION_LABEL = 'Observation:';
/** Language word after the opening fence. */
export const CODE_FENCE_LANGUAGE = 'py';
/** Ends a turn; the model's own end of an action. */
export const END_OF_CODE = '<end_code>';
/** What generation stops at: the end of the action, or an observation that only the interpreter may write. */
export const ACTION_STOP_STRINGS: readonly string[] = [END_OF_CODE, OBSERVATION_LABEL];

/** The two parts of an agent's turn. */
export interface Action {
  /** Reasoning, without its label. */
  thought: string;
  /** Python, without its fence. */
  code: string;
}

/**
 * The canonical turn: label, thought, label, fenced code, end marker. `parseAction` reads it back unchanged.
 * The fence is three backticks, or one more than the longest run of backticks in the code where that holds three.
 */
export function renderAction(action: Action): string {
  const fence = fenceFor(action.code);
  const thought = action.thought === '' ? THOUGHT_LABEL : `${THOUGHT_LABEL} ${action.thought}`;
  return `${thought}\n${CODE_LABEL}\n${fence}${CODE_FENCE_LANGUAGE}\n${action.code}\n${fence}${END_OF_CODE}`;
}

/** A fence that nothing in the code can close. */
export function fenceFor(code: string): string {
  let longest = 2;
  for (const [run] of code.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}
