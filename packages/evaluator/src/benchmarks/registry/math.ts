import { lastBoxed } from '../../math/extract/boxed.ts';
import { type BenchmarkDefinition, defineBenchmark } from '../define-benchmark.ts';
import { subset } from './subset.ts';

/** The files of MATH have no answer of their own: it is in the box of the solution. */
export const answersInBoxes: Pick<BenchmarkDefinition, 'prepare' | 'refuse'> = {
  prepare: (row) => {
    const { solution } = row;
    const answer = 'answer' in row || typeof solution !== 'string' ? undefined : lastBoxed(solution);
    return answer === undefined ? row : { ...row, answer };
  },
  refuse: (row) =>
    'answer' in row || typeof row['solution'] !== 'string'
      ? undefined
      : { field: 'solution', reason: 'has no \\boxed{} answer' },
};

/** MATH and MATH-500 (Hendrycks et al. 2021, Lightman et al. 2023): competition mathematics of five levels. */
export const math500 = defineBenchmark({
  name: 'math-500',
  kind: 'math',
  ...answersInBoxes,
  origin: {
    title: 'MATH (MATH-500)',
    url: 'https://github.com/hendrycks/math',
    hub: ['HuggingFaceH4/MATH-500', 'EleutherAI/hendrycks_math'],
    licence: 'MIT',
    form: 'folder of JSON files, JSON Lines, Parquet',
    subset: subset('math_500_20250414.json', 500),
  },
});

/** GSM-Hard (Gao et al. 2023): GSM8K with large numbers; answers keep the digits of the file. */
export const gsmHard = defineBenchmark({
  name: 'gsm-hard',
  kind: 'math',
  origin: {
    title: 'GSM-Hard',
    url: 'https://github.com/reasoning-machines/pal',
    hub: ['reasoning-machines/gsm-hard'],
    licence: 'MIT',
    form: 'JSON Lines',
    subset: subset('gsm_hard_500_20250507.json', 500),
  },
});

/** AIME, the American Invitational Mathematics Examination of 2022 to 2024. */
export const aime = defineBenchmark({
  name: 'aime',
  kind: 'math',
  origin: {
    title: 'AIME 2022-2024',
    url: 'https://artofproblemsolving.com/wiki/index.php/AIME_Problems_and_Solutions',
    hub: ['AI-MO/aimo-validation-aime'],
    licence: 'Apache-2.0',
    form: 'Parquet, CSV, JSON Lines',
    subset: subset('aime_90_20250504.json', 90),
  },
});

/** OlymMATH (Sun et al. 2025): problems of olympiads, easy and hard, in English. */
export const olymMath = defineBenchmark({
  name: 'olymmath',
  kind: 'math',
  prepare: (row) => {
    const [, level] = /^OlymMATH-(EASY|HARD)-/i.exec(String(row['unique_id'] ?? '')) ?? [];
    return level === undefined || 'level' in row ? row : { ...row, level: level.toLowerCase() };
  },
  origin: {
    title: 'OlymMATH',
    url: 'https://github.com/RUCAIBox/OlymMATH',
    hub: ['RUC-AIBOX/OlymMATH'],
    licence: 'MIT',
    form: 'JSON Lines',
    subset: subset('olymath_200_20250511.json', 200),
  },
});
