import { onAbort } from './onAbort.js';

/** The time that a request may take, and its caller's wish to cancel, in one signal. */
export interface TimeLimit {
  /** Aborted when the time is over or the caller cancels. */
  readonly signal: AbortSignal;
  /** Throws the caller's reason where it was the caller who cancelled. */
  rethrowCancel(): void;
  end(): void;
}

/** Starts the clock: `ms` from now the signal is aborted, unless `end` is called before. */
export function startTimeLimit(ms: number, signal: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const cancel = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(), ms);
  const stopListening = onAbort(signal, cancel);
  if (signal.aborted) cancel();
  return {
    signal: controller.signal,
    rethrowCancel: () => signal.throwIfAborted(),
    end() {
      clearTimeout(timer);
      stopListening();
    },
  };
}
