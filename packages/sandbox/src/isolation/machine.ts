import { existsSync, readFileSync } from 'node:fs';
import { tryBubblewrap, workingSetpriv, type BubblewrapTrial } from './programs.ts';

/** What decides which layers a machine can have. */
export interface Machine {
  platform: NodeJS.Platform;
  /** `ID` and `ID_LIKE` of os-release(5), such as `ubuntu`, `debian`. */
  distributions: readonly string[];
  /** Inside Docker, Podman or Kubernetes. */
  isContainer: boolean;
  bubblewrap: BubblewrapTrial;
  hasSetpriv: boolean;
  nodeMajor: number;
  /** A kernel setting by its sysctl(8) name; undefined where this kernel has none. */
  sysctl(name: string): string | undefined;
}

/** Looks at this machine. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    distributions: distributionsFrom(read('/etc/os-release') ?? read('/usr/lib/os-release') ?? ''),
    isContainer: isContainer(),
    bubblewrap: tryBubblewrap(),
    hasSetpriv: workingSetpriv() !== undefined,
    nodeMajor: Number(process.versions.node.split('.')[0]),
    sysctl: (name) => read(`/proc/sys/${name.replaceAll('.', '/')}`)?.trim(),
  };
}

/** `ID` first, then what it is like, most alike first (os-release(5)). */
export function distributionsFrom(osRelease: string): string[] {
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  return `${field('ID')} ${field('ID_LIKE')}`.split(/\s+/).filter((id) => id !== '');
}

function isContainer(): boolean {
  if (process.platform !== 'linux') return false;
  const signs = ['/.dockerenv', '/run/.containerenv', '/var/run/secrets/kubernetes.io'];
  return signs.some((path) => existsSync(path)) || /docker|kubepods|containerd|lxc/.test(read('/proc/1/cgroup') ?? '');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
