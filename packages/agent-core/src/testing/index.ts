export { describeStepDecoder } from './decoder-conformance.ts';
export { describeExecutor } from './executor-conformance.ts';
export { describeLanguageModel } from './model-conformance.ts';
export type { LanguageModelSuiteOptions } from './model-fixture.ts';
export { memoryTrajectoryStore } from './memory-store.ts';
export { scriptedExecutor, type ScriptedExecutor } from './scripted-executor.ts';
export { scriptedModel, type ScriptedCompletion, type ScriptedModel, type ScriptedTurn } from './scripted-model.ts';
export { describeTrajectoryStore, sampleTrajectory } from './store-conformance.ts';
