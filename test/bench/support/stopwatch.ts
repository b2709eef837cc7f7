// Loaded into the server's process before the server (`node --require`): takes the time from the arrival of a change to the moment at which
// diagnostics are handed to the operating system. Milliseconds are written to descriptor 3, one a line.
import { writeSync } from 'node:fs';

let arrived: number | undefined;

const emit = process.stdin.emit;
process.stdin.emit = function timed(this: typeof process.stdin, event: string | symbol, ...args: unknown[]): boolean {
  if (event === 'data' && String(args[0]).includes('"textDocument/didChange"')) arrived = performance.now();
  return Reflect.apply(emit, this, [event, ...args]);
};

const write = process.stdout.write;
process.stdout.write = function timed(this: typeof process.stdout, ...args: unknown[]): boolean {
  const result = Reflect.apply(write, this, args);
  if (arrived !== undefined && String(args[0]).includes('"textDocument/publishDiagnostics"')) {
    writeSync(3, `${performance.now() - arrived}\n`);
    arrived = undefined;
  }
  return result;
};
