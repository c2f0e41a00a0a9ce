import { CODE_FENCE_LANGUAGE, END_OF_CODE, ACTION_STOP_STRINGS, renderAction } from '../parser/action-format.ts';
import type { ExecutionResult } from '../executor.ts';
import type { ChatMessage } from '../model.ts';
import type { Tool } from '../tool.ts';
import { truncateMiddle } from '../truncate.ts';
import { demonstrations } from './demonstrations.ts';
import { faultLine } from './observation.ts';
import type { ObservationInput, PromptSet } from './prompt-set.ts';

/** What {@link agentPrompt} takes. */
export interface AgentPromptOptions {
  /**
   * Show worked examples. A teacher that was never trained on the format needs them; a distilled student does not.
   * Default true.
   */
  demonstrations?: boolean;
}

/**
 * The CodeAct prompt for general instruction-tuned models: role, format, tools as Python signatures, rules, and
 * worked examples. It follows the structure of the paper's agent prompt (appendix on prompts) in our own words.
 */
export function agentPrompt(options: AgentPromptOptions = {}): PromptSet {
  const shown = options.demonstrations ?? true;
  return {
    name: shown ? 'agent' : 'agent-zero-shot',
    version: '1',
    stop: ACTION_STOP_STRINGS,
    opening(question, tools) {
      const system = systemText(tools, shown ? demonstrations(tools) : []);
      return [
        { role: 'system', content: system },
        { role: 'user', content: `New task:\n${question}` },
      ];
    },
    observation,
    finalAnswerRequest: (question) =>
      `You have used all your steps. Do not write code any more. Using what you found so far, give your best answer to the task below, and nothing but the answer.\n\nTask:\n${question}`,
  };
}

function systemText(tools: readonly Tool[], examples: readonly (readonly ChatMessage[])[]): string {
  const parts = [
    `You are an expert who solves tasks by writing Python code, one small step at a time. You work in a cycle of Thought, Code and Observation.`,
    `In each turn, write first "Thought:" and say what you know, what is missing and what this step will find out. Then write "Code:" and a Python block that starts with \`\`\`${CODE_FENCE_LANGUAGE} and ends with the closing fence and ${END_OF_CODE}, exactly like this:\n\n${renderAction({ thought: 'What this step does and why.', code: 'result = 2 + 3\nprint(result)' })}`,
    `The code is run for you. Whatever it prints comes back in the next turn as "Observation:". Never write an observation yourself. Variables, imports and functions stay alive from one step to the next.`,
    `When you know the answer, call final_answer(answer) inside a code block: that ends the task.`,
  ];
  if (tools.length > 0) {
    parts.push(`Besides Python itself, these functions are ready to be called:\n\n${tools.map(toolText).join('\n\n')}`);
  }
  parts.push(
    [
      'Rules:',
      '1. Always give a Thought and exactly one code block, or you will fail.',
      '2. Use only variables that you have defined.',
      '3. Print what you need to see: only printed text is remembered.',
      '4. Compute with code, not in your head. The standard library, sympy and mpmath can be imported.',
      '5. Call functions with their real arguments, not with a dict of them.',
      '6. Do not name a variable like a function that is given to you.',
      '7. Do not repeat a call that you have already made with the same arguments.',
      '8. When a step fails, read the error and try something else.',
    ].join('\n'),
  );
  if (examples.length > 0) {
    const texts = examples.map((messages) => messages.map(({ content }) => content).join('\n'));
    parts.push(`Worked examples:\n---\n${texts.join('\n---\n')}\n---`);
  }
  return parts.join('\n\n');
}

function toolText(tool: Tool): string {
  const args = tool.parameters
    .filter((parameter) => parameter.description !== undefined)
    .map((parameter) => `        ${parameter.name}: ${parameter.description}`);
  const doc = args.length === 0 ? tool.description : `${tool.description}\n\n    Args:\n${args.join('\n')}\n    `;
  return `${tool.signature}\n    """${doc}"""`;
}

function observation({ execution, commitErrors, limit }: ObservationInput): string {
  if (execution === undefined) {
    return `Observation:\nNo code was found in your turn. Write a Thought, then "Code:" and one Python block that starts with \`\`\`${CODE_FENCE_LANGUAGE} and ends with the closing fence and ${END_OF_CODE}.`;
  }
  const parts = ['Observation:', ...output(execution, limit)];
  if (execution.status !== 'ok') {
    parts.push(
      `The code failed:\n${truncateMiddle(execution.error?.traceback.trimEnd() || faultLine(execution), limit)}`,
    );
    parts.push('Find the cause and try another way.');
  }
  parts.push(...commitErrors);
  return parts.join('\n');
}

function output(execution: ExecutionResult, limit: number): string[] {
  const parts: string[] = [];
  const logs = execution.stdout.trimEnd();
  if (logs !== '') parts.push(`Execution logs:\n${truncateMiddle(logs, limit)}`);
  if (execution.status === 'ok') {
    parts.push(`Last output from code snippet:\n${truncateMiddle(execution.value ?? 'None', limit)}`);
  }
  return parts;
}
