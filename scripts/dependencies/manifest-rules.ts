import type { Manifest, WorkspacePackage } from './workspace.ts';

/** The only packages that may depend on several of the others. */
const assemblies = new Set(['@agentd/sag', '@agentd/cli', '@agentd/viewer']);
const core = '@agentd/agent-core';
const coreDependencies = new Set(['zod']);

const installed = (manifest: Manifest): string[] =>
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies });

/** Whether a package is published, and so bound by the rules. */
export const isPublished = (found: WorkspacePackage): boolean => found.manifest.private !== true;

/** Dependencies that point the wrong way, as sentences. */
export function manifestViolations(packages: readonly WorkspacePackage[]): string[] {
  const unpublished = new Set(packages.filter((found) => !isPublished(found)).map(({ name }) => name));
  return packages.filter(isPublished).flatMap(({ name, manifest }) => {
    const needed = installed(manifest);
    const problems: string[] = [];
    for (const dependency of needed) {
      if (unpublished.has(dependency)) problems.push(`${name} depends on ${dependency}, which is private.`);
      if (!dependency.startsWith('@agentd/') || dependency === core || assemblies.has(name)) continue;
      problems.push(
        `${name} depends on ${dependency}; a library may depend on ${core} only. What both need is a contract there.`,
      );
    }
    if (name !== core) return problems;
    const hard = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    const peers = Object.keys(manifest.peerDependencies ?? {});
    const forbidden = [
      ...hard.filter((dependency) => !coreDependencies.has(dependency)),
      ...peers.filter((peer) => manifest.peerDependenciesMeta?.[peer]?.optional !== true),
    ];
    return [...problems, ...forbidden.map((found) => `${core} depends on ${found}; it may depend on zod only.`)];
  });
}
