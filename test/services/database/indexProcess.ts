// `build FOLDER TIMES`: makes generations, each with one time of change in all its records. `read FOLDER UNTIL`: opens and reads until the one numbered UNTIL.
import { build, npm, recordOf, withDatabase } from './records.js';

const NAMES = 200;

async function buildOften(folder: string, times: number): Promise<void> {
  for (let round = 1; round <= times; round++) {
    const modified = timeOf(round);
    await build(
      folder,
      Array.from({ length: NAMES }, (_, index) => recordOf('npm', `GHSA-${index}`, [`name-${index}`], { modified })),
    );
    process.stdout.write('.');
  }
}

function readOften(folder: string, until: number): void {
  const seen = new Set<string>();
  let answers = 0;
  while (!seen.has(timeOf(until))) {
    withDatabase(folder, database => {
      const times = new Set<string | undefined>();
      for (let index = 0; index < NAMES; index++) times.add(database.find(npm(`name-${index}`))[0]?.modified);
      const [time] = times;
      if (times.size !== 1 || time === undefined) throw new Error(`one generation says ${[...times].join(', ')}`);
      seen.add(time);
      answers += NAMES;
    });
  }
  process.stdout.write(JSON.stringify({ generations: seen.size, answers }));
}

function timeOf(round: number): string {
  return new Date(Date.UTC(2026, 2, 1) + round * 1000).toISOString();
}

const [work, folder = '', count] = process.argv.slice(2);
if (work === 'build') void buildOften(folder, Number(count));
else readOften(folder, Number(count));
