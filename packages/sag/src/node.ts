export { jsonlTrajectoryStore, type HalfLine, type JsonlTrajectoryStore } from './store/jsonl-trajectory-store.ts';
export { StoreError } from './store/store-error.ts';
