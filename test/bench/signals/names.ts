// What the name signals are worth: how often they speak of names just below the bundled list, which are honest ones as far as anybody knows, how many known
// imitations they find, and what they cost. Nobody is asked: the names are in this folder and in test/lookalike/imitations.ts.
import { readFileSync } from 'node:fs';
import { isPopular, nameSignal } from '../../../server/src/lookalike/index.js';
import lists from '../../../server/src/lookalike/popular.json';
import type { PackageId } from '../../../server/src/model/index.js';
import { IMITATIONS } from '../../lookalike/imitations.js';
import { rounded } from '../support/figures.js';

/** What the name signals do in one ecosystem. */
export interface NameFigures {
  readonly list: { readonly names: number; readonly date: string };
  readonly belowList: Share & { readonly signals: readonly string[] };
  readonly imitations: Share & { readonly missed: readonly string[] };
  /** A name: of a first pass over the names below the list, what is compiled on the way included, and of later ones. */
  readonly microseconds: { readonly first: number; readonly later: number };
  /** Of the first question, which makes the index. */
  readonly milliseconds: number;
  /** Of the index and of the list that it is made of; undefined without --expose-gc. */
  readonly megabytes: number | undefined;
}

export interface Share {
  readonly names: number;
  readonly signalled: number;
  /** Per cent. */
  readonly share: number;
}

/** Ecosystems with a list of popular names. */
type Listed = 'npm' | 'PyPI';

/** The figures of both ecosystems. What the indexes cost is right only where nothing was asked before in this process. */
export function nameFigures(): Readonly<Record<Listed, NameFigures>> {
  const [npm, pypi] = [indexCostOf('npm'), indexCostOf('PyPI')];
  return { npm: { ...figuresOf('npm'), ...npm }, PyPI: { ...figuresOf('PyPI'), ...pypi } };
}

function figuresOf(ecosystem: Listed) {
  const microseconds = microsecondsOf(ecosystem);
  const imitations = IMITATIONS.filter(imitation => imitation.ecosystem === ecosystem);
  const missed = imitations.filter(imitation => !nameSignal(imitation));
  return {
    list: { names: lists[ecosystem].join(' ').split(' ').length, date: lists.date },
    belowList: { ...shareOf(ecosystem, id => nameSignal(id) !== undefined), signals: signalsBelow(ecosystem) },
    imitations: {
      ...sharing(imitations, imitation => nameSignal(imitation) !== undefined),
      missed: missed.map(({ name, target }) => `${name} (${target})`),
    },
    microseconds,
  };
}

/** Every signal below the list, to be looked at by a person: `KIND: NAME (WORDS)`. */
function signalsBelow(ecosystem: Listed): readonly string[] {
  const found = belowList(ecosystem).flatMap(id => {
    const signal = nameSignal(id);
    return signal ? [`${signal.kind}: ${id.name} (${signal.words})`] : [];
  });
  return found.sort();
}

/**
 * The share of the names just below the list of which `speaks` holds: the name signal alone, or together with whatever second signal its caller knows of
 * a package.
 */
export function shareOf(ecosystem: Listed, speaks: (id: PackageId) => boolean): Share {
  return sharing(belowList(ecosystem), speaks);
}

/** Names whose downloads put them just below the bundled list, written by scripts/popularNames.mjs. */
export function belowList(ecosystem: Listed): readonly PackageId[] {
  const names = readFileSync(`test/bench/signals/belowList.${ecosystem}.txt`, 'utf8').trim().split('\n');
  return names.map(name => ({ ecosystem, name }));
}

function sharing(ids: readonly PackageId[], speaks: (id: PackageId) => boolean): Share {
  const signalled = ids.filter(speaks).length;
  return { names: ids.length, signalled, share: rounded((100 * signalled) / ids.length) };
}

function indexCostOf(ecosystem: Listed): Pick<NameFigures, 'milliseconds' | 'megabytes'> {
  const before = heap();
  const milliseconds = rounded(timeOf(() => isPopular({ ecosystem, name: '' })));
  const after = heap();
  const list = lists[ecosystem].join(' ').length;
  return {
    milliseconds,
    megabytes: before === undefined || after === undefined ? undefined : rounded((after - before + list) / 1_000_000),
  };
}

function microsecondsOf(ecosystem: Listed): NameFigures['microseconds'] {
  const ids = belowList(ecosystem);
  const passes = Array.from({ length: PASSES }, () => timeOf(() => ids.forEach(id => void nameSignal(id))));
  const [first = 0, ...later] = passes.map(milliseconds => (1000 * milliseconds) / ids.length);
  return { first: rounded(first), later: rounded(later.reduce((sum, time) => sum + time, 0) / later.length) };
}

const PASSES = 6;

function timeOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function heap(): number | undefined {
  if (!globalThis.gc) return undefined;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
