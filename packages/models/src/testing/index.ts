export { llamaCppEngine, onnxEngine, type BenchmarkEngine, type BenchmarkRequest } from './engines.ts';
export { faultProxy, type FaultProxy, type FaultProxyOptions } from './fault-proxy.ts';
export { type Fault } from './faults.ts';
export { openaiServer, type OpenAIServer, type OpenAIServerOptions } from './openai-server.ts';
