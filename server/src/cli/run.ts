import { version } from '../../../package.json';
import { readArguments } from './arguments.js';
import { helpOf, helpOfAll } from './help.js';
import { complain } from './process.js';

/** Runs one command line. Resolves with the exit status; `lsp` resolves when the server has been started, which then runs on. */
export async function run(words: readonly string[]): Promise<number> {
  const command = readArguments(words);
  switch (command.kind) {
    case 'help':
      process.stdout.write(command.command ? helpOf(command.command) : helpOfAll());
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'usage':
      complain(`${command.message}; see depwarden ${command.command ? `${command.command.name} ` : ''}--help`);
      return 2;
    case 'baseline':
      return (await import('./baseline.js')).runBaseline(command.options);
    case 'db':
      return (await import('./db.js')).runDb(command.options);
    case 'lsp':
      await import('../main.js');
      return 0;
    case 'respond':
      return (await import('./respond.js')).runRespond(command.options);
    case 'scan':
      if (command.options.since !== undefined) return (await import('./since.js')).runSince(command.options, command.options.since);
      return (await import('./scan.js')).runScan(command.options);
    case 'trust':
      return (await import('./trust.js')).runTrust(command.options);
    case 'watch':
      return (await import('./watch.js')).runWatch(command.options);
  }
}
