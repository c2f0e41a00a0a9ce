/** The value of the last `final_answer(…)` in a text, as the string's content or the expression as it stands. */
export function lastFinalAnswerCall(text: string): string | undefined {
  const at = text.lastIndexOf('final_answer(');
  if (at < 0) return undefined;
  const inside = text.slice(at + 'final_answer('.length).replace(/^\s*(?:answer\s*=\s*)?/, '');
  const quoted = /^[rRfFbBuU]{0,2}("""|'''|"|')([^]*?)(?<!\\)\1\s*,?\s*\)/.exec(inside)?.[2];
  if (quoted !== undefined) return quoted.trim() === '' ? undefined : quoted;
  let depth = 1;
  for (let end = 0; end < inside.length; end++) {
    if ('([{'.includes(inside[end] ?? '')) depth++;
    else if (')]}'.includes(inside[end] ?? '') && --depth === 0) {
      const value = inside.slice(0, end).trim();
      return value === '' ? undefined : value;
    }
  }
  return undefined;
}
