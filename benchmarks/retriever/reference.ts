import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { PassageSource, RetrievalMethod, RetrievalQuestion } from '@agentd/retriever';
import { z } from 'zod';

const foundSchema = z.record(z.string(), z.array(z.array(z.string())));

/**
 * BM25 by other libraries over the same passages and the same tokens.
 * @param python of an environment with `bm25s`, `rank_bm25` and `PyStemmer`
 */
export async function referenceMethods(
  python: string,
  sources: readonly PassageSource[],
  questions: readonly RetrievalQuestion[],
  k: number,
): Promise<RetrievalMethod[]> {
  const passages = new Map<string, string>();
  for (const source of sources) {
    for await (const { passage } of source.read()) passages.set(passage.id, `${passage.title}\n${passage.text}`);
  }
  const script = fileURLToPath(new URL('reference_bm25.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(
    JSON.stringify({
      passages: Array.from(passages, ([id, contents]) => ({ id, text: contents })),
      questions: questions.map(({ question }) => question),
      k,
    }),
  );
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`${script} failed; it needs bm25s, rank_bm25 and PyStemmer in ${python}.`);
  return Object.entries(foundSchema.parse(JSON.parse(output))).map(([name, lists]) => {
    const byQuestion = new Map(questions.map(({ question }, at) => [question, lists[at] ?? []]));
    const search = async (query: string) =>
      (byQuestion.get(query) ?? []).map((id, at) => ({ id, title: '', text: '', score: -at }));
    return { name, search };
  });
}
