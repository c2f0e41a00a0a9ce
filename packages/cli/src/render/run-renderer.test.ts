import type { AgentEvent } from '@agentd/sag';
import { describe, expect, it } from 'vitest';
import { RunRenderer } from './run-renderer.ts';
import { plain } from './text.ts';
import { eventsOf, failing, step, valid } from './__fixtures__/events.ts';

function render(events: readonly AgentEvent[], width = 80): string[] {
  const renderer = new RunRenderer({ style: plain, width });
  return events.flatMap((event) => renderer.render(event).lines);
}

describe('RunRenderer', () => {
  it('shows a step of SAG: thought, code, candidates in groups, vote, observation', () => {
    const candidates = [valid(0, '42'), valid(1, '41'), valid(2, '42'), failing(3, 'x'), failing(4, 'x')];
    const vote = {
      classes: [{ candidates: [0, 2] }, { candidates: [1] }],
      elected: 0,
      decidedBy: 'majority' as const,
      earlyStop: false,
    };
    const lines = render(
      eventsOf(step(candidates, 'Observation: 42', vote), { status: 'answered', answer: { text: '42' } }),
    );
    expect(lines).toEqual([
      '  Question    How many are 6 times 7?',
      '',
      'Step 1',
      '  Thought     I print 42.',
      '  Code        │ print(42)',
      '  Candidates   2 × prints 42  #0 #2',
      '               1 × prints 41  #1',
      "               2 × NameError: name 'x' is not defined  #3 #4",
      '  Vote        2 of 5 for #0 (most votes)',
      '  Observation 42',
      '',
      '  Answer      42',
      '              1 step, 5 candidates, 1 tokens read, 2 written, 0.0 s',
      '              dropped: 2 runtime error',
    ]);
  });

  it('shows a greedy step with the outcome of its only candidate', () => {
    const lines = render(eventsOf(step([failing(0, 'y')], 'Observation: error'), { status: 'max-steps' }));
    expect(lines).toContain("  Outcome     NameError: name 'y' is not defined");
    expect(lines).toContain('  Answer      none within the step limit');
    expect(lines.join('\n')).not.toMatch(/Vote|Candidates/);
  });

  it('shows the elected thought and code, not the first sampled', () => {
    const candidates = [valid(2, '7'), valid(0, '1'), valid(1, '7')];
    const vote = {
      classes: [{ candidates: [0] }, { candidates: [1, 2] }],
      elected: 1,
      decidedBy: 'majority' as const,
      earlyStop: true,
    };
    const lines = render(eventsOf(step(candidates, '', vote), { status: 'answered', answer: { text: '7' } }));
    expect(lines).toContain('  Thought     I print 7.');
    expect(lines).toContain('  Vote        2 of 3 for #1 (most votes, decided before all were needed)');
  });

  it('says that all failed, and which error a repair round shows', () => {
    const events: AgentEvent[] = [
      { type: 'candidate', candidate: failing(0, 'z'), stepIndex: 0 },
      { type: 'repair-round', error: 'NameError', stepIndex: 0 },
      { type: 'candidate', candidate: failing(0, 'w'), stepIndex: 0 },
      { type: 'vote', vote: { classes: [], elected: null, decidedBy: 'all-failed', earlyStop: false }, stepIndex: 0 },
    ];
    const lines = render(events);
    expect(lines[0]).toBe("  Candidates   1 × NameError: name 'z' is not defined  #0");
    expect(lines[1]).toContain('trying once more');
    expect(lines.at(-2)).toContain("name 'w'");
    expect(lines.at(-1)).toBe('  Vote        none: all failed, so candidate 0 goes on with its error');
  });

  it.each([
    ['aborted', 'stopped before the end'],
    ['error', 'the server is gone'],
  ] as const)('says why a run that ended with %s has no answer', (status, why) => {
    const outcome = { status, error: { code: 'x', message: 'the server is gone' } };
    expect(render(eventsOf(step([valid(0, '1')], ''), outcome)).join('\n')).toContain(`none: ${why}`);
  });

  it('keeps every line within the width, long words aside', () => {
    const long = 'word '.repeat(60);
    const candidates = [valid(0, '1', { thought: long }), valid(1, 'x'.repeat(300))];
    const vote = {
      classes: [{ candidates: [0] }, { candidates: [1] }],
      elected: 0,
      decidedBy: 'tie-first-seen' as const,
      earlyStop: false,
    };
    const lines = render(
      eventsOf(step(candidates, `Observation: ${long}`, vote), { status: 'answered', answer: { text: '1' } }),
      60,
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('shows what is under way as a status, not as a line', () => {
    const renderer = new RunRenderer({ style: plain, width: 80 });
    expect(renderer.render({ type: 'text', candidate: 0, text: 'Thought: so', stepIndex: 0 })).toEqual({
      lines: [],
      status: 'writing: Thought: so',
    });
    expect(renderer.render({ type: 'candidate', candidate: valid(0, '42'), stepIndex: 0 })).toEqual({
      lines: [],
      status: '1 sampled and run, the last: prints 42',
    });
  });

  it('does not let the output of code steer the terminal', () => {
    const evil = valid(0, '\u001b[2J\u001b]0;owned\u0007');
    const lines = render(
      eventsOf(step([evil], 'Observation: \u001b[2Jx'), { status: 'answered', answer: { text: '\u001b[31m1' } }),
    );
    expect(lines.join('\n')).not.toContain('\u001b');
  });
});
