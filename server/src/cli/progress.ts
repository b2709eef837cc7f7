import type { WriteStream } from 'node:tty';

/** One line that tells how far a scan is; only on a terminal. */
export function createProgress(stream: WriteStream): { show(done: number, total: number): void; end(): void } {
  let shown = false;
  return {
    show: (done, total) => {
      if (!stream.isTTY || total === 0) return;
      shown = true;
      stream.write(`\r\u001b[Kchecking packages: ${done} of ${total}`);
    },
    end: () => {
      if (shown) stream.write('\r\u001b[K');
    },
  };
}
