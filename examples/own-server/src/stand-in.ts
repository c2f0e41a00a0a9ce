import { localModel } from '@agentd/models/local';
import { openaiServer } from '@agentd/models/testing';
import { tinyAgentPath } from '@agentd/tiny-agent';

/** A server with one model. */
export interface StandIn {
  url: string;
  model: string;
  close(): Promise<void>;
}

/** The tiny agent behind OpenAI's protocol, at a free port of this machine. */
export async function startStandIn(): Promise<StandIn> {
  const model = await localModel({ path: tinyAgentPath, id: 'tiny-agent' });
  const server = await openaiServer(model);
  return {
    url: server.url,
    model: model.id,
    async close() {
      await server.close();
      await model.close?.();
    },
  };
}
