import type { Problem } from '../problems/generate.ts';
import type { Random } from '../problems/random.ts';
import { canNest, writeProgram, type Program, type ProgramStyle } from './write-program.ts';
import { writeConclusion, writePlan } from './write-thought.ts';

/** One turn of the teacher. */
export interface Turn {
  thought: string;
  code: string;
  /** A turn that is meant to fail, so that the student sees how one goes on after an error. */
  isFaulty: boolean;
}

/** How often the first attempt fails. */
const FAULT = 0.1;

/** The turns with which the teacher solves a problem; the same random source gives the same turns. */
export function writeScript(problem: Problem, random: Random): Turn[] {
  const styles: ProgramStyle[] = ['named', 'inline', 'running', ...(canNest(problem) ? (['nested'] as const) : [])];
  const program = writeProgram(problem, random.pick(styles), random);
  const solution: Turn = { thought: writePlan(problem, random), code: program.lines.join('\n'), isFaulty: false };
  const answer = program.result !== undefined && random.chance(0.5) ? program.result : problem.answer;
  const conclusion: Turn = {
    thought: writeConclusion(problem, random),
    code: `final_answer(${answer})`,
    isFaulty: false,
  };
  const fault = random.chance(FAULT) ? spoil(program, random) : undefined;
  if (fault === undefined) return [solution, conclusion];
  const correction = random.pick(['The code failed. I write it again.', 'There was an error. I correct it.']);
  return [{ ...solution, code: fault, isFaulty: true }, { ...solution, thought: correction }, conclusion];
}

/** The program with one mistake that Python notices, or undefined where it offers no place for one. */
function spoil({ lines, names }: Program, random: Random): string | undefined {
  const misspelt = random.pick([...names, '']);
  const uses = lines.findLastIndex((line) => misspelt !== '' && line.includes(misspelt));
  const used = lines[uses];
  if (used !== undefined && random.chance(0.7)) {
    const wrong = misspelt.endsWith('s') ? misspelt.slice(0, -1) : `${misspelt}s`;
    if (names.includes(wrong)) return undefined;
    const at = used.lastIndexOf(misspelt);
    return [
      ...lines.slice(0, uses),
      used.slice(0, at) + wrong + used.slice(at + misspelt.length),
      ...lines.slice(uses + 1),
    ].join('\n');
  }
  return lines.join('\n').slice(0, -1);
}
