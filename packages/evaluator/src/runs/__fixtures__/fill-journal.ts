// Appends results to the journal in argv[2] until it cannot; prints the code of the error and how many were appended.
import { AgentdError } from '@agentd/agent-core';
import { Journal } from '../journal.ts';
import { scriptedRecord } from './scripted.ts';

const [path = ''] = process.argv.slice(2);
const journal = await Journal.open(path, () => {});
let appended = 0;
try {
  for (; appended < 100_000; appended += 1) await journal.append(scriptedRecord(`q${appended}`));
} catch (error) {
  console.log(AgentdError.isInstance(error) ? error.code : String(error), appended);
}
await journal.close().catch(() => undefined);
