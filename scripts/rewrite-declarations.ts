// `tsc` leaves `./x.ts` in declarations as it stands in the source; what is published says `./x.js`.
// Run in a package's folder after its build.
import { globSync, readFileSync, writeFileSync } from 'node:fs';

const relativeSource = /((?:from|import)\s*\(?\s*)(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

for (const path of globSync('dist/**/*.d.ts')) {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(relativeSource, '$1$2$3.js$2'));
}
