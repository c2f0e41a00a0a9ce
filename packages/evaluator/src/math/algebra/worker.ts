import { parentPort } from 'node:worker_threads';
import { ComputeEngine } from '@cortex-js/compute-engine';

/** What the worker is asked: whether two formulas in LaTeX are equal. */
export interface AlgebraRequest {
  id: number;
  answer: string;
  reference: string;
}

/** `equal` is absent where the library cannot tell. The first message, with id −1, says that it is loaded. */
export interface AlgebraReply {
  id: number;
  equal?: boolean;
}

const engine = new ComputeEngine();
const reply = (message: AlgebraReply): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, answer, reference }: AlgebraRequest) => {
  const equal = decide(answer, reference);
  reply(equal === undefined ? { id } : { id, equal });
});
reply({ id: -1 });

function decide(answer: string, reference: string): boolean | undefined {
  try {
    const [a, b] = [engine.parse(answer), engine.parse(reference)];
    if (!a.isValid || !b.isValid) return undefined;
    const equal = a.isIdenticallyEqual(b) ?? a.evaluate().isIdenticallyEqual(b.evaluate());
    // Two numbers past the largest double are both infinite to the library, and so equal.
    return equal === true && [a, b].some((side) => side.unknowns.length === 0 && side.N().isFinite === false)
      ? undefined
      : equal;
  } catch {
    // The library throws on what it does not know; the next one may know.
    return undefined;
  }
}
