import { describe, expect, it } from 'vitest';
import { zip } from './testing/wheels.ts';
import { readZip } from './zip.ts';

describe('readZip', () => {
  const archive = zip({ 'a/b.txt': 'text '.repeat(100), empty: '', bytes: Buffer.from([0, 255, 1]) });

  it('gives the files back as they were', () => {
    const files = Object.fromEntries(readZip(archive).map(({ name, read }) => [name, read().toString('latin1')]));
    expect(files).toEqual({ 'a/b.txt': 'text '.repeat(100), empty: '', bytes: '\0\xff\x01' });
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is something else', Buffer.from('<html>not found</html>')],
    ['is cut short', archive.subarray(0, archive.length - 30)],
  ])('refuses an archive that %s', (_name, bytes) => {
    expect(() => readZip(bytes)).toThrow(/no zip archive|damaged/);
  });

  it('refuses data that were altered', () => {
    const altered = Buffer.from(archive);
    altered[45] = (altered[45] ?? 0) ^ 0xff;
    expect(() => readZip(altered).map(({ read }) => read())).toThrow('a/b.txt is damaged');
  });

  it.each(['../up.py', 'a/../../up.py', '/etc/passwd', 'a\\b'])('refuses the path %s', (name) => {
    expect(() => readZip(zip({ [name]: '' }))).toThrow('leads out of its folder');
  });
});
