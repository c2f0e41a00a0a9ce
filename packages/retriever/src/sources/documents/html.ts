import { Parser } from 'htmlparser2';
import { type Document, Outline, titled } from './document.ts';

/** Elements whose text is no part of what the page says. */
const left = new Set([
  'script',
  'style',
  'nav',
  'template',
  'noscript',
  'svg',
  'math',
  'iframe',
  'object',
  'select',
  'button',
]);
/** Elements that stand in the middle of a line; each other one parts words. */
const inline = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const heading = /^h([1-6])$/;

/** The text of a page; `h1` to `h6` begin sections. The title is the one in the head, else the first `h1`. */
export function readHtml(source: string, fallback: string): Document {
  const outline = new Outline();
  let title = '';
  let firstHeading = '';
  let skipped = 0;
  let inside: { level: number; name: string } | undefined;
  let inTitle = false;

  const parser = new Parser({
    onopentagname(name) {
      if (left.has(name)) skipped++;
      else if (name === 'title' && title === '' && skipped === 0) inTitle = true;
      const level = heading.exec(name)?.[1];
      if (level !== undefined && skipped === 0) inside = { level: Number(level), name: '' };
      else if (inside !== undefined && !inline.has(name)) inside.name += ' ';
      else if (!inline.has(name)) outline.text('\n');
    },
    ontext(text) {
      if (inTitle) title += text;
      else if (skipped > 0) return;
      else if (inside !== undefined) inside.name += text;
      else outline.text(text);
    },
    onclosetag(name) {
      if (left.has(name)) skipped--;
      else if (name === 'title') inTitle = false;
      else if (inside !== undefined && heading.test(name)) {
        const found = tidy(inside.name);
        if (inside.level === 1 && firstHeading === '') firstHeading = found;
        if (found !== '') outline.heading(inside.level, found);
        inside = undefined;
      } else if (!inline.has(name)) outline.text('\n');
    },
  });
  parser.end(source);
  return titled(tidy(title) || firstHeading, outline.end(), fallback);
}

/** The encoding that a page names in its first bytes; UTF-8 where it names none or an unknown one. */
export function encodingOfHtml(head: Buffer): string {
  const label = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head.subarray(0, 1024).toString('latin1'))?.[1];
  if (label === undefined) return 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return 'utf-8';
  }
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
