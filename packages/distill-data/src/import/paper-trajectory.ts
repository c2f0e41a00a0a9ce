import {
  hashText,
  parseAction,
  TRAJECTORY_SCHEMA_VERSION,
  type Candidate,
  type ChatMessage,
  type Outcome,
  type Step,
  type Trajectory,
} from '@agentd/agent-core';
import type { z } from 'zod';
import type { paperAgentRow, paperMessages } from './paper-log.ts';

type Message = z.infer<typeof paperMessages>[number];

const MAX_STEPS = 'Reached max steps';

/** A row of the authors' agent as a trajectory. */
export function paperTrajectory(row: z.infer<typeof paperAgentRow>, source: string): Trajectory {
  const { question, log_data: log } = row;
  const messages = (log?.messages ?? []).filter(({ role }) => role !== 'tool-call');
  const firstTurn = messages.findIndex(({ role }) => role === 'assistant');
  const end = firstTurn === -1 ? messages.length : firstTurn;
  const opening = messages.slice(0, end).map(openingMessage);
  const turns = turnsOf(messages.slice(end));
  const reachedLimit = turns.some(({ responses }) => responses.some((text) => text.includes(MAX_STEPS)));
  const outcome = outcomeOf(row, reachedLimit);
  return {
    schemaVersion: TRAJECTORY_SCHEMA_VERSION,
    id: hashText(`${source}\n${question}`),
    task: { id: hashText(question), question },
    model: { id: row.model_id ?? log?.metadata?.model?.model_id ?? 'unknown' },
    prompt: { name: 'paper-agent', version: '1', messages: opening },
    decoder: { name: 'imported', settings: { source } },
    executor: { id: 'imported', isolation: 'unknown' },
    tools: ['web_search'],
    parameters: { maxSteps: 5, maxTokens: 0, timeoutMs: 0, observationLimit: 0 },
    seed: 0,
    versions: {},
    startedAt: timeOf(log?.metadata?.timestamp),
    steps: turns.map((turn, index) => stepOf(turn, index, index === turns.length - 1 ? outcome : undefined)),
    outcome,
    usage: { promptTokens: 0, completionTokens: 0 },
    durationMs: 0,
  };
}

interface Turn {
  text: string;
  responses: string[];
}

/** Each message of the assistant with the answers of the interpreter to it. */
function turnsOf(messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  for (const { role, content } of messages) {
    if (role === 'assistant') turns.push({ text: content, responses: [] });
    else turns.at(-1)?.responses.push(content.replace(/^Call id: \S*\n/, ''));
  }
  return turns;
}

function stepOf({ text, responses }: Turn, index: number, outcome: Outcome | undefined): Step {
  const { thought, code, repairs } = parseAction(text);
  const status = statusOf(responses, code);
  const isAnswer = outcome?.status === 'answered' && status === 'ok';
  const candidate: Candidate = {
    index: 0,
    status,
    text,
    thought,
    code,
    repairs: [...repairs],
    finishReason: 'other',
    tokens: 0,
  };
  return {
    index,
    text,
    thought,
    code,
    observation: isAnswer ? '' : responses.join('\n'),
    candidates: [candidate],
    elected: 0,
    toolCalls: [],
    usage: { promptTokens: 0, completionTokens: 0 },
    durationMs: 0,
  };
}

function statusOf(responses: readonly string[], code: string): Candidate['status'] {
  if (responses.some((text) => text.includes('Error in code parsing'))) return 'no-code';
  if (responses.some((text) => text.startsWith('Error:\n') && !text.includes(MAX_STEPS))) return 'runtime-error';
  return code === '' ? 'no-code' : 'ok';
}

function outcomeOf(
  { log_data: log, generated_answer: generated, error }: z.infer<typeof paperAgentRow>,
  reachedLimit: boolean,
): Outcome {
  if (log === null || error !== undefined) {
    return { status: 'error', error: { code: 'distill-data/imported', message: error ?? 'no log of the run' } };
  }
  const answer = generated ?? log.metadata?.final_answer;
  if (answer === undefined || answer === null) return { status: 'max-steps' };
  return { status: reachedLimit ? 'max-steps' : 'answered', answer: { text: String(answer) } };
}

/** Notes for the teacher in the question are nothing that a student gets. */
function openingMessage({ role, content }: Message): ChatMessage {
  return {
    role: role === 'system' ? 'system' : 'user',
    content: role === 'user' ? content.replaceAll(/<reference>[\s\S]*?<\/reference>/g, '') : content,
  };
}

/** `20250402_152239`, as their logs have it; the beginning of time where there is none. */
function timeOf(timestamp: string | undefined): string {
  const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(timestamp ?? '');
  const time = parts === null ? Number.NaN : Date.parse(`${parts.slice(1, 4).join('-')}T${parts.slice(4).join(':')}Z`);
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}
