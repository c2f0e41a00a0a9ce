import { describe, expect, it } from 'vitest';
import { demoTable } from './demo-table.ts';
import { summarise } from './summary.ts';
import { plain } from './text.ts';
import { sampleTrajectory } from '@agentd/sag/testing';
import { failing, step, valid } from './__fixtures__/events.ts';

const run = (...candidates: Parameters<typeof step>[0]) => ({
  ...sampleTrajectory('a'),
  steps: [step(candidates, '')],
  durationMs: 1500,
});

describe('demoTable', () => {
  it('compares the decoders, dropped candidates by cause', () => {
    const greedy = {
      name: 'greedy',
      correct: 1,
      problems: 2,
      summary: summarise([run(valid(0, '1')), run(failing(0, 'x'))]),
    };
    const sag = {
      name: 'SAG',
      correct: 2,
      problems: 2,
      summary: summarise([
        run(valid(0, '1'), failing(1, 'x'), valid(2, '', { status: 'no-code' }), valid(3, '', { status: 'cancelled' })),
      ]),
    };
    expect(demoTable([greedy, sag], plain)).toEqual([
      '                    greedy      SAG',
      'correct             1 of 2   2 of 2',
      'steps                    2        1',
      'candidates               2        3',
      '  dropped                1        2',
      '    no code block        0        1',
      '    runtime error        1        1',
      '  not needed             0        1',
      'tokens read              2        1',
      'tokens written           4        2',
      'seconds                3.0      1.5',
    ]);
  });

  it('counts the candidates of a failed first round', () => {
    const withRepair = {
      ...run(valid(0, '1')),
      steps: [{ ...step([valid(0, '1')], ''), failedRound: [failing(0, 'x')] }],
    };
    expect(summarise([withRepair])).toMatchObject({ candidates: 2, dropped: { 'runtime-error': 1 } });
  });
});
