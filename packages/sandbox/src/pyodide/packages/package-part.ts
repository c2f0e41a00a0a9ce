/** One archive of a set of packages. */
export interface PackagePart {
  /** Normalised. */
  name: string;
  version: string;
  fileName: string;
  /** What the lock file says its SHA-256 is; undefined for a wheel of the caller's own. */
  sha256: string | undefined;
  /** Where a wheel of the caller's own lies; undefined where the file is to be found or fetched. */
  path: string | undefined;
  /** Where it is unpacked: among the packages, or among the system's libraries. */
  target: 'site' | 'dynlib';
  /** Modules that are imported before the session begins. */
  imports: string[];
}

/** A part whose file is there and is what it should be. */
export interface LocatedPart extends PackagePart {
  path: string;
  sha256: string;
  /** Whether it holds shared libraries. */
  hasLibraries: boolean;
  /** Where its modules are kept compiled, as CPython's bytecode; undefined where that would save nothing. */
  bytecode: string | undefined;
}
