/** A signal that is aborted with the first of several; `release` ends that, when nobody needs it any more. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Links signals. Unlike that of `AbortSignal.any`, which Node 20 may collect while somebody only listens to it, this one lives as long as they do.
 * @param signals where one is aborted already, so is the result
 */
export function linked(...signals: readonly AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const abort = ({ target }: Event): void => controller.abort((target as AbortSignal).reason);
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', abort);
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
