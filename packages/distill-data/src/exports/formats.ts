import { axolotl } from './axolotl.ts';
import type { ExportFormat, ExportFormatName } from './format.ts';
import { llamaFactory } from './llama-factory.ts';
import { neutral } from './neutral.ts';
import { torchtune } from './torchtune.ts';
import { trl } from './trl.ts';
import { unsloth } from './unsloth.ts';

/** Every export, by its name. */
export const exportFormats: Readonly<Record<ExportFormatName, ExportFormat>> = {
  neutral,
  trl,
  axolotl,
  'llama-factory': llamaFactory,
  unsloth,
  torchtune,
};
