import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Runs Node with `words` to its end and resolves with the milliseconds that took. */
export async function runNode(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', chunk => (complaints += chunk));
  const [status] = (await once(child, 'exit')) as [number | null];
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${complaints}`);
  return milliseconds;
}

/** Scans a folder with the built command line. Resolves with the milliseconds from the start of the process to its end. */
export function scanFolder(folder: string, env: Readonly<Record<string, string>>): Promise<number> {
  return runNode([path.resolve('dist/cli.js'), 'scan', '--trust', '--fail-on', 'never', folder], env);
}
