/** This package's version, as it stands in trajectories; kept equal to package.json by the release script. */
export const VERSION = '0.0.0';
