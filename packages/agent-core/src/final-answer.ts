/** The answer in a reply that was asked to hold nothing else: labels, `\boxed{}` left as they are, code call unwrapped. */
export function parseFinalAnswer(reply: string): string {
  const text = reply.trim();
  const call = /^final_answer\((.*)\)$/s.exec(text);
  const bare = call?.[1] ?? text;
  return bare.replace(/^(?:final answer|answer)\s*[:=]\s*/i, '').trim();
}
