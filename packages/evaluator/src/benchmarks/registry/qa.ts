import { defineBenchmark } from '../define-benchmark.ts';
import { subset } from './subset.ts';

/** HotpotQA (Yang et al. 2018): questions over two Wikipedia articles. */
export const hotpotqa = defineBenchmark({
  name: 'hotpotqa',
  kind: 'qa',
  leaveOut: ['context'],
  origin: {
    title: 'HotpotQA',
    url: 'https://hotpotqa.github.io',
    hub: ['hotpotqa/hotpot_qa'],
    licence: 'CC BY-SA 4.0',
    form: 'JSON, Parquet',
    subset: subset('hotpotqa_500_20250422.json', 500),
  },
});

/** Bamboogle (Press et al. 2023): two-hop questions that a search engine answers wrongly. */
export const bamboogle = defineBenchmark({
  name: 'bamboogle',
  kind: 'qa',
  origin: {
    title: 'Bamboogle',
    url: 'https://github.com/ofirpress/self-ask',
    hub: ['chiayewken/bamboogle'],
    licence: 'MIT',
    form: 'CSV, Parquet',
    subset: subset('bamboogle_125_20250507.json', 125),
  },
});

/** MuSiQue (Trivedi et al. 2022): questions of two to four hops. */
export const musique = defineBenchmark({
  name: 'musique',
  kind: 'qa',
  leaveOut: ['paragraphs'],
  // The full version also asks what its passages do not answer; that is scored by their sufficiency, not by an answer.
  refuse: (row) =>
    row['answerable'] === false
      ? { field: 'answerable', reason: 'is false: the question has no answer; use the files of MuSiQue-Ans' }
      : undefined,
  origin: {
    title: 'MuSiQue',
    url: 'https://github.com/StonyBrookNLP/musique',
    hub: ['dgslibisey/MuSiQue'],
    licence: 'CC BY 4.0',
    form: 'JSON Lines',
    subset: subset('musique_500_20250504.json', 500),
  },
});

/** 2WikiMultiHopQA (Ho et al. 2020): multi-hop questions made from Wikidata; aliases are in a file of their own. */
export const twoWiki = defineBenchmark({
  name: '2wikimultihopqa',
  kind: 'qa',
  leaveOut: ['context'],
  aliasKey: 'answer_id',
  origin: {
    title: '2WikiMultiHopQA',
    url: 'https://github.com/Alab-NII/2wikimultihop',
    hub: ['xanhho/2WikiMultihopQA'],
    licence: 'Apache-2.0',
    form: 'JSON, Parquet',
    subset: subset('2wikimultihopqa_500_20250511.json', 500),
  },
});
