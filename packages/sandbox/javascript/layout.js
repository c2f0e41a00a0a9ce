// How the parts of a description are written.

const lineWidth = 76;
const special = /[\u0000-\u001f\u007f-\u009f\\\ud800-\udfff]/;
const shortEscapes = { __proto__: null, '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };

function quoteText(text) {
  const mark = !includes(text, "'") ? "'" : !includes(text, '"') ? '"' : !includes(text, '`') ? '`' : "'";
  if (match(special, text) === null && !includes(text, mark)) return mark + text + mark;
  let quoted = '';
  for (let index = 0; index < text.length; index++) {
    const unit = text[index];
    const code = charCodeAt(text, index);
    const next = index + 1 < text.length ? charCodeAt(text, index + 1) : 0;
    if (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000) quoted += unit + text[++index];
    else if (code >= 0xd800 && code < 0xe000) quoted += `\\u${toHex(code)}`;
    else if (unit === mark) quoted += `\\${unit}`;
    else if (shortEscapes[unit] !== undefined) quoted += shortEscapes[unit];
    else if (code < 32 || (code > 126 && code < 160)) quoted += `\\x${padStart(toHex(code), 2, '0')}`;
    else quoted += unit;
  }
  return mark + quoted + mark;
}

const hexDigits = '0123456789ABCDEF';
const toHex = (code) => (code < 16 ? '' : toHex(floor(code / 16))) + hexDigits[code % 16];

/** On one line where it fits; short items of a list in rows; else one to a line. */
function layOut(open, parts, close, level, isList) {
  if (parts.length === 0) return open + close;
  const line = `${open} ${join(parts, ', ')} ${close}`;
  const width = lineWidth - 2 * level;
  if (line.length <= width && !includes(line, '\n')) return line;
  const rows = isList && parts.length > 6 ? packed(parts, width - 2) : parts;
  let text = open;
  for (let index = 0; index < rows.length; index++) {
    text += `\n  ${indented(rows[index])}${index + 1 < rows.length ? ',' : ''}`;
  }
  return `${text}\n${close}`;
}

function packed(parts, width) {
  const rows = [];
  let row = '';
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (part.length > 20 || includes(part, '\n')) return parts;
    if (row !== '' && row.length + part.length + 3 > width) {
      append(rows, row);
      row = '';
    }
    row += row === '' ? part : `, ${part}`;
  }
  append(rows, row);
  return rows;
}

function indented(text) {
  let result = '';
  let from = 0;
  for (let end = indexOf(text, '\n'); end !== -1; end = indexOf(text, '\n', from)) {
    result += `${slice(text, from, end)}\n  `;
    from = end + 1;
  }
  return result + slice(text, from);
}
