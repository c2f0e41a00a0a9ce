import type { RecordKind, RecordStore, StoredRecord } from './record-store.ts';

/** Keeps records as long as the object lives. */
export function memoryStore<T extends StoredRecord>(kind: RecordKind<T>): RecordStore<T> {
  const records = new Map<string, T>();
  const has = (id: string): boolean => {
    const known = records.get(id);
    return known !== undefined && kind.isFinished(known);
  };
  return {
    async put(record, options) {
      options?.signal?.throwIfAborted();
      if (has(record.id)) return false;
      records.set(record.id, kind.check(record));
      return true;
    },
    has: async (id) => has(id),
    get: async (id) => structuredClone(records.get(id)),
    async *all(options) {
      for (const record of records.values()) {
        options?.signal?.throwIfAborted();
        yield structuredClone(record);
      }
    },
    async close() {},
  };
}
