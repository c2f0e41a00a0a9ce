/**
 * Builds the corpora from the unpacked Debian packages named in LICENSES.md:
 *
 *     node build-corpus.ts facts FOLDER             corpus.jsonl.gz and relations.jsonl.gz of this package
 *     node build-corpus.ts large FOLDER OUT.jsonl   all dictionaries, for benchmarks
 *
 * FOLDER is where `dpkg-deb -x PACKAGE.deb FOLDER` put each package.
 */
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { elements } from './elements.ts';
import { chooseFacts, toPassage } from './facts.ts';
import { largeCorpus } from './large-corpus.ts';
import type { Passage } from './passage.ts';
import { readDict } from './read-dict.ts';
import { readWordnet } from './read-wordnet.ts';
import { relationsOf } from './relations.ts';

const [what, folder = '', out] = process.argv.slice(2);
const wordnet = join(folder, 'usr/share/wordnet');
const dictionaries = join(folder, 'usr/share/dictd');

if (what === 'facts') {
  const facts = chooseFacts(readWordnet(wordnet, 'noun'));
  const all = elements(readDict(join(dictionaries, 'elements')));
  const passages: Passage[] = [
    ...facts.chosen.map((synset) => toPassage(facts, synset)),
    ...all.map(({ passage }) => passage),
  ];
  write('corpus.jsonl.gz', passages);
  write('relations.jsonl.gz', relationsOf(facts, all));
} else if (what === 'large' && out !== undefined) {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for (const passage of largeCorpus(wordnet, dictionaries)) {
      count++;
      yield `${JSON.stringify(passage)}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(out));
  console.log(`${count} passages: ${out}`);
} else {
  console.error('usage: node build-corpus.ts facts FOLDER | large FOLDER OUT.jsonl');
  process.exitCode = 2;
}

function write(name: string, rows: readonly unknown[]): void {
  const packed = gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { level: 9 });
  writeFileSync(join(import.meta.dirname, '..', name), packed);
  console.log(`${name}: ${rows.length} rows, ${packed.length} bytes`);
}
