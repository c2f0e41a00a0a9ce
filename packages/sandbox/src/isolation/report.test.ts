import { describe, expect, it } from 'vitest';
import { nativeExecutor } from '../native.ts';
import { pyodideExecutor } from '../pyodide.ts';
import { quickjsExecutor } from '../quickjs.ts';
import { distributionsFrom, thisMachine, type Machine } from './machine.ts';
import { isolationReport } from './report.ts';

const off = pyodideExecutor({ bubblewrap: 'off' });

describe('isolationReport', () => {
  it('tells of every layer what it does, and of a missing one what to do', () => {
    for (const executor of [off, pyodideExecutor(), quickjsExecutor(), nativeExecutor()]) {
      const { layers, label } = isolationReport(executor);
      expect(label).toBe(executor.isolation.label);
      expect(layers.map(({ name }) => name).sort()).toEqual(
        [...executor.isolation.layers, ...executor.isolation.missing].sort(),
      );
      for (const { isActive, purpose, remedy } of layers) {
        expect(purpose).toMatch(/^[A-Z].{20,}\.$/);
        expect(purpose).not.toContain('documentation');
        expect(remedy === undefined).toBe(isActive);
      }
    }
  });

  it.skipIf(!thisMachine().bubblewrap.works)('says that bubblewrap is only turned off where it works', () => {
    const { layers } = isolationReport(off);
    expect(layers.find(({ name }) => name === 'bubblewrap')?.remedy).toContain('turned off');
  });

  const base: Machine = {
    platform: 'linux',
    distributions: ['debian'],
    isContainer: false,
    bubblewrap: { file: '/usr/bin/bwrap', works: false, complaint: 'bwrap: setting up uid map: Permission denied' },
    hasSetpriv: false,
    nodeMajor: 24,
    sysctl: () => undefined,
  };
  const absent = { file: undefined, works: false, complaint: '' };
  const settings = (values: Record<string, string>) => (name: string) => values[name];

  it.each<[string, Partial<Machine>, RegExp]>([
    ['Debian', { bubblewrap: absent }, /sudo apt-get install bubblewrap$/],
    ['a derivative of Ubuntu', { bubblewrap: absent, distributions: ['pop', 'ubuntu', 'debian'] }, /apt-get/],
    ['Fedora', { bubblewrap: absent, distributions: ['fedora'] }, /dnf install bubblewrap/],
    ['Arch', { bubblewrap: absent, distributions: ['arch'] }, /pacman -S bubblewrap/],
    ['Alpine', { bubblewrap: absent, distributions: ['alpine'] }, /apk add bubblewrap/],
    ['openSUSE', { bubblewrap: absent, distributions: ['opensuse-leap'] }, /zypper install bubblewrap/],
    [
      'an unknown Linux',
      { bubblewrap: absent, distributions: ['mine'] },
      /the package bubblewrap of your distribution/,
    ],
    [
      'user namespaces turned off',
      { sysctl: settings({ 'kernel.unprivileged_userns_clone': '0' }) },
      /uid map.*sysctl -w kernel\.unprivileged_userns_clone=1/,
    ],
    [
      'no user namespaces left',
      { sysctl: settings({ 'user.max_user_namespaces': '0' }) },
      /user\.max_user_namespaces=/,
    ],
    [
      "AppArmor's restriction",
      { sysctl: settings({ 'kernel.apparmor_restrict_unprivileged_userns': '1' }) },
      /AppArmor profile.*apparmor_restrict_unprivileged_userns=0/,
    ],
    ['a container', { isContainer: true }, /--security-opt seccomp=/],
    ['another cause', {}, /user_namespaces\(7\)/],
    ['macOS', { platform: 'darwin' }, /macOS.*Linux container/],
    ['Windows', { platform: 'win32' }, /WSL 2/],
  ])('knows the remedy for bubblewrap on %s', (_where, change, remedy) => {
    const { layers } = isolationReport(off, { ...base, ...change });
    expect(layers.find(({ name }) => name === 'bubblewrap')?.remedy).toMatch(remedy);
  });

  it('names the other ways to the layers that bubblewrap brings', () => {
    const executor = {
      ...off,
      isolation: { label: 'x', layers: [], missing: ['process-network-denied', 'no-new-privileges'] },
      open: () => off.open(),
    };
    const [network, privileges] = isolationReport(executor, base).layers;
    expect(network?.remedy).toContain('Node 25');
    expect(privileges?.remedy).toContain('util-linux');
  });
});

describe('distributionsFrom', () => {
  it('reads os-release, quoted or not', () => {
    expect(distributionsFrom('NAME="Pop!_OS"\nID=pop\nID_LIKE="ubuntu debian"\n')).toEqual(['pop', 'ubuntu', 'debian']);
    expect(distributionsFrom("ID='alpine'\nVERSION_ID=3\n")).toEqual(['alpine']);
    expect(distributionsFrom('')).toEqual([]);
  });
});
