// What is behind a result: runs step by step, and chains of thought.
globalThis.evidenceOf = ({ index, trajectories, chainsOfThought }) => {
  const runs = trajectories.map((id) =>
    data.trajectories[id] === undefined
      ? element('p', { class: 'note' }, `Run ${id} is not on this page; it is in ${data.trajectoriesFile}.`)
      : showRun(data.trajectories[id], trajectories.length > 1),
  );
  const texts = data.chainsOfThought[index];
  if (texts === undefined && chainsOfThought > 0) {
    const note = `${chainsOfThought} chains of thought are not on this page; they are in ${data.recordsFile}.`;
    return [...runs, element('p', { class: 'note' }, note)];
  }
  const chains = (texts ?? []).map((text, place) => block(`Chain of thought ${place + 1}`, text));
  return [...runs, ...chains];
};

function showRun({ id, decoder, isolation, outcome, answer, steps }, folded) {
  const shown = [
    element('p', { class: 'note' }, `Run ${id} · decoder ${decoder} · isolation ${isolation}`),
    ...steps.map(showStep),
    element('p', {}, `Ended: ${outcome}${answer === undefined ? '' : `, with the answer ${answer}`}`),
  ];
  if (!folded) return element('section', { class: 'run' }, ...shown);
  return element('details', { class: 'run' }, element('summary', {}, `${outcome}: ${answer ?? 'no answer'}`), ...shown);
}

function showStep(step, place) {
  const { prefill, thought, code, observation, vote, candidates, failedRound } = step;
  return element(
    'section',
    { class: 'step' },
    element('h3', {}, `Step ${place + 1}`),
    block('Prefix', prefill),
    block('Thought', thought),
    block('Code', code, 'code'),
    block('Observation', observation),
    candidates === undefined
      ? undefined
      : showCandidates(`${candidates.length} candidates${vote === undefined ? '' : `: ${vote}`}`, candidates),
    failedRound === undefined ? undefined : showCandidates('First round, which failed', failedRound),
  );
}

function showCandidates(title, candidates) {
  const shown = candidates.map((candidate) =>
    element(
      'div',
      { class: candidate.elected ? 'candidate elected' : 'candidate' },
      element('h4', {}, candidate.title, candidate.elected ? ' · elected' : ''),
      block('Thought', candidate.thought),
      block('Code', candidate.code, 'code'),
      block('Output', candidate.output),
    ),
  );
  return element('details', {}, element('summary', {}, title), ...shown);
}
