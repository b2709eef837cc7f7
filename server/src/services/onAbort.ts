import { setMaxListeners } from 'node:events';

/**
 * Calls `listener` when `signal` is aborted; the function given back ends that. Hundreds of requests listen to the signal of one
 * scan: that is no leak.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
