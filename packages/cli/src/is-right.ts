import { numericEquivalence, type ActionOutcome } from '@agentd/sag';

/** Whether an answer is the reference, by value: `12` and `12.0` agree, integers must agree in every digit. */
export async function isRight(answer: string | undefined, reference: string): Promise<boolean> {
  return answer !== undefined && (await numericEquivalence.equal(finalAnswer(answer), finalAnswer(reference)));
}

function finalAnswer(text: string): ActionOutcome {
  return { stdout: '', value: null, finalAnswer: text, pendingEffects: [] };
}
