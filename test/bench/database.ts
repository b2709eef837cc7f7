// The offline database: how long it takes to build, how large it is, how fast it answers, and the same asked of the library that others use.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BENCH_SIZE, type ExportSize, makeExport } from './support/advisoryExport.js';
import { type Report, rounded, say, type Target, target } from './support/figures.js';
import { installPeers, type Peer } from './support/peers.js';

/** What is compared with the other library, which needs minutes and gigabytes for all of it. */
const COMPARED_SIZE: ExportSize = { malware: 91_000, npm: 3_000, PyPI: 6_000 };
/** Look-ups asked of a library that takes a quarter of a second for one, and of one that does not. */
const SLOW_LOOK_UPS = 20;

export async function database(): Promise<Report> {
  const folder = mkdtempSync(path.join(tmpdir(), 'depwarden-bench-index-'));
  try {
    const whole = wholeExport(path.join(folder, 'whole'));
    const real = realExport(path.join(folder, 'real'));
    const compared = comparison(path.join(folder, 'compared'));
    return {
      figures: { ...whole.figures, ...(real !== undefined && { 'real export': real }), compared: compared.figures },
      targets: [...whole.targets, ...compared.targets],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function wholeExport(folder: string): DetailedReport {
  const size = wordOf(BENCH_SIZE);
  const built = run<Built>('build', folder, size);
  const file = path.join(folder, built.generation);
  const isCold = forget(file);
  const cold = run<Asked>('ask', folder, size);
  const hot = run<Asked>('ask', folder, size);
  const delta = run<Built>('delta', folder, '500');
  return {
    figures: {
      'records made up': BENCH_SIZE,
      built,
      [isCold ? 'asked with nothing of it in the system’s memory' : 'asked for the first time']: cold,
      'asked in a new process': hot,
      'made of the one before and 500 records': delta,
    },
    targets: [
      target('index of the made-up export: time to build', built.milliseconds, 60_000, 'ms'),
      target('index: resident memory while building', built.residentMegabytes, 400, 'MB'),
      target('index: size', rounded(built.megabytes), 60, 'MB'),
      target('index: time to open', hot.openMilliseconds, 20, 'ms'),
      target('index: memory taken by opening', hot.openMegabytes, 20, 'MB'),
      target('index: look-up, hot', hot.againMicroseconds, 20, 'µs'),
      target('index: look-up, cold', isCold ? cold.firstMicroseconds : undefined, 200, 'µs'),
    ],
  };
}

/** The export that DEPWARDEN_BENCH_EXPORT names, laid out as OSV's. */
function realExport(folder: string): unknown {
  const place = process.env.DEPWARDEN_BENCH_EXPORT;
  if (place === undefined) return undefined;
  if (!existsSync(path.join(place, 'PyPI/all.zip'))) throw new Error(`there is no PyPI/all.zip in ${place}`);
  return run('build-export', folder, place);
}

function comparison(folder: string): DetailedReport {
  const size = wordOf(COMPARED_SIZE);
  run('build', folder, size);
  const own = run<Asked>('ask', folder, size);
  writeLines(folder);
  const peers = installPeers().map(peer => comparedWith(peer, folder, size, own));
  return {
    figures: {
      'records made up': COMPARED_SIZE,
      own,
      others: Object.fromEntries(peers.map(({ name, asked, times }) => [name, { ...asked, times }])),
    },
    targets: peers.flatMap(({ targets }) => targets),
  };
}

interface DetailedReport extends Report {
  readonly figures: Readonly<Record<string, unknown>>;
}

interface Compared {
  readonly name: string;
  readonly asked: PeerAsked;
  readonly times: { readonly firstAnswer: number; readonly lookUp: number; readonly memory: number };
  readonly targets: readonly Target[];
}

function comparedWith({ name, file }: Peer, folder: string, size: string, own: Asked): Compared {
  const isGoal = name.includes(' 1.'); // what is promised is about the line with NeDB
  const asked = run<PeerAsked>('ask-peer', file, folder, size, String(isGoal ? SLOW_LOOK_UPS : 10_000));
  const times = {
    firstAnswer: rounded(asked.firstAnswerMilliseconds / own.firstAnswerMilliseconds),
    lookUp: rounded(asked.againMicroseconds / own.againMicroseconds),
    memory: rounded(asked.residentMegabytes / own.residentMegabytes),
  };
  say(
    `  ${name}: ${asked.firstAnswerMilliseconds} ms to the first answer, ${asked.againMicroseconds} µs a look-up, ${asked.residentMegabytes} MB`,
  );
  say(`  the index: ${own.firstAnswerMilliseconds} ms, ${own.againMicroseconds} µs, ${own.residentMegabytes} MB`);
  return { name, asked, times, targets: isGoal ? targetsOf(name, asked, own) : [] };
}

function targetsOf(name: string, asked: PeerAsked, own: Asked): readonly Target[] {
  return [
    target(
      `index: first answer, and 1/300 of that of ${name}`,
      own.firstAnswerMilliseconds,
      rounded(asked.firstAnswerMilliseconds / 300),
      'ms',
    ),
    target(`index: look-up, and 1/1,000 of that of ${name}`, own.againMicroseconds, rounded(asked.againMicroseconds / 1000), 'µs'),
    target(`index: memory, and 1/10 of that of ${name}`, own.residentMegabytes, rounded(asked.residentMegabytes / 10), 'MB'),
  ];
}

/** As the library keeps them: a record a line, with an id of the store's own. */
function writeLines(folder: string): void {
  const opened = (name: string) => openSync(path.join(folder, `${name}.nedb`), 'w');
  const files: ReadonlyMap<string, number> = new Map([
    ['npm', opened('npm')],
    ['PyPI', opened('pypi')],
  ]);
  for (const { ecosystem, id, json } of makeExport(COMPARED_SIZE)) {
    writeSync(files.get(ecosystem) as number, `{"_id":${JSON.stringify(id)},${Buffer.from(json).toString().slice(1)}\n`);
  }
  for (const file of files.values()) closeSync(file);
}

interface Built {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly residentMegabytes: number;
  readonly generation: string;
}

interface PeerAsked {
  readonly firstAnswerMilliseconds: number;
  readonly againMicroseconds: number;
  readonly residentMegabytes: number;
}

interface Asked extends PeerAsked {
  readonly openMilliseconds: number;
  readonly openMegabytes: number;
  readonly firstMicroseconds: number;
}

/** In a process of its own. */
function run<T>(...words: readonly string[]): T {
  say(`  ${words[0]}`);
  const program = path.join(__dirname, 'support/databaseProcess.js');
  return JSON.parse(execFileSync(process.execPath, [program, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as T;
}

function wordOf({ malware, npm, PyPI }: ExportSize): string {
  return [malware, npm, PyPI].join();
}

/** Asks the system to drop a file from its memory; only GNU's dd can say so. */
function forget(file: string): boolean {
  try {
    execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
