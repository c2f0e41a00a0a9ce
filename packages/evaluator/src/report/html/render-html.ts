import { createHash } from 'node:crypto';
import { type Figure, figuresOf } from '../plots/figures.ts';
import { openDrawing } from '../plots/draw.ts';
import type { ReportData } from '../schema.ts';
import { gapsOf, sectionsOf, summaryOf } from '../text/sections.ts';
import { escapeHtml, scriptJson } from './escape.ts';
import { type Evidence, type EvidenceOptions, gatherEvidence } from './evidence.ts';
import { readPageFiles } from './page-files.ts';
import { renderSection } from './render-sections.ts';

/** What {@link renderHtml} takes. */
export interface HtmlOptions extends EvidenceOptions {
  /** What the page names as the place of trajectories that it does not hold; default `trajectories.jsonl`. */
  trajectoriesFile?: string;
  /** The same for chains of thought; default `journal.jsonl`. */
  recordsFile?: string;
  /** Whether there are plots; default true. */
  plots?: boolean;
}

/**
 * The report as one HTML file that asks for nothing from outside: tables, plots as SVG, every item, and of the runs
 * behind them as many as fit. The same data gives the same bytes.
 *
 * Texts of models are data on the page, never markup, and its content policy runs no program but its own.
 * @throws InvalidInputError `evaluator/report` when an option cannot be used
 */
export async function renderHtml(report: ReportData, options: HtmlOptions = {}): Promise<string> {
  const { plots = true, signal } = options;
  const evidence = await gatherEvidence(report, options);
  const { script, style } = await readPageFiles();
  const figures: Figure[] = plots ? figuresOf(report, await openDrawing()) : [];
  signal?.throwIfAborted();
  const gaps = gapsOf(report);
  const sections = sectionsOf(report);
  const links = sections.map(({ id, heading }) => `<a href="#${id}">${escapeHtml(heading)}</a>`);
  const period =
    report.period === undefined ? '' : ` · begun ${minute(report.period.from)} to ${minute(report.period.to)} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest(script)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
</head>
<body>
<main id="report">
<h1>${escapeHtml(report.title)}</h1>
<p>${escapeHtml(summaryOf(report) + period)}</p>
${gaps === undefined ? '' : `<p class="warning">${escapeHtml(gaps)}</p>`}
<nav>${links.join(' ')}</nav>
${sections.map((section) => renderSection(section, figures, report)).join('\n')}
<footer><p class="note">${escapeHtml(evidenceNote(evidence, options))} Figures link to their items, items to what was thought and run.</p></footer>
<noscript><p class="warning">Items and runs need JavaScript; tables and plots do not.</p></noscript>
</main>
<main id="view" hidden></main>
<script type="application/json" id="data">${scriptJson(dataOf(report, evidence, options))}</script>
<script>${script}</script>
</body>
</html>
`;
}

const digest = (script: string): string => createHash('sha256').update(script).digest('base64');

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

function evidenceNote({ complete, of }: Evidence, options: HtmlOptions): string {
  if (complete === of) return `This page holds the runs behind all ${of} results that have any.`;
  const { trajectoriesFile, recordsFile } = filesOf(options);
  return `This page holds the runs behind ${complete} of ${of} results; the others are in ${trajectoriesFile} (agents) and ${recordsFile} (chains of thought), by the ids that their items name.`;
}

const filesOf = ({ trajectoriesFile = 'trajectories.jsonl', recordsFile = 'journal.jsonl' }: HtmlOptions) => ({
  trajectoriesFile,
  recordsFile,
});

/** What the page's program reads. */
function dataOf({ benchmarks, methods, items, results }: ReportData, evidence: Evidence, options: HtmlOptions) {
  const { trajectories, chainsOfThought } = evidence;
  return {
    benchmarks: benchmarks.map(({ name, title }) => ({ name, title })),
    methods: methods.map(({ label }) => label),
    items,
    results,
    trajectories,
    chainsOfThought,
    ...filesOf(options),
  };
}
