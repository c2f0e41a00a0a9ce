import { javascriptSnippets } from './executor-snippets-javascript.ts';
import { pythonSnippets } from './executor-snippets-python.ts';

/** The code that the executor suite runs, by language: what each piece is to do stands in its name. */
export interface ExecutorSnippets {
  assign(name: string, value: number): string;
  read(name: string): string;
  increment(name: string): string;
  print(text: string): string;
  /** Binds `stamp` to something that differs whenever the code is run, and prints it. */
  stamp: string;
  /** Prints two random numbers from the language's usual source. */
  random: string;
  isDefined(name: string): string;
  /** What {@link ExecutorSnippets.isDefined} gives for a name that is not. */
  notDefined: string;
  syntaxError: string;
  /** Raises on line 3. */
  runtimeErrorOnLine3: string;
  /** Which line of a traceback names the error: the last, or the first. */
  tracebackHead: -1 | 0;
  runtimeErrorType: string;
  undefinedName: string;
  undefinedNameType: string;
  /** Assigns `half = 1`, then fails. */
  assignThenFail: string;
  /** Never ends and catches all that it can. */
  stubbornLoop: string;
  /** One long call that no interpreter loop interrupts. */
  longCall: string;
  /** Takes memory until there is none. */
  exhaustMemory: string;
  /** Prints far more than any limit. */
  flood: string;
  /** A value whose text is far longer than any limit. */
  longValue: string;
  /** Ends or aborts the interpreter itself. */
  crash: string;
  recurseForever: string;
  /** Reaches for the host; each must not get there. */
  escapes: string[];
  /** Absent where the language has no files. */
  files?: {
    /** Writes `text` to the file `note.txt`. */
    write(text: string): string;
    /** Prints the text of `note.txt`, or `none`. */
    read: string;
  };
  /** Prints `before`, gives the final answer, then prints what must not appear. */
  answer(expression: string): string;
  answerOnly(expression: string): string;
  /** An answer inside what catches ordinary errors. */
  answerInsideCatchAll: string;
  /** Two answers, `first` and `second`, the first of which is caught. */
  twoAnswers: string;
  /** Expressions as arguments of `answer`, with the text and JSON value that they give; no value: no JSON form. */
  answers: { expression: string; text: string; value?: unknown }[];
  /** Replaces what printing and the executor's own bookkeeping might be built on. */
  poison: string;
  /** Calls a tool with one named text argument. */
  call(tool: string, argument: string, value: string): string;
  /** Calls a tool and prints what was raised, if anything was. */
  callAndCatch(tool: string, argument: string, value: string): string;
  /** How the value of a call that gave null reads; absent where it is not shown. */
  nullValue?: string;
  /** Calls a tool without its argument. */
  callWithoutArgument(tool: string): string;
}

/** The code in each language that an executor may have. */
export const executorSnippets: Readonly<Record<'python' | 'javascript', ExecutorSnippets>> = {
  python: pythonSnippets,
  javascript: javascriptSnippets,
};
