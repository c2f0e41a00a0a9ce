// Items and runs, from the data that the page holds. Texts only ever become text nodes: nothing in them is markup.
const data = JSON.parse(document.getElementById('data').textContent);
const report = document.getElementById('report');
const view = document.getElementById('view');
const PAGE = 50;
const indexed = data.results.map((result, index) => ({ ...result, index }));

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

const link = (target, ...children) => element('a', { href: `#${target}` }, ...children);
const block = (title, text, kind = 'text') =>
  text === undefined || text === ''
    ? undefined
    : element('div', { class: `block ${kind}` }, element('h4', {}, title), element('pre', {}, text));

function verdict({ status, correct }) {
  const word = status === 'error' ? 'error' : correct ? 'right' : 'wrong';
  return element('span', { class: `verdict ${word}` }, word);
}

function grid(titles, rows) {
  const head = element('tr', {}, ...titles.map((title) => element('th', {}, title)));
  const body = rows.map((cells) =>
    element('tr', {}, ...cells.map((cell) => element('td', isLong(cell) ? { class: 'long' } : {}, cell))),
  );
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
  return element('div', { class: 'scroll' }, table);
}

const isLong = (cell) => typeof cell === 'string' && cell.length > 30;
const brief = (text) => (text.length > 200 ? `${text.slice(0, 200)} …` : text);

const FILTERS = {
  all: () => true,
  right: ({ status, correct }) => status === 'done' && correct,
  wrong: ({ status, correct }) => status === 'done' && !correct,
  error: ({ status }) => status === 'error',
};

/** `#items/BENCHMARK/METHOD/FILTER/PAGE`: the results of one cell of the table. */
function showItems([benchmark, method, filter = 'all', page = '0']) {
  const { name, title } = data.benchmarks[benchmark] ?? {};
  const all = indexed.filter(
    (result) => result.method === Number(method) && data.items[result.item].benchmark === name,
  );
  const kept = all.filter(FILTERS[filter] ?? FILTERS.all);
  const first = Number(page) * PAGE;
  const here = `items/${benchmark}/${method}`;
  const choices = Object.entries(FILTERS).map(([key, test]) =>
    link(`${here}/${key}`, key === filter ? element('strong', {}, key) : key, ` (${all.filter(test).length})`),
  );
  const rows = kept
    .slice(first, first + PAGE)
    .map((result) => [
      link(`result/${result.index}`, data.items[result.item].id),
      data.items[result.item].question,
      String(result.seed),
      verdict(result),
      result.prediction ?? '–',
      data.items[result.item].answers[0],
    ]);
  const pages = [
    first > 0 ? link(`${here}/${filter}/${Number(page) - 1}`, '← previous') : undefined,
    first + PAGE < kept.length ? link(`${here}/${filter}/${Number(page) + 1}`, 'next →') : undefined,
  ];
  return [
    element('h2', {}, `${data.methods[method]} on ${title}`),
    element('nav', {}, ...choices),
    grid(['Item', 'Question', 'Seed', 'Verdict', 'Answer', 'Reference'], rows),
    element(
      'nav',
      {},
      `${Math.min(first + 1, kept.length)} to ${Math.min(first + PAGE, kept.length)} of ${kept.length} `,
      ...pages,
    ),
  ];
}

/** `#result/INDEX`: one result, the others on the same item, and what is behind it. */
function showResult([index]) {
  const result = indexed[index];
  if (result === undefined) return [element('p', {}, 'There is no such result.')];
  const item = data.items[result.item];
  const benchmark = data.benchmarks.findIndex(({ name }) => name === item.benchmark);
  const others = indexed.filter((other) => other.item === result.item);
  const facts = [
    item.level === undefined ? undefined : `level ${item.level}`,
    item.category,
    `${result.steps} steps`,
    `${result.generatedTokens} generated tokens`,
    `${result.retrievalCalls} retrieval calls`,
    result.durationMs === undefined ? undefined : `${(result.durationMs / 1000).toFixed(1)} s`,
  ];
  return [
    element(
      'p',
      {},
      link(
        `items/${benchmark}/${result.method}`,
        `← ${data.methods[result.method]} on ${data.benchmarks[benchmark].title}`,
      ),
    ),
    element('h2', {}, `${item.id}: ${data.methods[result.method]}, seed ${result.seed} `, verdict(result)),
    block('Question', item.question),
    block(item.answers.length > 1 ? 'References (any of them)' : 'Reference', item.answers.join('\n')),
    block('Answer', result.prediction ?? (result.status === 'error' ? undefined : 'none')),
    block('Verdict', result.reason),
    block('Error', result.error, 'failure'),
    element('p', { class: 'note' }, facts.filter((fact) => fact !== undefined).join(' · ')),
    ...evidenceOf(result),
    element('h3', {}, 'Other results on this item'),
    grid(
      ['Method', 'Seed', 'Verdict', 'Answer'],
      others.map((other) => [
        other.index === result.index
          ? data.methods[other.method]
          : link(`result/${other.index}`, data.methods[other.method]),
        String(other.seed),
        verdict(other),
        brief(other.prediction ?? '–'),
      ]),
    ),
  ];
}

const VIEWS = { items: showItems, result: showResult };

function route() {
  const [name, ...parts] = location.hash.slice(1).split('/');
  const show = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
  report.hidden = show !== undefined;
  view.hidden = show === undefined;
  view.replaceChildren();
  if (show === undefined) return;
  const shown = show(parts).filter((part) => part !== undefined);
  view.append(element('p', {}, link('accuracy', '← Report')), ...shown);
  scrollTo(0, 0);
}

addEventListener('hashchange', route);
route();
