import type { Logger } from '../ports/index.js';
import { marked } from '../text/sanitize.js';
import { inert, inGitHubActions } from './runner.js';

/** A signal that Ctrl+C aborts; the process then ends at once. */
export function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Error('stopped'));
    process.exit(130);
  });
  return controller.signal;
}

/** One line on standard error. File names, and what services say, may be in it. */
export function complain(message: string): void {
  const line = marked(message);
  process.stderr.write(`depwarden: ${inGitHubActions(process.env) ? inert(line) : line}\n`);
}

/** Complains; gives the exit status of wrong usage and of what cannot be read. */
export function fail(message: string): number {
  complain(message);
  return 2;
}

export const stderrLogger: Logger = {
  error: complain,
  warn: complain,
  info: () => {},
  debug: () => {},
};
