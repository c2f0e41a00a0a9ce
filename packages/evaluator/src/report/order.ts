/** The paper's benchmarks in the order of its Table 2, with their names there. */
const PAPER = [
  ['hotpotqa', 'HotpotQA', 'factual'],
  ['bamboogle', 'Bamboogle', 'factual'],
  ['musique', 'MuSiQue', 'factual'],
  ['2wikimultihopqa', '2Wiki', 'factual'],
  ['math-500', 'MATH', 'math'],
  ['gsm-hard', 'GSM-Hard', 'math'],
  ['aime', 'AIME', 'math'],
  ['olymmath', 'OlymMATH', 'math'],
] as const;

/** What Table 2 of the paper averages over; own benchmarks are `other`. */
export type Domain = 'factual' | 'math' | 'other';

/** How a benchmark is headed in a report. */
export function describeBenchmark(name: string): { title: string; domain: Domain } {
  const [, title = name, domain = 'other'] = PAPER.find(([known]) => known === name) ?? [];
  return { title, domain };
}

/** Names in the order of a report: as planned, then as in the paper, then by name with numbers as numbers. */
export function inOrder(names: Iterable<string>, planned: readonly string[] = []): string[] {
  const places = new Map(
    [...new Set([...planned, ...PAPER.map(([name]) => name), 'cot'])].map((name, place) => [name, place]),
  );
  const placeOf = (name: string): number => places.get(name) ?? (name.startsWith('cot') ? places.size : Infinity);
  return [...new Set(names)].sort((a, b) => {
    const [first, second] = [placeOf(a), placeOf(b)];
    return first === second ? naturally(a, b) : first - second;
  });
}

/** Compares texts with the numbers in them as numbers, the same on every machine. */
export function naturally(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => text.split(/(\d+)/));
  for (const [index, left] of (first ?? []).entries()) {
    const right = second?.[index];
    if (right === undefined) return 1;
    const byNumber = index % 2 === 1 ? Number(left) - Number(right) : 0;
    if (byNumber !== 0) return byNumber;
    if (left !== right) return left < right ? -1 : 1;
  }
  return (first?.length ?? 0) - (second?.length ?? 0);
}
