import type { CancellationToken } from 'vscode-languageserver';

/** Runs work with a signal that follows LSP's tokens. */
export async function withSignal<T>(
  tokens: readonly (CancellationToken | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const subscriptions = tokens.map(token => token?.onCancellationRequested(() => controller.abort()));
  if (tokens.some(token => token?.isCancellationRequested)) controller.abort();
  try {
    return await work(controller.signal);
  } finally {
    for (const subscription of subscriptions) subscription?.dispose();
  }
}
