import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SnippetClock, type Interruption } from './snippet-clock.ts';
import { untilAborted } from './until-aborted.ts';

describe('SnippetClock', () => {
  const interrupted: Interruption[] = [];
  let killed = 0;
  const make = (signal?: AbortSignal) =>
    new SnippetClock({
      timeoutMs: 100,
      toolTimeoutMs: 1_000,
      killAfterMs: 5_000,
      signal,
      interrupt: (why) => interrupted.push(why),
      kill: () => killed++,
    });

  beforeEach(() => {
    vi.useFakeTimers();
    interrupted.length = 0;
    killed = 0;
  });
  afterEach(() => vi.useRealTimers());

  it('adds up the time of the code and leaves that of the tools out', () => {
    const clock = make();
    clock.enter('code');
    vi.advanceTimersByTime(60);
    clock.enter('tool');
    vi.advanceTimersByTime(900);
    clock.enter('code');
    vi.advanceTimersByTime(30);
    expect(interrupted).toEqual([]);
    vi.advanceTimersByTime(15);
    expect(interrupted).toEqual(['timeout']);
    expect(clock.ended).toBe('timeout');
    clock.stop();
  });

  it('aborts the tool instead of the code when the time for tools is over', () => {
    const clock = make();
    clock.enter('code');
    clock.enter('tool');
    vi.advanceTimersByTime(1_001);
    expect(clock.signal.aborted).toBe(true);
    expect(clock.ended).toBe('tool-timeout');
    expect(interrupted).toEqual([]);
    clock.stop();
  });

  it('passes an abort on, to the code or to the tool, with its reason', async () => {
    const reason = new Error('stop');
    const during = new AbortController();
    const clock = make(during.signal);
    clock.enter('tool');
    const waiting = untilAborted(new Promise(() => undefined), clock.signal);
    during.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    clock.stop();
    const code = new AbortController();
    const other = make(code.signal);
    other.enter('code');
    code.abort(reason);
    expect(interrupted).toEqual(['aborted']);
    other.stop();
  });

  it('interrupts again and again until the code has ended', () => {
    const clock = make();
    clock.enter('code');
    vi.advanceTimersByTime(450);
    clock.stop();
    expect(interrupted).toEqual(['timeout', 'timeout', 'timeout', 'timeout']);
  });

  it('kills when nothing else helped, and does nothing once stopped', () => {
    const clock = make();
    clock.enter('code');
    vi.advanceTimersByTime(5_000);
    expect(killed).toBe(1);
    const stopped = make();
    stopped.enter('code');
    stopped.stop();
    clock.stop();
    interrupted.length = 0;
    vi.advanceTimersByTime(10_000);
    expect(killed).toBe(1);
    expect(interrupted).toEqual([]);
  });
});
