import { parseFinalAnswer } from './final-answer.ts';
import type { AgentEvent } from './agent-events.ts';
import type { AgentOptions, AgentRunOptions, Task } from './agent-options.ts';
import { conversation } from './conversation.ts';
import { AgentdError } from './errors.ts';
import type { Session } from './executor.ts';
import { canonicalJson } from './json.ts';
import type { ChatMessage } from './model.ts';
import { deriveSeed, hashText } from './seed.ts';
import type { DecodedStep, StepContext } from './step-decoder.ts';
import { StepToolHost } from './tool-host.ts';
import { TRAJECTORY_SCHEMA_VERSION, type Outcome, type Step, type Trajectory } from './trajectory.ts';
import { addUsage, noUsage, type Usage } from './usage.ts';
import { VERSION } from './version.ts';

/** One run of an agent over one task. */
export class AgentRun {
  /** Why the run ended early, if it did. */
  failure: { cause: unknown } | undefined;
  readonly #agent: Required<AgentOptions>;
  readonly #task: Task;
  readonly #seed: number;
  readonly #prefix: string | undefined;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #opening: ChatMessage[];
  readonly #steps: Step[] = [];
  #usage: Usage = noUsage;
  readonly #startedAt = new Date();
  readonly #clock = performance.now();

  constructor(agent: Required<AgentOptions>, task: Task, options: AgentRunOptions) {
    this.#agent = agent;
    this.#task = task;
    this.#seed = options.seed ?? 0;
    this.#prefix = options.firstThoughtPrefix;
    this.#signal = AbortSignal.any([this.#abort.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    this.#opening = agent.prompt.opening(task.question, agent.tools);
  }

  async *events(): AsyncGenerator<AgentEvent, void> {
    yield { type: 'run-start', id: this.#id(), question: this.#task.question };
    let outcome: Outcome;
    try {
      outcome = yield* this.#loop();
    } catch (cause) {
      this.failure = { cause };
      outcome = this.#failed(cause);
    } finally {
      this.#abort.abort();
    }
    yield { type: 'run-end', trajectory: this.#trajectory(outcome) };
  }

  async *#loop(): AsyncGenerator<AgentEvent, Outcome> {
    const { executor, tools, maxSteps } = this.#agent;
    this.#signal.throwIfAborted();
    const host = new StepToolHost(tools);
    const session = await executor.open({ tools: host, signal: this.#signal });
    try {
      while (this.#steps.length < maxSteps) {
        const stepIndex = this.#steps.length;
        yield { type: 'step-start', stepIndex };
        host.beginStep();
        const step = yield* this.#step(session, stepIndex);
        this.#steps.push(step);
        yield { type: 'step-end', step };
        const answer = step.candidates[step.elected]?.execution?.finalAnswer;
        if (answer !== undefined) return { status: 'answered', answer };
      }
    } finally {
      await session.close();
    }
    yield { type: 'final-answer-request' };
    return this.#requestAnswer();
  }

  async *#step(session: Session, stepIndex: number): AsyncGenerator<AgentEvent, Step> {
    const { decoder, model, prompt, maxTokens, timeoutMs, observationLimit } = this.#agent;
    const startedAt = performance.now();
    const prefill = stepIndex === 0 ? this.#prefix : undefined;
    const decoded = yield* this.#decode({
      stepIndex,
      messages: conversation(this.#opening, this.#steps),
      model,
      session,
      prompt,
      prefill,
      seed: deriveSeed(this.#seed, 'step', stepIndex),
      maxTokens,
      timeoutMs,
      observationLimit,
      signal: this.#signal,
    });
    this.#count(decoded.usage);
    const elected = decoded.candidates[decoded.elected];
    if (elected === undefined) {
      throw badDecoder(decoder.name, `elected candidate ${decoded.elected} of ${decoded.candidates.length}`);
    }
    const { execution, text, thought, code } = elected;
    const commitErrors = decoded.toolCalls
      .filter((call) => call.effect === 'write' && call.error !== undefined)
      .map((call) => `${call.tool} failed: ${call.error}`);
    return {
      index: stepIndex,
      ...(prefill === undefined ? {} : { prefill }),
      ...(decoded.prefillMethod === undefined ? {} : { prefillMethod: decoded.prefillMethod }),
      text,
      thought,
      code,
      observation:
        execution?.finalAnswer === undefined
          ? prompt.observation({ execution, commitErrors, limit: observationLimit })
          : '',
      candidates: decoded.candidates,
      elected: decoded.elected,
      ...(decoded.vote === undefined ? {} : { vote: decoded.vote }),
      ...(decoded.failedRound === undefined ? {} : { failedRound: decoded.failedRound }),
      toolCalls: decoded.toolCalls,
      usage: decoded.usage,
      durationMs: performance.now() - startedAt,
    };
  }

  async *#decode(context: StepContext): AsyncGenerator<AgentEvent, DecodedStep> {
    const { decoder } = this.#agent;
    for await (const event of decoder.decode(context)) {
      this.#signal.throwIfAborted();
      if (event.type === 'decoded') return event.step;
      yield { ...event, stepIndex: context.stepIndex };
    }
    throw badDecoder(decoder.name, 'ended without a step');
  }

  async #requestAnswer(): Promise<Outcome> {
    const { model, prompt, maxTokens } = this.#agent;
    const { completions, usage } = await model.complete(
      {
        messages: [
          ...conversation(this.#opening, this.#steps),
          { role: 'user', content: prompt.finalAnswerRequest(this.#task.question) },
        ],
        maxTokens,
        stop: prompt.stop,
        seed: deriveSeed(this.#seed, 'final-answer'),
      },
      { signal: this.#signal },
    );
    this.#count(usage);
    const text = parseFinalAnswer(completions[0]?.text ?? '');
    return text === '' ? { status: 'max-steps' } : { status: 'max-steps', answer: { text } };
  }

  #count(usage: Usage): void {
    this.#usage = addUsage(this.#usage, usage);
  }

  #failed(cause: unknown): Outcome {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (this.#signal.aborted) return { status: 'aborted', error: { code: 'agent/aborted', message } };
    return { status: 'error', error: { code: AgentdError.isInstance(cause) ? cause.code : 'agent/failed', message } };
  }

  #parameters(): Trajectory['parameters'] {
    const { maxSteps, maxTokens, timeoutMs, observationLimit } = this.#agent;
    return { maxSteps, maxTokens, timeoutMs, observationLimit };
  }

  #id(): string {
    const { model, decoder, prompt, executor, tools } = this.#agent;
    return hashText(
      canonicalJson({
        task: this.#task.id,
        question: this.#task.question,
        seed: this.#seed,
        prefix: this.#prefix ?? null,
        model: model.id,
        decoder: { name: decoder.name, settings: decoder.settings },
        prompt: { name: prompt.name, version: prompt.version },
        executor: executor.id,
        tools: tools.map(({ name }) => name),
        parameters: this.#parameters(),
      }),
    );
  }

  #trajectory(outcome: Outcome): Trajectory {
    const { model, prompt, decoder, executor, tools } = this.#agent;
    return {
      schemaVersion: TRAJECTORY_SCHEMA_VERSION,
      id: this.#id(),
      task: this.#task,
      model: { id: model.id },
      prompt: { name: prompt.name, version: prompt.version, messages: this.#opening },
      decoder: { name: decoder.name, settings: decoder.settings },
      executor: { id: executor.id, isolation: executor.isolation.label },
      tools: tools.map(({ name }) => name),
      parameters: this.#parameters(),
      seed: this.#seed,
      versions: { '@agentd/agent-core': VERSION },
      startedAt: this.#startedAt.toISOString(),
      steps: this.#steps,
      outcome,
      usage: this.#usage,
      durationMs: performance.now() - this.#clock,
    };
  }
}

function badDecoder(name: string, fault: string): AgentdError {
  return new AgentdError(`The decoder ${name} ${fault}.`, { code: 'agent/bad-decoder' });
}
