import { type Document, Outline, titled } from './document.ts';

const frontMatter = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const frontTitle = /^title:[ \t]*(.+?)[ \t]*$/m;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$/;
const underline = /^ {0,3}(=+|-+)[ \t]*$/;

/** Headings begin sections; the marks of Markdown stay in the text, where a language model reads them well. */
export function readMarkdown(source: string, fallback: string): Document {
  const front = frontMatter.exec(source);
  const title = frontTitle.exec(front?.[1] ?? '')?.[1]?.replace(/^(["'])(.*)\1$/, '$2') ?? '';
  const outline = new Outline();
  let openFence: string | undefined;
  // Held back for a line: it is a heading where it is underlined.
  let paragraph = '';
  for (const line of source.slice(front?.[0].length ?? 0).split(/\r?\n/)) {
    const mark = fence.exec(line)?.[1];
    if (openFence !== undefined) {
      if (mark?.startsWith(openFence)) openFence = undefined;
      outline.text(`${line}\n`);
      continue;
    }
    const name = heading.exec(line);
    const level = underline.exec(line)?.[1];
    if (level !== undefined && paragraph !== '') {
      outline.heading(level.startsWith('=') ? 1 : 2, paragraph);
      paragraph = '';
      continue;
    }
    if (paragraph !== '') outline.text(`${paragraph}\n`);
    paragraph = '';
    if (mark !== undefined) openFence = mark;
    if (name?.[1] !== undefined && name[2] !== undefined) outline.heading(name[1].length, name[2]);
    else if (mark === undefined && level === undefined) paragraph = line.trim();
    else if (level === undefined) outline.text(`${line}\n`);
  }
  outline.text(paragraph);
  return titled(title, outline.end(), fallback);
}
