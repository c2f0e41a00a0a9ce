import { describe, expect, it } from 'vitest';
import { compactPrompt } from '../prompts/compact.ts';
import type { Executor } from '../executor.ts';
import type { DecodedStep, DecoderEvent, StepContext, StepDecoder } from '../step-decoder.ts';
import { StepToolHost } from '../tool-host.ts';
import { candidateSchema, voteSchema } from '../trajectory.ts';
import { scriptedModel, type ScriptedTurn } from './scripted-model.ts';

const turn = (code: string) => `Thought: a step.\nCode:\n\`\`\`py\n${code}\n\`\`\``;

/** What every {@link StepDecoder} must hold, run with a scripted model and a real executor. */
export function describeStepDecoder(
  name: string,
  makeDecoder: () => StepDecoder,
  makeExecutor: () => Executor | Promise<Executor>,
): void {
  describe(`step decoder: ${name}`, () => {
    async function decode(turns: readonly ScriptedTurn[], before = '', signal = new AbortController().signal) {
      const executor = await makeExecutor();
      const session = await executor.open({ tools: new StepToolHost([]) });
      try {
        if (before !== '') await session.run(before);
        const context: StepContext = {
          stepIndex: 0,
          messages: [{ role: 'user', content: 'question' }],
          model: scriptedModel(turns),
          session,
          prompt: compactPrompt,
          seed: 1,
          maxTokens: 100,
          timeoutMs: 2000,
          observationLimit: 1000,
          signal,
        };
        const events: DecoderEvent[] = [];
        let step: DecodedStep | undefined;
        for await (const event of makeDecoder().decode(context)) {
          if (event.type === 'decoded') step = event.step;
          else events.push(event);
        }
        const after = await session.run('sorted(name for name in globals() if name.startswith("left_"))');
        return { events, step, after };
      } finally {
        await session.close();
        await executor.close?.();
      }
    }

    it('ends with exactly one decoded step whose elected candidate exists', async () => {
      const { step } = await decode([turn('print(6 * 7)')]);
      expect(step?.candidates[step.elected]?.execution?.stdout).toBe('42\n');
    });

    it('reports each candidate and gives records that fit the trajectory schema', async () => {
      const { step, events } = await decode([turn('print(1)')]);
      expect(events.filter((event) => event.type === 'candidate').length).toBeGreaterThan(0);
      for (const candidate of step?.candidates ?? [])
        expect(candidateSchema.safeParse(candidate).error).toBeUndefined();
      if (step?.vote !== undefined) expect(voteSchema.safeParse(step.vote).error).toBeUndefined();
    });

    it('leaves the session in the state of the elected candidate', async () => {
      const { after } = await decode([turn('left_new = left_old + 1')], 'left_old = 1');
      expect(after.value).toBe("['left_new', 'left_old']");
    });

    it('gives a step, not an exception, for code that fails', async () => {
      const failing = turn('1 / 0');
      const { step } = await decode([failing, failing]);
      expect(step?.candidates[step.elected]?.status).toBe('runtime-error');
    });

    it('gives a step, not an exception, for a turn without code', async () => {
      const prose = 'The answer is forty-two.';
      const { step } = await decode([prose, prose]);
      expect(step?.candidates[step.elected]?.status).toBe('no-code');
    });

    it('rejects with the reason of an aborted signal', async () => {
      await expect(decode([turn('print(1)')], '', AbortSignal.abort(new Error('stop now')))).rejects.toThrow(
        'stop now',
      );
    });

    it('passes a fault of the model on', async () => {
      await expect(decode([])).rejects.toMatchObject({ code: 'model/script-ended' });
    });
  });
}
