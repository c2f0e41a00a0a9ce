import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** An entry of a dictionary in the form of the DICT server. */
export interface DictEntry {
  headword: string;
  /** With line ends, the headword first in most dictionaries. */
  text: string;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The entries of `path.dict.dz` and `path.index`, in the order of the file, each once, without those about the file. */
export function readDict(path: string): DictEntry[] {
  const data = gunzipSync(readFileSync(`${path}.dict.dz`));
  const entries = new Map<number, DictEntry>();
  for (const line of readFileSync(`${path}.index`, 'utf8').split('\n')) {
    const [headword, offset, length] = line.split('\t');
    if (headword === undefined || offset === undefined || length === undefined || /^00-?database/.test(headword))
      continue;
    const start = number(offset);
    // Several headwords may lead to one entry; the longest is the fullest.
    const known = entries.get(start);
    if (known !== undefined && known.headword.length >= headword.length) continue;
    entries.set(start, { headword, text: data.toString('utf8', start, start + number(length)) });
  }
  return [...entries].toSorted(([a], [b]) => a - b).map(([, entry]) => entry);
}

/** Offsets are written with 64 digits. */
function number(text: string): number {
  let value = 0;
  for (const digit of text) value = value * 64 + digits.indexOf(digit);
  return value;
}
