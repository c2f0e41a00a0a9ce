import type { Passage } from '@agentd/agent-core';

/** A small corpus about invented places, for tests of retrievers. */
export const samplePassages: readonly Omit<Passage, 'score'>[] = [
  {
    id: 'skerrin',
    title: 'Skerrin Light',
    text: 'Skerrin Light is a lighthouse on a rock north of the bay. Its keeper lit the lamp by hand until 1931; the tower is 38 metres high.',
  },
  {
    id: 'bridge',
    title: 'Long Bridge of Tarn',
    text: 'The Long Bridge crosses the river Tarn on eleven stone arches. A toll tower stood at its southern end.',
  },
  {
    id: 'castle',
    title: 'Castle of Ambrel',
    text: 'The castle stands above the river. Only the round tower and a part of the wall are left of it.',
  },
  {
    id: 'railway',
    title: 'Ostrava Valley Railway',
    text: 'The narrow-gauge railway of the Ostrava valley ran for 60 years with four steam engines built in the workshops of the mine.',
  },
  {
    id: 'velden',
    title: 'Velden',
    text: 'Velden is a village known for its orchards. Pears from Velden are dried in the old tower of the mill and sold at the bridge market.',
  },
  {
    id: 'cafe',
    title: 'Café Müller',
    text: 'The Café Müller, called "the Corner", has a courtyard by the river.\nIts façade is protected.',
  },
  {
    id: 'comet',
    title: 'Comet of 1811',
    text: 'The comet of 1811 could be seen for nine months. Many a ship used it instead of a lighthouse.',
  },
];
