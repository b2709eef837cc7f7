// Prints what the signals are worth as one JSON document.
import { nameFigures } from './names.js';
import { releaseSignals } from './releases.js';
import { lookalikesBelow } from './secondSignals.js';

async function run(): Promise<void> {
  const names = nameFigures();
  const withSecondSignals = await lookalikesBelow();
  const releases = await releaseSignals();
  const notRun = 'not run: the npm registry cannot be reached';
  process.stdout.write(
    `${JSON.stringify({ names, withSecondSignals: withSecondSignals ?? notRun, releases: releases ?? notRun }, undefined, 2)}\n`,
  );
}

run().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
