import { percent, type ScanProgress } from '../scan/progress.js';
import { marked } from '../text/sanitize.js';

/** The part of a terminal's stream that is needed. */
export interface Screen {
  readonly isTTY: boolean;
  write(text: string): boolean;
}

/** One line that tells how far a scan is; only on a terminal. `end` wipes it off. */
export function createProgress(stream: Screen): { show(progress: ScanProgress): void; end(): void } {
  const line = createStatusLine(stream);
  return {
    show: ({ done, total, share }) => {
      if (total > 0) line.show(`checking: ${done} of ${total} manifests (${percent(share)} %)`);
    },
    end: line.end,
  };
}

/** One line that tells what is going on; only on a terminal. `end` wipes it off. */
export function createStatusLine(stream: Screen): { show(text: string): void; end(): void } {
  let shown = false;
  return {
    show: text => {
      if (!stream.isTTY) return;
      shown = true;
      stream.write(`\r\u001b[K${marked(text)}`);
    },
    end: () => {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
