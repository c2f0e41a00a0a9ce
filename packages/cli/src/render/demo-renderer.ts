import type { AgentEvent, Trajectory } from '@agentd/sag';
import { demoTable, type DemoColumn } from './demo-table.ts';
import { RunRenderer, type Rendered, type RenderOptions } from './run-renderer.ts';
import { oneLine, safe } from './text.ts';

/** Which task is being done, and how. */
export interface DemoProblem {
  decoder: string;
  /** What it is called. */
  kind: 'problem' | 'question';
  /** 1-based. */
  number: number;
  total: number;
  question: string;
  /** The right answer. */
  answer: string;
}

/** Turns a demonstration into lines of text. */
export class DemoRenderer {
  readonly #options: RenderOptions;
  readonly #quiet: boolean;
  #run: RunRenderer;

  /** @param quiet one line for each problem instead of every step */
  constructor(options: RenderOptions, quiet: boolean) {
    this.#options = options;
    this.#quiet = quiet;
    this.#run = new RunRenderer(options);
  }

  /** The head of a part. */
  title(title: string): Rendered {
    return { lines: ['', this.#options.style('bold', title.toUpperCase())] };
  }

  begin({ decoder, kind, number, total, question }: DemoProblem): Rendered {
    this.#run = new RunRenderer(this.#options);
    const title = `${decoder}: ${kind} ${number} of ${total}`;
    if (this.#quiet) return { lines: [], status: `${title}: ${question}` };
    return { lines: ['', this.#options.style('bold', `── ${title} `.padEnd(this.#options.width, '─'))] };
  }

  event(event: AgentEvent): Rendered {
    const { lines, status } = this.#run.render(event);
    return { lines: this.#quiet ? [] : lines, ...(status === undefined ? {} : { status }) };
  }

  end({ decoder, number, question, answer }: DemoProblem, { outcome }: Trajectory, isRight: boolean): Rendered {
    const { style, width } = this.#options;
    const verdict = isRight ? style('green', '✓ right') : style('red', '✗ wrong');
    if (!this.#quiet) return { lines: [`              ${verdict}${isRight ? '' : `, it is ${answer}`}`] };
    const given = oneLine(outcome.answer?.text ?? 'no answer', 30);
    const head = `${decoder.padEnd(16)} ${String(number).padStart(3)}`;
    const rest = `${given}${isRight ? '' : ` (it is ${answer})`}`;
    return {
      lines: [
        `${head}  ${verdict}  ${rest}  ${style('dim', oneLine(question, Math.max(20, width - 40 - rest.length)))}`,
      ],
    };
  }

  table(title: string, columns: readonly DemoColumn[]): Rendered {
    const { style } = this.#options;
    return { lines: ['', style('bold', title), ...demoTable(columns, style)] };
  }

  /** The last lines. */
  note(seconds: number): Rendered {
    const note = `The whole demonstration took ${seconds.toFixed(1)} s. The tiny agent is a demonstration model; none of this is in its training data.`;
    return { lines: ['', safe(note)] };
  }
}
