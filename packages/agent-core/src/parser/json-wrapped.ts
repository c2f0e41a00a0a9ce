import { z } from 'zod';
import type { FoundCode } from './bare-python.ts';

const CODE_KEYS = ['code', 'python_code', 'python', 'script', 'source_code', 'action_input'] as const;
const NESTED_KEYS = [
  'arguments',
  'parameters',
  'args',
  'input',
  'action',
  'action_input',
  'function',
  'tool_input',
] as const;
const THOUGHT_KEYS = ['thought', 'thoughts', 'reasoning'] as const;
/** Objects tried in one text; each costs a pass over what follows it. */
const PATIENCE = 8;
const LENIENT_CODE = /"(?:code|python_code|action_input)"\s{0,8}:\s{0,8}"/g;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '' };

const objectSchema = z.record(z.string(), z.unknown());

/** Code that the model put into a JSON object, as function-calling models do. */
export function findJsonCode(text: string): (FoundCode & { thought?: string }) | undefined {
  if (!/"(?:code|python|script|source|action)/.test(text)) return undefined;
  let from = 0;
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    const start = text.indexOf('{', from);
    if (start === -1) break;
    const end = objectEnd(text, start);
    const found = end === undefined ? undefined : codeIn(parseLeniently(text.slice(start, end)), 0);
    if (end !== undefined && found !== undefined)
      return { ...found, start, end, isLabelled: false, repairs: ['json-wrapped'] };
    from = end ?? start + 1;
  }
  return brokenJson(text);
}

function codeIn(value: unknown, depth: number): { code: string; thought?: string } | undefined {
  const parsed = objectSchema.safeParse(typeof value === 'string' && depth > 0 ? parseLeniently(value) : value);
  if (!parsed.success || depth > 3) return undefined;
  const object = parsed.data;
  const thought = firstText(object, THOUGHT_KEYS);
  const code = firstText(object, CODE_KEYS);
  if (code !== undefined && !code.trimStart().startsWith('{"'))
    return { code, ...(thought === undefined ? {} : { thought }) };
  for (const key of NESTED_KEYS) {
    const inner = codeIn(object[key], depth + 1);
    if (inner !== undefined) return { ...(thought === undefined ? {} : { thought }), ...inner };
  }
  return undefined;
}

function firstText(object: Record<string, unknown>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === 'string'))
      return value.join('\n');
  }
  return undefined;
}

/** After the bracket that closes the object at `start`. */
function objectEnd(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** Parses JSON in which strings may run over lines. */
function parseLeniently(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    try {
      return JSON.parse(escapeControls(json));
    } catch {
      return undefined;
    }
  }
}

function escapeControls(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\[^])*"/g, (text) =>
    text
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t')
      .replaceAll(/\\([^"\\/bfnrtu])/g, '\\\\$1'),
  );
}

/** An object that was cut short, or has quotes that it should have escaped: the text after `"code": "`. */
function brokenJson(text: string): FoundCode | undefined {
  LENIENT_CODE.lastIndex = 0;
  const key = LENIENT_CODE.exec(text);
  if (key === null) return undefined;
  const from = key.index + key[0].length;
  const objectStart = text.lastIndexOf('{', key.index);
  if (objectStart === -1) return undefined;
  const close = /(?<!\\)"\s{0,40}(?:\}|,\s{0,40}")/g;
  close.lastIndex = from;
  const end = close.exec(text)?.index ?? text.length;
  const code = text.slice(from, end).replaceAll(/\\(["\\/nrt])/g, (_, char: string) => ESCAPES[char] ?? char);
  return code.trim() === ''
    ? undefined
    : { code, start: objectStart, end: text.length, isLabelled: false, repairs: ['json-wrapped'] };
}
