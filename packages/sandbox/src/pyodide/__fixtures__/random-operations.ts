/**
 * A program: does random operations to one interpreter, as a session's child process does them, and compares its whole
 * state after each that must leave no trace. Its argument is JSON: the child's settings, the number of operations and a
 * seed. Prints what it did and found, as JSON.
 */
import type { ChildSettings } from '../child-settings.ts';
import { load } from '../child/boot.ts';
import { Checkpoint, type Delta } from '../child/checkpoint.ts';
import { replaceDevices } from '../child/devices.ts';
import { limitFiles } from '../child/file-quota.ts';
import { Interpreter } from '../child/interpreter.ts';
import { readSnapshot } from '../snapshot-file.ts';
import { deeds, setUp } from './deeds.ts';
import { differences, stateOf, type InterpreterState } from './interpreter-state.ts';

const given: { settings: ChildSettings; operations: number; seed: number } = JSON.parse(process.argv[2] ?? '{}');
const { settings, operations } = given;
const limitMs = 60;

/** https://en.wikipedia.org/wiki/Xorshift */
let word = given.seed | 1;
function random(below: number): number {
  word ^= word << 13;
  word ^= word >>> 17;
  word ^= word << 5;
  return (word >>> 0) % below;
}

const snapshot = settings.snapshot === undefined ? undefined : readSnapshot(settings.snapshot);
const loaded = await load(settings, snapshot, () => undefined);
const { module, entropy } = loaded;
replaceDevices(module.FS, entropy);
const interpreter = new Interpreter(loaded);
interpreter.setUp(settings);
const constantFiles = limitFiles(module.FS, settings.fileQuotaBytes);
loaded.boundary.lock();
const checkpoint = new Checkpoint(module, entropy, constantFiles, snapshot?.memory ?? Buffer.alloc(0));

const references = new Map<unknown, number>();
const state = () => stateOf(module, entropy, references);
const done: Record<string, number> = {};
const found: string[] = [];
const code = () => deeds[random(deeds.length)] ?? '';
const isUndone = ({ crashed, outcome }: { crashed: boolean; outcome: { status: string } }) =>
  crashed || outcome.status === 'memory';

function check(what: string, before: InterpreterState): void {
  done[what] = (done[what] ?? 0) + 1;
  found.push(...differences(before, module, state()).map((difference) => `${what}: ${difference}`));
}

function begin(): InterpreterState {
  checkpoint.restart();
  entropy.reseed(settings.seed);
  interpreter.setUp(settings);
  checkpoint.absorb();
  return state();
}

function run(text: string): void {
  if (isUndone(interpreter.execute(text, 5_000))) checkpoint.rollback();
  else checkpoint.absorb();
}

const first = begin();
run(setUp);
let present = state();
let branches: Delta[] = [];
for (let count = 0; count < operations; count++) {
  const chance = random(100);
  const branch = branches[random(Math.max(1, branches.length))];
  if (chance < 72) {
    const text = code();
    const execution = interpreter.execute(text, limitMs);
    if (isUndone(execution)) checkpoint.rollback();
    else {
      const delta = checkpoint.detach(settings.branchMemoryBytes);
      if (delta !== undefined) branches = [...branches.slice(-3), delta];
    }
    check(`a branch that ends as ${execution.outcome.status}, ${text.slice(0, 40)}`.split(',')[0] ?? '', present);
    if (found.length > 0) found.push(text);
  } else if (chance < 84) {
    const execution = interpreter.execute(code(), limitMs);
    branches = [];
    if (isUndone(execution)) {
      checkpoint.rollback();
      check('a run that is undone', present);
    } else {
      checkpoint.absorb();
      present = state();
      done['a run'] = (done['a run'] ?? 0) + 1;
    }
  } else if (chance < 94 && branch !== undefined) {
    checkpoint.apply(branch);
    branches = [];
    present = state();
    done['a commit'] = (done['a commit'] ?? 0) + 1;
  } else {
    const again = begin();
    done['a reset'] = (done['a reset'] ?? 0) + 1;
    found.push(...differences(first, module, again).map((difference) => `a reset: ${difference}`));
    run(setUp);
    branches = [];
    present = state();
  }
  if (found.length > 0) break;
}
process.stdout.write(JSON.stringify({ done, found }));
// Code that ended the interpreter with a status has set that of this process.
process.exitCode = 0;
