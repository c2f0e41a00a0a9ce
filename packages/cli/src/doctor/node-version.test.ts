import { expect, it } from 'vitest';
import { nodeVersion } from './node-version.ts';

it.each([
  ['22.18.0', true],
  ['22.17.9', false],
  ['20.19.0', false],
  ['24.0.0', true],
  ['100.0.0', true],
])('takes Node %s as supported: %s', (version, isSupported) => {
  expect(nodeVersion(version)).toEqual({ version, required: '>=22.18', isSupported });
});
