// Loaded into the server's process before the server (`node --require`): tells on descriptor 3, as one line of JSON at the end, the longest time for which
// the event loop could not turn, and how often each manifest and lockfile was opened.
import { writeSync } from 'node:fs';
import promises from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Watched {
  /** Milliseconds. */
  readonly longestBlock: number;
  /** By path. */
  readonly opened: Readonly<Record<string, number>>;
}

const WATCHED = /(?:package\.json|requirements\.txt|pyproject\.toml|constraints\.txt|package-lock\.json|yarn\.lock|uv\.lock)$/;
const RESOLUTION = 5;

const opened: Record<string, number> = {};
const { open } = promises;
promises.open = (file, ...others) => {
  const name = String(file);
  if (WATCHED.test(name)) opened[name] = (opened[name] ?? 0) + 1;
  return open(file, ...others);
};

const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
// what starting up takes is measured elsewhere
setTimeout(() => delay.enable(), 1000).unref();
process.on('exit', () => {
  const watched: Watched = { longestBlock: Math.max(0, delay.max / 1e6 - RESOLUTION), opened };
  writeSync(3, `${JSON.stringify(watched)}\n`);
});
