import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand } from './run-command.ts';

const timeout = 120_000;
const reportSchema = z.object({
  isHealthy: z.boolean(),
  node: z.object({ version: z.literal(process.versions.node), required: z.string(), isSupported: z.literal(true) }),
  machine: z.object({
    platform: z.literal(process.platform),
    architecture: z.string(),
    cores: z.number().min(1),
    memoryBytes: z.number().min(2 ** 28),
  }),
  cache: z.object({ folder: z.string(), isWritable: z.boolean(), bytes: z.number() }),
  executors: z
    .array(
      z.object({
        id: z.string(),
        works: z.boolean(),
        isRequired: z.boolean(),
        error: z.string().optional(),
        isolation: z
          .object({
            label: z.string(),
            layers: z.array(
              z.object({
                name: z.string(),
                isActive: z.boolean(),
                purpose: z.string(),
                remedy: z.string().optional(),
              }),
            ),
          })
          .optional(),
        attacks: z.array(z.object({ target: z.string(), held: z.boolean(), detail: z.string() })),
      }),
    )
    .min(1),
  packages: z.array(z.object({ name: z.string(), version: z.string().nullable(), install: z.string() })),
  tinyAgent: z.object({ folder: z.string() }),
  variables: z.record(z.string(), z.boolean()),
});

describe('agentd doctor', () => {
  it('tries the sandbox and finds that it works and holds', { timeout }, async () => {
    const environment = { OPENAI_API_KEY: 'sk-do-not-show', OPENAI_MODEL: '' };
    const { code, stdout, stderr } = await runCommand(['doctor', '--json'], { environment });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('sk-do-not-show');
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ isHealthy: true, variables: { OPENAI_API_KEY: true, OPENAI_MODEL: false } });
    expect(report.packages.map(({ name, version }) => [name, version !== null])).toEqual([
      ['@huggingface/transformers', true],
      ['onnxruntime-node', true],
      ['node-llama-cpp', true],
      ['@lancedb/lancedb', true],
    ]);
    for (const { works, isRequired, attacks, isolation } of report.executors) {
      expect(works || !isRequired).toBe(true);
      if (!works) continue;
      expect(attacks.map(({ target, held }) => [target, held])).toEqual([
        ['host files', true],
        ['network', true],
        ['host environment', true],
      ]);
      for (const { isActive, remedy } of isolation?.layers ?? []) expect(remedy === undefined).toBe(isActive);
    }
  });
});
