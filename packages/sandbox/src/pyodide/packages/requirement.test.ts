import { describe, expect, it } from 'vitest';
import { parseRequirement } from './requirement.ts';
import { compareVersions, satisfies } from './version.ts';

const parse = (line: string) => parseRequirement(line, { pythonVersion: '3.14.2' });

describe('parseRequirement', () => {
  it.each([
    ['six', { name: 'six', specifier: '' }],
    ['Python_Dateutil (>=2.8)', { name: 'python-dateutil', specifier: '>=2.8' }],
    ['requests[socks] >= 2, < 3', { name: 'requests', specifier: '>=2,<3' }],
    ['thing @ https://example.org/thing.whl', { name: 'thing', specifier: '' }],
    ['a ; python_version >= "3.8"', { name: 'a', specifier: '' }],
    ["a; python_version < '3.8' or sys_platform == 'emscripten'", { name: 'a', specifier: '' }],
    ["a; '3.9' < python_version", { name: 'a', specifier: '' }],
    ['a; platform_machine not in "x86_64 arm64"', { name: 'a', specifier: '' }],
    ['a; unheard_of == "x"', { name: 'a', specifier: '' }],
  ])('takes %s', (line, requirement) => {
    expect(parse(line)).toEqual(requirement);
  });

  it.each([
    'a; extra == "test"',
    'a; python_version < "3.11"',
    'a; sys_platform == "win32"',
    "a; os_name == 'nt' and python_version >= '3'",
    'a; (sys_platform == "win32" or os_name == "nt") and python_version >= "3.8"',
    'a; "linux" in sys_platform',
    'a; platform_python_implementation != "CPython"',
  ])('leaves out %s', (line) => {
    expect(parse(line)).toBeUndefined();
  });
});

describe('versions', () => {
  it.each([
    ['1.10', '1.9', 1],
    ['1.0', '1', 0],
    ['2.0rc1', '2.0', -1],
    ['2.0.post1', '2.0', 1],
    ['2.0+local', '2.0', 0],
  ])('%s against %s gives %i', (one, other, order) => {
    expect(compareVersions(one, other)).toBe(order);
  });

  it.each([
    ['2.4.6', '>=2,<3', true],
    ['2.4.6', '==2.4.*', true],
    ['2.4.6', '==2.4', false],
    ['2.4.6', '!=2.4.*', false],
    ['2.4.6', '~=2.4', true],
    ['3.0', '~=2.4', false],
    ['2.4.6', '~=2.4.5', true],
    ['2.5', '~=2.4.5', false],
    ['2.4.6', '', true],
    ['2.4.6', '>2.4.6', false],
  ])('%s meets %s: %s', (version, specifier, met) => {
    expect(satisfies(version, specifier)).toBe(met);
  });
});
