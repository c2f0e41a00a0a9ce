import { expect, it } from 'vitest';
import { optionalPeer } from './optional-peer.ts';

const name = 'a-package-that-nobody-installed';
const peer = { name, version: '1.2.3', user: 'Local models', code: 'model/missing-dependency' };

it('names the command that installs a missing peer dependency', async () => {
  await expect(optionalPeer(peer, () => import(name))).rejects.toMatchObject({
    code: 'model/missing-dependency',
    message: expect.stringMatching(/^Local models need .*npm install a-package-that-nobody-installed@1\.2\.3$/),
  });
});

it('gives what was loaded', async () => {
  await expect(optionalPeer(peer, async () => ({ loaded: true }))).resolves.toEqual({ loaded: true });
});
