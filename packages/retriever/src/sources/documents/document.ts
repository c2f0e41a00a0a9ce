/** A document as its format gives it. */
export interface Document {
  title: string;
  sections: Section[];
}

/** Text under one heading; passages never reach across sections. */
export interface Section {
  /** The headings above it, outermost first; none before the first heading. */
  headings: string[];
  text: string;
}

/** Puts text under the headings that were seen last. */
export class Outline {
  readonly sections: Section[] = [];
  #open: { level: number; name: string }[] = [];
  #text = '';

  text(text: string): void {
    this.#text += text;
  }

  heading(level: number, name: string): void {
    this.end();
    this.#open = [...this.#open.filter((above) => above.level < level), { level, name }];
  }

  end(): Section[] {
    if (this.#text.trim() !== '')
      this.sections.push({ headings: this.#open.map(({ name }) => name), text: this.#text });
    this.#text = '';
    return this.sections;
  }
}

/** The document with a title: its own, else its first top heading, which then stands above no section any more. */
export function titled(own: string, sections: Section[], fallback: string): Document {
  const title = own || (sections.find(({ headings }) => headings.length > 0)?.headings[0] ?? '') || fallback;
  return {
    title,
    sections: sections.map(({ headings, text }) => ({
      headings: headings[0] === title ? headings.slice(1) : headings,
      text,
    })),
  };
}
