import { promptNames } from '@agentd/sag';
import { dtypes } from '@agentd/sag/local';
import { z } from 'zod';
import { must, oneOf, positive, settings, text } from './settings.ts';

const price = z.number(must('a number, 0 or above')).nonnegative(must('a number, 0 or above'));
const httpUrl = z.url({ protocol: /^https?$/, ...must('an address such as http://localhost:8000/v1') });

const shape = {
  /** As in journal and report; needed where there are several models. */
  label: text.exactOptional(),
  name: text.exactOptional(),
  baseURL: httpUrl.exactOptional(),
  apiKey: text.exactOptional(),
  local: text.exactOptional(),
  hub: text.exactOptional(),
  dtype: oneOf(...dtypes).exactOptional(),
  prompt: oneOf(...promptNames).exactOptional(),
  /** Further fields of each request to the server. */
  extraBody: z.record(z.string(), z.json(), must('settings')).exactOptional(),
  prices: settings({ input: price, cachedInput: price.exactOptional(), output: price }).exactOptional(),
  /** Requests to the server at a time. */
  requests: positive.exactOptional(),
};

/** Names that belong to a model on a server alone. */
const ofServer = ['baseURL', 'apiKey', 'extraBody', 'prices', 'requests'] as const;

type Shape = z.output<z.ZodObject<typeof shape>>;

/** Schema of a model: one on a server, one in files, or without any of these the tiny agent. */
export const modelSchema = settings(shape).superRefine(checkModel);

/** Schema of the model that judges. */
export const judgeSchema = settings({ ...shape, rubric: text.exactOptional(), maxTokens: positive.exactOptional() })
  .omit({ prompt: true, label: true })
  .superRefine(checkModel);

/** One model as the file has it. */
export type ModelConfig = z.output<typeof modelSchema>;

/** The judge as the file has it. */
export type JudgeConfig = z.output<typeof judgeSchema>;

function checkModel(model: Omit<Shape, 'prompt' | 'label'>, context: z.RefinementCtx): void {
  const complain = (key: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [key], message });
  };
  const [first, second] = (['name', 'local', 'hub'] as const).filter((key) => model[key] !== undefined);
  if (first !== undefined && second !== undefined)
    complain(second, `is given besides ${first}; a model is one of the two`);
  const lost = ofServer.find((key) => model.name === undefined && model[key] !== undefined);
  if (lost !== undefined) complain(lost, 'is for a model on a server; add its name');
  if (model.dtype !== undefined && model.local === undefined && model.hub === undefined) {
    complain('dtype', 'chooses among the weights of local or hub; give one of them');
  }
}
