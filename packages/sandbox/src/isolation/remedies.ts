import type { Machine } from './machine.ts';

const installCommands: Record<string, string> = {
  debian: 'sudo apt-get install',
  ubuntu: 'sudo apt-get install',
  fedora: 'sudo dnf install',
  rhel: 'sudo dnf install',
  centos: 'sudo dnf install',
  arch: 'sudo pacman -S',
  alpine: 'sudo apk add',
  suse: 'sudo zypper install',
  opensuse: 'sudo zypper install',
  gentoo: 'sudo emerge',
  void: 'sudo xbps-install',
};

const elsewhere: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Not available on macOS; run in a Linux container or virtual machine for this layer.',
  win32: 'Not available on Windows; run inside WSL 2 or a Linux container for this layer.',
};

/** What to install or set on the machine so that it has the layer, which it now lacks. */
export function remedyFor(layer: string, machine: Machine): string {
  const bubblewrap = bubblewrapRemedy(machine);
  switch (layer) {
    case 'bubblewrap':
      return bubblewrap;
    case 'process-network-denied':
      return `${bubblewrap} Or run on Node 25 or newer, whose permissions cover the network (this is ${machine.nodeMajor}).`;
    case 'no-new-privileges':
      return machine.platform === 'linux' && !machine.hasSetpriv
        ? `${bubblewrap} Or install setpriv: ${install('util-linux', machine)}`
        : bubblewrap;
    case 'seccomp':
    case 'process-limit':
      return machine.platform === 'linux'
        ? 'Needs Linux 5.5 or newer on x86-64 or arm64, with seccomp filters (CONFIG_SECCOMP_FILTER) that no container around it forbids.'
        : notHere(machine);
    case 'branch-files':
      return machine.bubblewrap.works
        ? 'bubblewrap may not mount inside its namespaces here; lift what AppArmor or the container around it forbids of mount.'
        : bubblewrap;
    default:
      return machine.platform === 'linux' ? bubblewrap : notHere(machine);
  }
}

function bubblewrapRemedy(machine: Machine): string {
  const { platform, bubblewrap, isContainer, sysctl } = machine;
  if (platform !== 'linux') return notHere(machine);
  if (bubblewrap.works) return 'bubblewrap works here but is turned off: take the option bubblewrap: "off" away.';
  if (bubblewrap.file === undefined) return `Install bubblewrap: ${install('bubblewrap', machine)}`;
  const said = bubblewrap.complaint === '' ? '' : ` (it says: ${bubblewrap.complaint})`;
  const fails = `${bubblewrap.file} cannot create namespaces${said}.`;
  if (sysctl('kernel.unprivileged_userns_clone') === '0')
    return `${fails} Allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1`;
  if (sysctl('user.max_user_namespaces') === '0')
    return `${fails} Allow them: sudo sysctl -w user.max_user_namespaces=15000`;
  if (sysctl('kernel.apparmor_restrict_unprivileged_userns') === '1')
    return `${fails} Give ${bubblewrap.file} an AppArmor profile that allows userns, or lift the restriction for all programs: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`;
  if (isContainer)
    return `${fails} The container forbids it: start it with --security-opt seccomp=PROFILE, a profile that allows clone, unshare, mount and pivot_root (or seccomp=unconfined), and --security-opt apparmor=unconfined where AppArmor is on.`;
  return `${fails} Allow this user to create user namespaces (CONFIG_USER_NS and user_namespaces(7)).`;
}

function install(name: string, { distributions }: Machine): string {
  const command = distributions
    .map((id) => installCommands[id.split('-')[0] ?? id])
    .find((known) => known !== undefined);
  return command === undefined ? `the package ${name} of your distribution.` : `${command} ${name}`;
}

function notHere({ platform }: Machine): string {
  return elsewhere[platform] ?? `Not available on ${platform}; run on Linux for this layer.`;
}
