import { renderAction } from '../parser/action-format.ts';
import type { ChatMessage } from '../model.ts';
import type { Tool } from '../tool.ts';

const user = (content: string): ChatMessage => ({ role: 'user', content });
const action = (thought: string, code: string): ChatMessage => ({
  role: 'assistant',
  content: renderAction({ thought, code }),
});

const arithmetic: ChatMessage[] = [
  user(
    'Task: A printer makes 48 posters an hour. It runs for 6 hours on Monday and half as long on Tuesday. How many posters does it make on the two days?',
  ),
  action(
    'On Tuesday it runs for 6 / 2 hours. I compute the posters of each day and add them.',
    'posters_per_hour = 48\nmonday_hours = 6\ntuesday_hours = monday_hours / 2\ntotal = posters_per_hour * (monday_hours + tuesday_hours)\nprint(total)',
  ),
  user('Observation:\nExecution logs:\n432.0\nLast output from code snippet:\nNone'),
  action('The two days make 432 posters.', 'final_answer(432)'),
];

const algebra: ChatMessage[] = [
  user('Task: Find the sum of all real solutions of x^2 - 7x + 10 = 0.'),
  action(
    'I solve the equation exactly with sympy and look at the solutions before adding them.',
    'import sympy\nx = sympy.symbols("x", real=True)\nsolutions = sympy.solve(x**2 - 7*x + 10, x)\nprint(solutions)',
  ),
  user('Observation:\nExecution logs:\n[2, 5]\nLast output from code snippet:\nNone'),
  action('The solutions are 2 and 5; their sum is the answer.', 'final_answer(sum(solutions))'),
];

const search: ChatMessage[] = [
  user('Task: In which country was the composer of the opera "Rusalka" born?'),
  action(
    'I need to know who composed the opera, so I search for it.',
    'print(web_search(query="opera Rusalka composer"))',
  ),
  user(
    'Observation:\nExecution logs:\nRusalka is an opera by Antonín Dvořák, a Czech composer born in Nelahozeves in Bohemia.\nLast output from code snippet:\nNone',
  ),
  action(
    'Dvořák was born in Nelahozeves in Bohemia. I check to which country the place belongs now.',
    'print(web_search(query="Nelahozeves country"))',
  ),
  user(
    'Observation:\nExecution logs:\nNelahozeves is a village in the Czech Republic, north of Prague.\nLast output from code snippet:\nNone',
  ),
  action('Nelahozeves lies in the Czech Republic.', 'final_answer("Czech Republic")'),
];

/** Worked examples for the tools at hand: one with search is shown only where `web_search` can be called. */
export function demonstrations(tools: readonly Tool[]): ChatMessage[][] {
  const examples = [arithmetic, algebra];
  return tools.some(({ name }) => name === 'web_search') ? [search, ...examples] : examples;
}
