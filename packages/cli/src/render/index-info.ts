import type { IndexInfo } from '@agentd/sag/retriever';
import { safe, type Style } from './text.ts';
import { bytes, number, plural } from './words.ts';

/** What an index holds. */
export function indexInfoLines(info: IndexInfo, style: Style): string[] {
  const { embedder, language, sources, indexes } = info;
  const fact = (name: string, text: string): string => `  ${style('bold', name.padEnd(12))}${safe(text)}`;
  const vectors =
    embedder === null
      ? 'none'
      : `${number(embedder.dimension)} numbers each, of ${embedder.model}; the search is ${info.vectorSearch}`;
  return [
    style('bold', `Index ${safe(info.path)}`),
    fact('Passages', `${number(info.passages)}, ${bytes(info.sizeBytes)} without the search indexes`),
    fact('Words', language === 'none' ? 'as they are written' : `reduced to their stems (${language})`),
    fact('Vectors', vectors),
    ...sources.map((source, at) => fact(at === 0 ? 'Sources' : '', sourceText(source))),
    ...indexes.map(({ column, type, indexedRows, unindexedRows, sizeBytes }, at) => {
      const behind = unindexedRows === 0 ? '' : `, ${number(unindexedRows)} not yet in it`;
      return fact(
        at === 0 ? 'Searched by' : '',
        `${column}: ${type}, ${number(indexedRows)} passages${behind}, ${bytes(sizeBytes)}`,
      );
    }),
  ];
}

function sourceText({ name, passages, refused, finished }: IndexInfo['sources'][number]): string {
  const left = Object.values(refused).reduce((total, count) => total + count, 0);
  const out = left === 0 ? '' : `, ${number(left)} left out`;
  return `${name}: ${plural(passages, 'passage')}${out}${finished ? '' : ', not read to its end'}`;
}
