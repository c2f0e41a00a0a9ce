import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order in which they build on each other. */
const files = [
  'intrinsics.js',
  'capture.js',
  'kinds.js',
  'layout.js',
  'inspect.js',
  'exotic.js',
  'json-text.js',
  'faults.js',
  'protocol.js',
  'console.js',
  'timers.js',
  'additions.js',
  'dispatch.js',
];

/** The program that runs inside QuickJS beside the agent's code: a function of what the host gives it. */
export function readHarness(folder: string): string {
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return `(function (call, stop, clock, promiseState, promiseResult) {
'use strict';
const host = { __proto__: null, call, stop, clock, promiseState, promiseResult };
${text}
return dispatch;
})`;
}
