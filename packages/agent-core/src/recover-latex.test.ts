import { describe, expect, it } from 'vitest';
import { recoverLatex } from './recover-latex.ts';

/** Python source, as the model wrote it. */
const py = String.raw;
const unchanged = (code: string, answer: string) =>
  expect(recoverLatex(code, answer)).toEqual({ text: answer, recovered: false });

describe('recoverLatex puts commands right that Python ate', () => {
  it.each([
    [py`final_answer("\boxed{2}")`, '\boxed{2}', py`\boxed{2}`],
    [py`final_answer("\frac{1}{2}")`, '\frac{1}{2}', py`\frac{1}{2}`],
    [py`final_answer("3 \times 4")`, '3 \times 4', py`3 \times 4`],
    [py`final_answer('\theta = \text{half}')`, '\theta = \text{half}', py`\theta = \text{half}`],
    [py`final_answer("x \neq 2")`, 'x \neq 2', py`x \neq 2`],
    [py`final_answer("\left(1, 2\right]")`, py`\left(1, 2` + '\right]', py`\left(1, 2\right]`],
    [py`final_answer("\alpha + \vec{v}")`, '\x07lpha + \vec{v}', py`\alpha + \vec{v}`],
    [py`final_answer("""\rho""")`, '\rho', py`\rho`],
    [py`answer = "$\nu$"` + '\nfinal_answer(answer)', '$\nu$', py`$\nu$`],
    [py`final_answer(u"\beta")`, '\beta', py`\beta`],
  ])('%s', (code, answer, meant) => {
    expect(recoverLatex(code, answer)).toEqual({ text: meant, recovered: true });
  });

  it('in an f-string, whatever its expressions give', () => {
    const code = py`final_answer(f"\boxed{{{x}}} and \frac{{{a['n']}}}{{2}}")`;
    expect(recoverLatex(code, '\boxed{7} and \frac{3}{2}').text).toBe(py`\boxed{7} and \frac{3}{2}`);
  });

  it('in text put together with + or format', () => {
    expect(recoverLatex(py`final_answer("\boxed{" + str(x) + "}")`, '\boxed{7}').text).toBe(py`\boxed{7}`);
    expect(recoverLatex(py`final_answer("\frac{{{}}}{{2}}".format(a))`, '\frac{3}{2}').text).toBe(py`\frac{3}{2}`);
  });

  it('inside a list, as repr shows it', () => {
    expect(recoverLatex(py`final_answer(["\boxed{1}"])`, py`['\x08oxed{1}']`).text).toBe(py`['\boxed{1}']`);
  });

  it('row breaks of a matrix too', () => {
    const code = py`final_answer("\begin{pmatrix} -1 \\ 2 \end{pmatrix}")`;
    expect(recoverLatex(code, '\begin{pmatrix} -1 ' + py`\ 2 \end{pmatrix}`).text).toBe(
      py`\begin{pmatrix} -1 \\ 2 \end{pmatrix}`,
    );
  });

  it('beside commands that were escaped as they should be', () => {
    const code = py`final_answer("\\sqrt{2} \boxed{1}")`;
    expect(recoverLatex(code, py`\sqrt{2} ` + '\boxed{1}').text).toBe(py`\sqrt{2} \boxed{1}`);
  });

  it('beside a real line break in the same literal', () => {
    const code = py`final_answer("\boxed{1}\nTotal: 3")`;
    expect(recoverLatex(code, '\boxed{1}\nTotal: 3').text).toBe(py`\boxed{1}` + '\nTotal: 3');
  });
});

describe('recoverLatex leaves alone', () => {
  it('what was escaped or raw', () => {
    unchanged(py`final_answer("\\boxed{2}")`, py`\boxed{2}`);
    unchanged(py`final_answer(r"\boxed{2}")`, py`\boxed{2}`);
    unchanged(py`final_answer(Rb"\boxed{2}")`, '\boxed{2}');
    unchanged(py`final_answer(rf"\boxed{{{x}}}")`, py`\boxed{2}`);
  });

  it('real line breaks and tabs', () => {
    unchanged(py`final_answer("one\ntwo")`, 'one\ntwo');
    unchanged(py`final_answer("\nTotal: 3")`, '\nTotal: 3');
    unchanged(py`final_answer("name\tvalue")`, 'name\tvalue');
    unchanged('final_answer("""a\nu = 3""")', 'a\nu = 3');
  });

  it('a tab before "imes" that no literal holds as \\times', () => {
    unchanged(py`final_answer("a" + chr(9) + "imes")`, 'a\times');
    unchanged(`final_answer("a\times")`, 'a\times');
    unchanged(py`final_answer(chr(9) + "imes")  # not "\times"`, '\times');
  });

  it('words after a line break that could also be a short command, without LaTeX around them', () => {
    unchanged(py`final_answer("x = 1\nu = 2")`, 'x = 1\nu = 2');
    unchanged(py`final_answer("10 or\nless")`, '10 or\nless');
    unchanged(py`final_answer("Total:\tan apple\nexists")`, 'Total:\tan apple\nexists');
  });

  it('a longer word that begins like the command', () => {
    expect(recoverLatex(py`print("\times"); final_answer(rows)`, 'a\timestamp').text).toBe('a\timestamp');
  });

  it('answers that hold no control character, whatever was printed', () => {
    unchanged(py`print("\boxed{2}"); final_answer("2")`, '2');
  });

  it('code that is not Python at all', () => {
    unchanged('"\\', '\t');
    unchanged(`'''"\\boxed`, '\boxed');
  });
});
