import type { Logger } from '../ports.js';

/** A signal that Ctrl+C aborts; the process then ends at once. */
export function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Error('stopped'));
    process.exit(130);
  });
  return controller.signal;
}

/** Complains on standard error; gives the exit status of wrong usage and of what cannot be read. */
export function fail(message: string): number {
  process.stderr.write(`depwarden: ${message}\n`);
  return 2;
}

export const stderrLogger: Logger = {
  error: message => void process.stderr.write(`depwarden: ${message}\n`),
  warn: message => void process.stderr.write(`depwarden: ${message}\n`),
  info: () => {},
  debug: () => {},
};
