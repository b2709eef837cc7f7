// The command line's program.
import { messageOf } from '../text/messageOf.js';
import { fail } from './process.js';
import { run } from './run.js';

void run(process.argv.slice(2))
  .catch((error: unknown) => fail(messageOf(error)))
  .then(code => {
    process.exitCode = code;
  });
