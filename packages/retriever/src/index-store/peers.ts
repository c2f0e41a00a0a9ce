import { optionalPeer, type OptionalPeer } from '@agentd/agent-core';
import type * as LanceDb from '@lancedb/lancedb';
import type * as Arrow from 'apache-arrow';

const peer = (name: string, version: string): OptionalPeer => ({
  name,
  version,
  user: 'Passage indexes',
  code: 'retriever/missing-dependency',
});

/** Both libraries that an index needs. */
export interface Peers {
  lance: typeof LanceDb;
  arrow: typeof Arrow;
}

/** @throws AgentdError `retriever/missing-dependency` */
export async function loadPeers(): Promise<Peers> {
  // One after the other: LanceDB requires Arrow, and Node can't require a module that is being imported.
  const lance = await optionalPeer(peer('@lancedb/lancedb', '0.39.0'), () => import('@lancedb/lancedb'));
  const arrow = await optionalPeer(peer('apache-arrow', '18.1.0'), () => import('apache-arrow'));
  return { lance, arrow };
}
