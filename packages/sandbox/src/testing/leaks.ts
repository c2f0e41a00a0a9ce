import type { ExecutionResult } from '@agentd/agent-core';
import { marker } from './attack.ts';

/** The forms in which code could give the secret away. */
function formsOf(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  // Base64 depends on where in its input the secret begins: of each of the three, the part that does not.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.from('\0'.repeat(before) + secret)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before === 0 ? 0 : 4, -2),
  );
  const half = secret.length / 2;
  return [
    secret.slice(0, half),
    secret.slice(half),
    [...secret].toReversed().join(''),
    hex,
    hex.toUpperCase(),
    [...secret].join(' '),
    ...base64,
  ];
}

/** Says where a result gives away the secret, or that the code got where it must not. */
export function leaksIn(result: ExecutionResult, secret: string): string[] {
  const text = JSON.stringify(result);
  const found: string[] = [];
  if (text.includes(marker)) found.push(`the code says that it got there: ${excerpt(text, marker)}`);
  for (const form of formsOf(secret)) {
    if (text.includes(form)) found.push(`the secret of the host is in the result: ${excerpt(text, form)}`);
  }
  return found;
}

function excerpt(text: string, part: string): string {
  const at = text.indexOf(part);
  return JSON.stringify(text.slice(Math.max(0, at - 40), at + part.length + 200));
}

/** Says where in a result an object is not a plain one, or is one of the language itself. */
export function impureObjectsIn(value: unknown, path = 'the result'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === (Array.isArray(value) ? Array.prototype : Object.prototype);
  return [
    ...(plain ? [] : [`${path} has a prototype of its own`]),
    ...Object.entries(value).flatMap(([key, item]) => impureObjectsIn(item, `${path}.${key}`)),
  ];
}
