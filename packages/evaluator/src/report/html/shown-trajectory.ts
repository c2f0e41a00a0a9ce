import { type Candidate, type Step, type Trajectory, truncateMiddle } from '@agentd/agent-core';

/** Characters of an output; the trajectory in its file has all of them. */
const LONGEST_OUTPUT = 2000;

/** What a page shows of a trajectory. Without times and prompts: the first differ from run to run, the second repeat. */
export interface ShownTrajectory {
  id: string;
  decoder: string;
  isolation: string;
  outcome: string;
  answer?: string;
  steps: ShownStep[];
}

interface ShownStep {
  prefill?: string;
  thought: string;
  code: string;
  observation: string;
  /** How the vote went, in words; absent where there was none. */
  vote?: string;
  /** Only where there were several. */
  candidates?: ShownCandidate[];
  failedRound?: ShownCandidate[];
}

interface ShownCandidate {
  /** With its class of the vote, such as `3 · class 2 · ok`. */
  title: string;
  elected: boolean;
  thought: string;
  code: string;
  output: string;
}

/** Reduces a trajectory to what a reader looks at. */
export function shownTrajectory({ id, decoder, executor, outcome, steps }: Trajectory): ShownTrajectory {
  const { status, answer, error } = outcome;
  return {
    id,
    decoder: decoder.name,
    isolation: executor.isolation,
    outcome: error === undefined ? status : `${status} (${error.code}: ${error.message})`,
    ...(answer === undefined ? {} : { answer: answer.text }),
    steps: steps.map(shownStep),
  };
}

function shownStep(step: Step): ShownStep {
  const { prefill, prefillMethod = 'native', thought, code, observation, candidates, failedRound, vote } = step;
  return {
    ...(prefill === undefined ? {} : { prefill: `${prefill} (${prefillMethod})` }),
    thought,
    code,
    observation: shorten(observation),
    ...(vote === undefined ? {} : { vote: votedBy(vote) }),
    ...(candidates.length < 2 ? {} : { candidates: candidates.map((candidate) => shownCandidate(candidate, step)) }),
    ...(failedRound === undefined ? {} : { failedRound: failedRound.map((candidate) => shownCandidate(candidate)) }),
  };
}

function votedBy({ classes, decidedBy, earlyStop }: NonNullable<Step['vote']>): string {
  const sizes = classes.map(({ candidates }) => candidates.length).join(' to ');
  return `${sizes || 'no valid candidate'}, by ${decidedBy}${earlyStop ? ', stopped early' : ''}`;
}

function shownCandidate(candidate: Candidate, step?: Step): ShownCandidate {
  const { index, status, thought, code, duplicateOf, logprob } = candidate;
  const group = step?.vote?.classes.findIndex(({ candidates }) => candidates.includes(index)) ?? -1;
  const title = [
    `${index + 1}`,
    ...(group >= 0 ? [`class ${group + 1}`] : []),
    status,
    ...(duplicateOf === undefined ? [] : [`same code as ${duplicateOf + 1}`]),
    ...(logprob === undefined ? [] : [`log-probability ${logprob.toFixed(2)}`]),
  ].join(' · ');
  return { title, elected: step?.elected === index, thought, code, output: outputOf(candidate) };
}

function outputOf({ execution }: Candidate): string {
  if (execution === undefined) return '';
  const { stdout, value, error, finalAnswer } = execution;
  const parts = [
    stdout.trimEnd(),
    value ?? '',
    error === undefined ? '' : `${error.type}: ${error.message}`,
    finalAnswer === undefined ? '' : `final answer: ${finalAnswer.text}`,
  ];
  return shorten(parts.filter((part) => part !== '').join('\n'));
}

const shorten = (text: string): string => truncateMiddle(text, LONGEST_OUTPUT);
