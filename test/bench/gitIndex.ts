// What reading git's index of 50,000 files costs, against `git ls-files` on the same repository, taken in turns.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { createCheckouts } from '../../server/src/services/disk/checkouts.js';
import { type Report, rounded, target, timesOf } from './support/figures.js';

const FILES = 50_000;
const FOLDERS = 2_500;
const WARM_UP = 3;
const REPETITIONS = 30;

export async function gitIndex(): Promise<Report> {
  const folder = mkdtempSync(path.join(tmpdir(), 'depwarden-git-'));
  try {
    const names = makeRepository(folder);
    const reports = [await reportOf(folder, names, 2), await reportOf(folder, names, 4)];
    return { figures: reports.map(({ figures }) => figures), targets: reports.flatMap(({ targets }) => targets) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reportOf(folder: string, names: readonly string[], format: number): Promise<Report> {
  git(folder, ['update-index', '--index-version', String(format)]);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let index = 0; index < WARM_UP + REPETITIONS; index++) {
    theirs.push(await timed(() => listedByGit(folder)));
    ours.push(await timed(() => readOnce(folder, names)));
  }
  const [read, listed] = [timesOf(ours.slice(WARM_UP)), timesOf(theirs.slice(WARM_UP))];
  const ratio = rounded(read.p50 / listed.p50);
  return {
    figures: { format, depwarden: read, first: rounded(ours[0] ?? 0), 'git ls-files': listed, ratioOfMedians: ratio },
    targets: [target(`index of ${FILES} files, format ${format}, against git ls-files (medians)`, ratio, 2, 'times')],
  };
}

/** Reads it as the first question about a file does. */
function readOnce(folder: string, names: readonly string[]): void {
  const checkouts = createCheckouts(() => true);
  const isTracked = checkouts.isTracked(path.join(folder, names.at(-1) ?? ''));
  if (!isTracked) throw new Error(`not read: ${checkouts.at(folder).unread}`);
}

async function listedByGit(folder: string): Promise<void> {
  const child = spawn('git', ['ls-files'], { cwd: folder, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`git ls-files ended with ${status}`);
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A repository that tracks files that are all one empty blob: git makes such an index from a list, and nothing has to be on the disk. */
function makeRepository(folder: string): readonly string[] {
  git(folder, ['init', '-q']);
  const blob = git(folder, ['hash-object', '-w', '--stdin']).trim();
  const names = Array.from({ length: FILES }, (_, index) => `packages/package-${index % FOLDERS}/src/components/file-${index}.ts`);
  git(folder, ['update-index', '--index-info'], names.map(name => `100644 ${blob}\t${name}\n`).join(''));
  return names;
}

function git(folder: string, words: readonly string[], input = ''): string {
  return execFileSync('git', words, { cwd: folder, env: ENVIRONMENT, encoding: 'utf8', input });
}

const ENVIRONMENT = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
