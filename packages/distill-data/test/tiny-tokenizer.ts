import { tinyAgentPath } from '@agentd/tiny-agent';
import { openTokenizer } from '../src/masks/open-tokenizer.ts';
import type { TrainingTokenizer } from '../src/masks/tokenizer.ts';

/** Chat templates with the habits of families of models, for the small vocabulary of the tiny agent. */
export const templates = {
  /** As Qwen2.5: a system message of its own where there is none. */
  withDefaultSystem: `{% for message in messages %}{% if loop.first and message.role != 'system' %}{{ '<|im_start|>system
You are a helper.<|im_end|>
' }}{% endif %}{{ '<|im_start|>' + message.role + '
' + message.content + '<|im_end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}`,
  /** As Gemma 2: no system message, roles that alternate, contents trimmed. */
  withoutSystem: `{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}
{%- for message in messages %}{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}
{{- raise_exception('roles must alternate') }}{% endif %}{{ '<|im_start|>' + message.role + '
' + message.content | trim + '<|im_end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}`,
  /** Counts turns, so that no two are written alike. */
  irregular: `{% for message in messages %}{{ '<|im_start|>' + message.role + ' ' + loop.index0 | string + '
' + message.content + '<|im_end|>
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant ' + messages | length | string + '
' }}{% endif %}`,
};

/** The tiny agent's tokenizer: it loads in milliseconds. */
export function openTiny(chatTemplate: string = templates.withDefaultSystem): Promise<TrainingTokenizer> {
  return openTokenizer(tinyAgentPath, { chatTemplate, id: 'tiny' });
}
