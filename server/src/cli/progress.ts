/** The part of a terminal's stream that is needed. */
export interface Screen {
  readonly isTTY: boolean;
  write(text: string): boolean;
}

/** One line that tells how far a scan is; only on a terminal. `end` wipes it off. */
export function createProgress(stream: Screen): { show(done: number, total: number): void; end(): void } {
  let shown = false;
  return {
    show: (done, total) => {
      if (!stream.isTTY || total === 0) return;
      shown = true;
      stream.write(`\r\u001b[Kchecking packages: ${done} of ${total}`);
    },
    end: () => {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
