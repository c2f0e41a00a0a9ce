/** Vector indexes of LanceDB: RaBitQ with so many bits a dimension, and product quantisation of 8 dimensions a byte. */
export const indexKinds = ['rq-1', 'rq-4', 'pq'] as const;
export type IndexKind = (typeof indexKinds)[number];
