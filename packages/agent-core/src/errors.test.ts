import { describe, expect, it } from 'vitest';
import { AgentdError, ModelError } from './errors.ts';

describe('AgentdError', () => {
  const error = new ModelError('The model is not there.', { code: 'model/not-found', cause: 'http 404' });

  it('carries its name, code and cause', () => {
    expect(error).toMatchObject({ name: 'ModelError', code: 'model/not-found', cause: 'http 404', isRetryable: false });
  });

  it('is recognised by code and by family of codes', () => {
    expect(AgentdError.isInstance(error)).toBe(true);
    expect(AgentdError.isInstance(error, 'model/not-found')).toBe(true);
    expect(AgentdError.isInstance(error, 'model/')).toBe(true);
    expect(AgentdError.isInstance(error, 'tool/')).toBe(false);
    expect(AgentdError.isInstance(new Error('other'))).toBe(false);
    expect(AgentdError.isInstance(null)).toBe(false);
  });

  it('is recognised across two copies of the package', async () => {
    // The query makes the loader evaluate the module a second time.
    const path = './errors.ts?copy';
    const copy: { AgentdError: typeof AgentdError } = await import(/* @vite-ignore */ path);
    expect(copy.AgentdError).not.toBe(AgentdError);
    expect(copy.AgentdError.isInstance(error)).toBe(true);
  });
});
