import type { DoctorReport, ExecutorReport } from '../doctor/report.ts';
import { safe, wrap, type Style } from './text.ts';

/** How the report is shown. */
export interface DoctorOptions {
  style: Style;
  width: number;
}

const labelWidth = 13;
const nameWidth = 28;

/** The report as lines of text. */
export function doctorLines(report: DoctorReport, { style, width }: DoctorOptions): string[] {
  const { node, machine, cache, tinyAgent } = report;
  const mark = (isGood: boolean, isNeeded = true) =>
    isGood ? style('green', '✓') : isNeeded ? style('red', '✗') : style('yellow', '!');
  const fact = (label: string, text: string) => `${style('bold', label.padEnd(labelWidth))}${safe(text)}`;
  const more = (text: string, indent: number) =>
    wrap(safe(text), width - indent).map((line) => ' '.repeat(indent) + line);
  const entry = (sign: string, name: string, text: string) => {
    const [first = '', ...rest] = wrap(safe(text), width - nameWidth - 4);
    return [
      `  ${sign} ${name.padEnd(nameWidth)}${first}`.trimEnd(),
      ...rest.map((line) => ' '.repeat(nameWidth + 4) + line),
    ];
  };
  const remedy = (text: string) => more(`→ ${text}`, nameWidth + 4).map((line) => style('yellow', line));

  const executorLines = ({ id, isRequired, works, openMs, error, isolation, attacks }: ExecutorReport): string[] => [
    '',
    `${mark(works, isRequired)} ${style('bold', `Executor ${id}`)}  ${works ? `works; a session opened in ${seconds(openMs ?? 0)}` : `does not work${isRequired ? '' : ' here (it is not needed)'}`}${isolation === undefined || !works ? '' : `; isolation ${isolation.label}`}`,
    ...(error === undefined ? [] : more(error, 4)),
    ...(works ? (isolation?.layers ?? []) : []).flatMap(({ name, isActive, purpose, remedy: way }) => [
      ...entry(mark(isActive, false), name, purpose),
      ...(way === undefined ? [] : remedy(way)),
    ]),
    ...attacks.flatMap(({ target, held, detail }) =>
      entry(mark(held), `attack on ${target}`, held ? `held (${detail})` : `GOT THROUGH: ${detail}`),
    ),
  ];

  return [
    `${mark(node.isSupported)} ${fact('Node', `${node.version} (needs ${node.required})`)}`,
    `${mark(true)} ${fact('Machine', `${machine.platform} ${machine.architecture}, ${machine.cores} cores, ${gibibytes(machine.memoryBytes)} of memory`)}`,
    `${mark(cache.isWritable, false)} ${fact('Cache', `${cache.folder}, ${cache.isWritable ? `writable, ${mebibytes(cache.bytes)}` : `not writable: ${cache.error ?? ''}`}`)}`,
    ...(cache.isWritable
      ? []
      : remedy(
          'Sessions start without a snapshot, seconds slower. Set AGENTD_CACHE_DIR to a folder that can be written.',
        )),
    `${mark(tinyAgent.folder !== null, false)} ${fact('Tiny agent', tinyAgent.folder ?? tinyAgent.error ?? 'missing')}`,
    ...report.packages.map(
      ({ name, version, purpose, install }) =>
        `${mark(version !== null, false)} ${fact('Package', version === null ? `${name} is not installed (for ${purpose}): ${install}` : `${name} ${version}`)}`,
    ),
    `  ${fact('Variables', variableText(report.variables))}`,
    ...report.executors.flatMap(executorLines),
    '',
    report.isHealthy
      ? style('green', 'Everything that is needed works.')
      : style('red', 'Something that is needed does not work: see ✗ above.'),
  ];
}

function variableText(variables: DoctorReport['variables']): string {
  return Object.entries(variables)
    .map(([name, isSet]) => `${name} ${isSet ? 'is set' : 'is not set'}`)
    .join(', ');
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
