// What a snippet prints.

const leftOut = (count) => `\n... [${count} characters left out] ...\n`;

/** The beginning and the end of a text that is too long. */
function clip(text, limit) {
  if (text.length <= limit) return text;
  const head = floor(limit / 2);
  return slice(text, 0, head) + leftOut(text.length - limit) + slice(text, text.length - (limit - head));
}

/** Keeps the beginning and the end of what is written, so that a flood never fills the memory. */
class Capture {
  #head = '';
  #tail = '';
  #written = 0;
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  write(text) {
    const headLimit = floor(this.#limit / 2);
    const tailLimit = this.#limit - headLimit;
    this.#written += text.length;
    if (this.#head.length < headLimit) {
      const room = headLimit - this.#head.length;
      this.#head += slice(text, 0, room);
      text = slice(text, room);
    }
    this.#tail += text;
    if (this.#tail.length > 2 * tailLimit) this.#tail = slice(this.#tail, -tailLimit);
  }

  collected() {
    const tailLimit = this.#limit - floor(this.#limit / 2);
    const dropped = this.#written - this.#limit;
    if (dropped <= 0) return this.#head + this.#tail;
    return this.#head + leftOut(dropped) + slice(this.#tail, -tailLimit);
  }
}
