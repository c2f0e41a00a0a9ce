import { expect, it } from 'vitest';
import { extractSnippets } from './extract.ts';

const markdown = `# Title

\`\`\`ts
const one = 1;
\`\`\`

\`\`\`sh
echo no
\`\`\`

\`\`\`\`markdown
\`\`\`ts
const shown = 'not a snippet';
\`\`\`
\`\`\`\`

\`\`\`ts run
console.log(2);
\`\`\`
`;

it('finds TypeScript blocks with the lines on which they stand', () => {
  expect(extractSnippets(markdown)).toEqual([
    { line: 4, code: '\n\n\nconst one = 1;\n', isRunnable: false },
    { line: 18, code: `${'\n'.repeat(17)}console.log(2);\n`, isRunnable: true },
  ]);
});
