// Manifests that were read and wait for what is known of their packages.

import { foreignPackages } from '../analysis/foreignReleases.js';
import type { Facts, GatherOptions } from '../analysis/packageMetadata.js';
import type { FileResult } from '../analysis/results.js';
import type { PackageAnswers, PackageId } from '../model/index.js';
import type { Lockfile } from '../model/lockfile.js';
import type { Breathe } from '../ports/index.js';
import { lockedPackages } from '../project/lockedNames.js';
import type { Project } from '../project/project.js';
import type { ScanTally } from './progress.js';

export interface Evaluation {
  readonly facts: Pick<Facts, 'peek' | 'revision' | 'gather' | 'recall'>;
  readonly offline: boolean;
  readonly freshFor?: GatherOptions['freshFor'];
  readonly breathe: Breathe;
  readonly progress: ScanTally;
  packagesOf(reads: readonly Project[]): readonly PackageId[];
  wantedOf(results: readonly FileResult[]): readonly PackageId[];
  analyze(project: Project): FileResult;
  onResult(result: FileResult, project: Project): void;
}

/**
 * Learns what is not known of some manifests and hands out each as soon as all its packages are; once more where it is judged otherwise after
 * what was remembered has been asked for anew, or after other packages that rules look at have become known.
 * @throws only the signal's reason
 */
export async function evaluate(reads: readonly Project[], evaluation: Evaluation, signal: AbortSignal): Promise<void> {
  const { facts, offline, freshFor, breathe, progress } = evaluation;
  const asking = { offline, ...(freshFor && { freshFor }) };
  const shown = new Map<Project, Shown>();

  async function show(some: readonly Project[]): Promise<void> {
    for (const read of some) {
      const before = shown.get(read);
      if (before?.revision === facts.revision()) continue;
      await breathe();
      signal.throwIfAborted();
      const revision = facts.revision();
      const result = evaluation.analyze(read);
      shown.set(read, { result, revision });
      if (before && isSame(before.result, result)) continue;
      evaluation.onResult(result, read);
      if (!before) progress.settled();
    }
  }

  const waits = waitsOf(reads, evaluation);
  const waiting = new Set(reads);
  let counted = 0;
  const count = (known: number): void => {
    progress.known(known - counted);
    counted = known;
  };
  progress.read(reads.length, waits.size);
  await facts.recall(
    foreignPackages(
      reads.map(({ manifest }) => manifest),
      waits.lockfiles,
    ),
  );
  await whileLearning(
    onChange => facts.gather(waits.packages, { ...asking, advisoriesOnly: waits.advisoriesOnly, onChange }, signal),
    async () => {
      count(waits.known());
      const ready = [...waiting].filter(waits.isKnown);
      for (const read of ready) waiting.delete(read);
      await show(ready);
    },
  );
  signal.throwIfAborted();
  count(waits.size);
  await show(reads);
  const wanted = evaluation.wantedOf([...shown.values()].map(({ result }) => result));
  if (wanted.length === 0) return;
  await facts.gather(wanted, asking, signal);
  await show(reads.filter(read => shown.get(read)?.result.judged.some(one => one.wanted.length > 0)));
}

interface Shown {
  readonly result: FileResult;
  /** Of the facts that it was judged by. */
  readonly revision: number;
}

/** Whether both were judged by the same answers. Transitive and installed releases have no subject: their findings tell. */
function isSame(a: FileResult, b: FileResult): boolean {
  return a.judged.every(({ subject }, index) => subject === b.judged[index]?.subject) && saidIn(a) === saidIn(b);
}

function saidIn({ judged, locked }: FileResult): string {
  const findings = judged.map(one =>
    one.findings.map(({ rule, level, version, message, through }) => [rule, level, version, message, through]),
  );
  return JSON.stringify([findings, [...(locked?.unknown ?? [])], [...(locked?.told ?? [])]]);
}

/** What some manifests wait for. */
interface Waits {
  readonly lockfiles: readonly Lockfile[];
  readonly packages: readonly PackageId[];
  /** What is only locked. */
  readonly advisoriesOnly: readonly PackageId[];
  readonly size: number;
  /** How many are known by now, at least. */
  known(): number;
  isKnown(read: Project): boolean;
}

/** A lockfile that several manifests share is waited for once. */
function waitsOf(reads: readonly Project[], { facts, packagesOf }: Evaluation): Waits {
  const lockfiles = [...new Set(reads.flatMap(({ around }) => around.lock?.lockfile ?? []))];
  const locked = new Map(lockfiles.map(lockfile => [lockfile, inOrder(lockedPackages([lockfile]), id => hasAdvisories(facts.peek(id)))]));
  const direct = new Map(reads.map(read => [read, inOrder(packagesOf([read]), id => isAnswered(facts.peek(id)))]));
  const all = [...locked.values(), ...direct.values()];
  return {
    lockfiles,
    packages: packagesOf(reads),
    advisoriesOnly: [...locked.values()].flatMap(({ packages }) => packages),
    size: all.reduce((sum, { packages }) => sum + packages.length, 0),
    known: () => all.reduce((sum, { known }) => sum + known(), 0),
    isKnown: read => [direct.get(read), read.around.lock && locked.get(read.around.lock.lockfile)].every(list => !list || list.isKnown()),
  };
}

interface InOrder {
  readonly packages: readonly PackageId[];
  /** How many at the beginning are known. */
  known(): number;
  isKnown(): boolean;
}

/** What was once known is not looked at again. */
function inOrder(packages: readonly PackageId[], isOneKnown: (id: PackageId) => boolean): InOrder {
  let first = 0;
  const known = (): number => {
    for (let id = packages[first]; id !== undefined && isOneKnown(id); id = packages[first]) first++;
    return first;
  };
  return { packages, known, isKnown: () => known() === packages.length };
}

function isAnswered(answers: PackageAnswers): boolean {
  return answers.registry.kind !== 'pending' && hasAdvisories(answers);
}

function hasAdvisories({ advisories }: PackageAnswers): boolean {
  return advisories.kind !== 'pending';
}

/** Looks whenever something has been learnt, never twice at once, until there is no more to learn. */
async function whileLearning(learn: (learnt: () => void) => Promise<void>, look: () => Promise<void>): Promise<void> {
  let ring = (): void => {};
  let rung = new Promise<void>(resolve => {
    ring = resolve;
  });
  let isOver = false;
  const over = learn(() => ring()).finally(() => {
    isOver = true;
    ring();
  });
  over.catch(() => {}); // told of below
  for (;;) {
    await rung;
    if (isOver) break;
    rung = new Promise<void>(resolve => {
      ring = resolve;
    });
    await look();
  }
  await over;
}
