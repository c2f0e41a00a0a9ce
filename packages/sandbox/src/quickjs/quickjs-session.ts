import type { OpenOptions, ResetResult } from '@agentd/agent-core';
import { ProcessSession } from '../process/process-session.ts';
import { assertToolNames } from './tool-names.ts';

/** A session whose tools are JavaScript functions. */
export class QuickJSSession extends ProcessSession {
  override async reset(options: OpenOptions = {}): Promise<ResetResult> {
    assertToolNames(options.tools);
    return super.reset(options);
  }
}
