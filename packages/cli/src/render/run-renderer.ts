import type { AgentEvent, Candidate, Step, Trajectory, Vote } from '@agentd/sag';
import { groupCandidates, type CandidateGroup } from './candidate-groups.ts';
import { dropCause, outcomeText } from './outcome.ts';
import { oneLine, safe, wrap, type Style } from './text.ts';
import { outcomeLine, summaryLines, voteText } from './words.ts';

/** What an event adds to the screen. */
export interface Rendered {
  /** Lines that stay. */
  lines: string[];
  /** One line that shows what is under way, until the next event. */
  status?: string;
}

/** Where and how it is shown. */
export interface RenderOptions {
  style: Style;
  /** Characters in a line. */
  width: number;
}

const LABEL_WIDTH = 14;

/** Turns the events of one run into lines of text. Holds nothing but the candidates of the step under way. */
export class RunRenderer {
  readonly #style: Style;
  readonly #width: number;
  #candidates: Candidate[] = [];
  #text = '';

  constructor({ style, width }: RenderOptions) {
    this.#style = style;
    this.#width = Math.max(40, width);
  }

  render(event: AgentEvent): Rendered {
    switch (event.type) {
      case 'run-start':
        return { lines: this.#block('Question', event.question), status: 'starting' };
      case 'step-start':
        this.#startRound();
        return { lines: ['', this.#style('bold', `Step ${event.stepIndex + 1}`)], status: 'thinking' };
      case 'text':
        this.#text += event.text;
        return { lines: [], status: `writing: ${oneLine(this.#text.slice(-this.#width), this.#width)}` };
      case 'candidate':
        this.#candidates.push(event.candidate);
        return { lines: [], status: this.#progress(event.candidate) };
      case 'repair-round': {
        const lines = [
          ...this.#groups(),
          ...this.#block('', 'all failed; trying once more with this error shown', 'yellow'),
        ];
        this.#startRound();
        return { lines, status: 'thinking' };
      }
      case 'vote':
        return { lines: this.#voted(event.vote) };
      case 'step-end':
        return { lines: this.#stepEnd(event.step), status: 'going on' };
      case 'final-answer-request':
        return {
          lines: ['', 'No final answer within the step limit; asking for one without code.'],
          status: 'thinking',
        };
      case 'run-end':
        return { lines: ['', ...this.#end(event.trajectory)] };
    }
  }

  #startRound(): void {
    this.#candidates = [];
    this.#text = '';
  }

  #progress(last: Candidate): string {
    return `${this.#candidates.length} sampled and run, the last: ${outcomeText(last)}`;
  }

  #voted(vote: Vote): string[] {
    const elected = vote.elected === null ? 0 : (vote.classes[vote.elected]?.candidates[0] ?? 0);
    const winner = this.#candidates.find(({ index }) => index === elected) ?? this.#candidates[0];
    const action = winner === undefined ? [] : this.#action(winner.thought, winner.code);
    return [...action, ...this.#groups(vote), ...this.#block('Vote', voteText(vote, this.#candidates))];
  }

  #stepEnd(step: Step): string[] {
    const [only] = step.candidates;
    const lines: string[] = [];
    if (step.vote === undefined && only !== undefined) {
      lines.push(...this.#action(step.thought, step.code));
      const isDropped = dropCause(only) !== undefined;
      lines.push(...this.#block('Outcome', this.#short(outcomeText(only)), isDropped ? 'red' : undefined));
    }
    if (step.observation !== '') {
      lines.push(...this.#block('Observation', step.observation.replace(/^Observation:\s*/, '')));
    }
    return lines;
  }

  #action(thought: string, code: string): string[] {
    return [...this.#block('Thought', thought || '(none)'), ...this.#code(code)];
  }

  #code(code: string): string[] {
    if (code === '') return this.#block('Code', '(none)', 'yellow');
    const lines = safe(code)
      .split('\n')
      .map((line) => `${this.#style('dim', '│')} ${this.#style('cyan', line)}`);
    return this.#labelled('Code', lines);
  }

  #groups(vote?: Vote): string[] {
    const lines = groupCandidates(this.#candidates, vote).map((group) => this.#group(group));
    return this.#labelled('Candidates', lines);
  }

  #group({ kind, text, candidates }: CandidateGroup): string {
    const colour = { elected: 'green', outvoted: 'yellow', failed: 'red', cancelled: 'dim' } as const;
    const count = `${candidates.length} ×`.padStart(4);
    const members = candidates.map((index) => `#${index}`).join(' ');
    const shown = oneLine(text, Math.max(20, this.#width - LABEL_WIDTH - members.length - 8));
    return `${count} ${this.#style(colour[kind], shown)}  ${this.#style('dim', members)}`;
  }

  #end(trajectory: Trajectory): string[] {
    const { text, isGood } = outcomeLine(trajectory.outcome);
    const answer = this.#block('Answer', text, isGood ? 'green' : 'red');
    const summary = summaryLines(trajectory).flatMap((line) => this.#block('', line, 'dim'));
    return [...answer, ...summary];
  }

  #short(text: string): string {
    return oneLine(text, this.#width - LABEL_WIDTH);
  }

  #block(label: string, text: string, colour?: 'red' | 'green' | 'yellow' | 'dim'): string[] {
    const lines = wrap(safe(text).trimEnd(), this.#width - LABEL_WIDTH);
    return this.#labelled(label, colour === undefined ? lines : lines.map((line) => this.#style(colour, line)));
  }

  #labelled(label: string, lines: readonly string[]): string[] {
    return lines.map((line, index) => {
      const head = (index === 0 ? `  ${label}` : '').padEnd(LABEL_WIDTH);
      return `${index === 0 ? this.#style('bold', head) : head}${line}`.trimEnd();
    });
  }
}
