import type { JsonObject } from '@agentd/agent-core';
import { z } from 'zod';

/** What a {@link faultProxy} does to one request. */
export type Fault =
  /** Lets it through. */
  | { type: 'none' }
  /** Answers with a status of its own, without asking the server. */
  | { type: 'status'; status: number; headers?: Record<string, string>; body?: JsonObject }
  /** Breaks the connection after this many bytes of the server's answer; 0 (the default) is before the status. */
  | { type: 'reset'; afterBytes?: number }
  /** Status 200 with JSON that is cut off. */
  | { type: 'malformed' }
  /** The server's answer with `null` where the text was. */
  | { type: 'null-content' }
  /** The server's answer without its choices. */
  | { type: 'no-choices' }
  /** The server's answer with this many of its choices; default 1. */
  | { type: 'fewer-choices'; choices?: number }
  /** The server's answer, its first byte this late. */
  | { type: 'slow'; delayMs: number }
  /** A stream, or the blank space before an answer, that never ends: a piece every `everyMs` milliseconds, default 20. */
  | { type: 'endless'; everyMs?: number };

const looseAnswer = z.looseObject({ choices: z.array(z.looseObject({ message: part(), delta: part() })) });

function part() {
  return z.looseObject({ content: z.unknown().optional() }).optional();
}

/** The text of an answer, whole or as a stream of events, as the fault has it. */
export function spoil(body: string, fault: Fault): string {
  if (fault.type !== 'null-content' && fault.type !== 'no-choices' && fault.type !== 'fewer-choices') return body;
  if (!body.startsWith('data:')) return spoilJson(body, fault);
  const lines = body.split('\n').map((line) => {
    const json = line.startsWith('data: {') ? line.slice('data: '.length) : undefined;
    return json === undefined ? line : `data: ${spoilJson(json, fault)}`;
  });
  return lines.join('\n');
}

function spoilJson(text: string, fault: Fault): string {
  const parsed = looseAnswer.safeParse(JSON.parse(text));
  if (!parsed.success) return text;
  const answer = parsed.data;
  if (fault.type === 'no-choices') answer.choices = [];
  if (fault.type === 'fewer-choices') answer.choices = answer.choices.slice(0, fault.choices ?? 1);
  if (fault.type === 'null-content') {
    for (const { message, delta } of answer.choices) for (const one of [message, delta]) if (one) one.content = null;
  }
  return JSON.stringify(answer);
}
