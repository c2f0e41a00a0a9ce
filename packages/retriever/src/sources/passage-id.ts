import { hash } from 'node:crypto';

/**
 * Id of a passage that has none of its own: 16 hexadecimal digits of the SHA-256 of title and text. The same passage
 * has the same id in a corpus and in the question file that it comes from, so that supporting passages can be found.
 */
export function passageId(title: string, text: string): string {
  return hash('sha256', `${title}\n${text}`).slice(0, 16);
}
