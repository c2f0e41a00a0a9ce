import { setTimeout as delay } from 'node:timers/promises';
import type { SamplingSettings } from '@agentd/ftp-sampler';
import { answering, chainModel, ruleModel, sumOf, teacherSettings } from '@agentd/ftp-sampler/testing';

/** A teacher that thinks for a moment and is right at its first try, so that each question has one trajectory. */
export function fastTeacher(thinkingMs: number): SamplingSettings {
  const model = ruleModel(async (request) => {
    await delay(thinkingMs * (0.5 + Math.random()));
    return answering(sumOf(request));
  });
  return { ...teacherSettings(model, chainModel()), stopAtFirstRight: true };
}
