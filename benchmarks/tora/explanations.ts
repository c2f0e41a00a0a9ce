/** Why a verdict differs, by the number of the row. A difference that has none here is reported as unexplained. */
const noBox =
  'The words announce no answer. The authors then take what the program printed; the loop hands over the words, and in them another number, or none in digits, stands last.';

export const whyWordsDiffer: Readonly<Record<number, string>> = {
  98: noBox,
  118: noBox,
  288: noBox,
  630: noBox,
  718: noBox,
  760: noBox,
};

export const whyAnswersDiffer: Readonly<Record<number, string>> = {
  146: 'The recording ends behind the program, without an output; the authors took the end of the program’s docstring for the answer. The program runs here and prints 2125.0, which is the gold answer 2,125.',
};

export const whyOutputsDiffer: Readonly<Record<number, string>> = {
  146: 'No output was recorded.',
  881: 'The loop in the program has no end. Both stopped it at their time limit; only the message is another.',
};

export const whySamplesDiffer: Readonly<Record<number, string>> = {
  72: 'The gold answer `10{,}000` has LaTeX’s thousands separator, which the recording’s grader did not read: 10000 is right.',
};
