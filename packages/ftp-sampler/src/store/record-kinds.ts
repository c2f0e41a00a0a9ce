import {
  chainsOfThoughtSchema,
  InvalidInputError,
  isFinished,
  parseChainsOfThought,
  parseTrajectory,
  TRAJECTORY_SCHEMA_VERSION,
  CHAINS_OF_THOUGHT_VERSION,
  trajectorySchema,
  type ChainsOfThought,
  type Trajectory,
} from '@agentd/agent-core';
import { z } from 'zod';
import type { RecordHead, RecordKind } from './record-store.ts';

/** Runs of an agent; one is finished when it came to its own end. */
export const trajectoryKind: RecordKind<Trajectory> = {
  name: 'trajectory',
  check: (record) => checked(trajectorySchema, record, 'The trajectory', 'trajectory/invalid'),
  parse: parseTrajectory,
  readHead: headReader(
    z
      .object({
        schemaVersion: z.literal(TRAJECTORY_SCHEMA_VERSION),
        id: z.string(),
        outcome: z.object({ status: trajectorySchema.shape.outcome.shape.status }),
      })
      .transform((record) => ({ id: record.id, finished: isFinished(record) })),
  ),
  isFinished,
};

/** Chains of thought; those of a question are finished when each was scored. */
export const chainsOfThoughtKind: RecordKind<ChainsOfThought> = {
  name: 'chains of thought',
  check: (record) => checked(chainsOfThoughtSchema, record, 'The record', 'chains-of-thought/invalid'),
  parse: parseChainsOfThought,
  readHead: headReader(
    z
      .object({
        schemaVersion: z.literal(CHAINS_OF_THOUGHT_VERSION),
        id: z.string(),
        samples: z.array(z.object({ score: z.unknown().optional() })),
      })
      .transform((record) => ({ id: record.id, finished: areScored(record) })),
  ),
  isFinished: areScored,
};

function areScored({ samples }: { samples: readonly { score?: unknown }[] }): boolean {
  return samples.every(({ score }) => score !== undefined);
}

/** @throws InvalidInputError with `code` */
export function checked<T>(schema: z.ZodType<T>, record: T, what: string, code: string): T {
  const result = schema.safeParse(record);
  if (result.success) return result.data;
  throw new InvalidInputError(`${what} cannot be stored: ${z.prettifyError(result.error)}`, {
    code,
    cause: result.error,
  });
}

/** Reads JSON with a schema of its head; undefined where either fails. */
export function headReader(schema: z.ZodType<RecordHead>): (json: string) => RecordHead | undefined {
  return (json) => {
    try {
      return schema.safeParse(JSON.parse(json)).data;
    } catch {
      return undefined;
    }
  };
}
