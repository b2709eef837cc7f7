// What speaks against each release of a package, for lists of many of them: the same judgement as that of fixes, asked of any release.
import { isPastCooldown } from '../../ecosystems/shared/cooldown.js';
import { runsHere } from '../../fixes/runtime.js';
import { type ChangeSignal, changesOn } from '../../fixes/signals.js';
import { blameless, targetsFor } from '../../fixes/targets.js';
import type { AdvisoryGroup, Release } from '../../model/index.js';
import { isPlaceholder, maliciousGroups, vulnerableGroups } from '../../rules/cleanReleases.js';
import type { Subject } from '../../rules/rule.js';

/** One listed release and what is known against it. */
export interface ReleaseState {
  readonly release: Release;
  readonly isMalicious: boolean;
  readonly vulnerabilities: readonly AdvisoryGroup[];
  /** It is younger than the cooldown allows. */
  readonly isYoung: boolean;
  /** It runs on the oldest Node.js or Python of the project, as far as either is told. */
  readonly runsHere: boolean;
  /** Nothing of this speaks against it. */
  readonly isSafe: boolean;
  /** What is new in it and speaks against it; worked out when it is asked for. */
  signals(): readonly ChangeSignal[];
}

/** The releases of one package. */
export interface ReleaseStates {
  /** Versions that can be offered, newest first. */
  readonly finals: readonly string[];
  readonly prereleases: readonly string[];
  /** Undefined where the registry lists no such release. */
  of(version: string): ReleaseState | undefined;
}

/** Makes a reader of states. What it works out of a subject is remembered as long as the subject is. */
export function createReleaseStates(): (subject: Subject) => ReleaseStates {
  const known = new WeakMap<Subject, ReleaseStates>();
  return subject => {
    const states = known.get(subject) ?? readStates(asInUse(subject));
    known.set(subject, states);
    return states;
  };
}

/** What would be resolved today is in no use yet: that it does not run here excuses no other release. */
function asInUse(subject: Subject): Subject {
  return subject.effective?.evidence === 'resolved' ? { ...subject, effective: undefined } : subject;
}

function readStates(subject: Subject): ReleaseStates {
  const { book, versions } = subject;
  const early = (version: string): boolean => versions.isPrerelease(version);
  return {
    finals: offered(book.finals()),
    prereleases: offered(book.ascending().filter(early)),
    of: stateReader(subject),
  };
}

function offered(ascending: readonly string[]): readonly string[] {
  const fit = ascending.filter(version => PLAIN.test(version) && !isPlaceholder(version));
  return [...new Set(fit)].reverse();
}

/** What a version may be made of that is put into a manifest: nothing that could end a string or begin something else. */
const PLAIN = /^[\w.+!-]+$/;

function stateReader(subject: Subject): (version: string) => ReleaseState | undefined {
  const { registry, cooldown, name, now } = subject;
  const { isSafe } = targetsFor(subject, blameless, now);
  const known = new Map<string, ReleaseState>();
  return version => {
    const release = registry.kind === 'found' ? registry.value.releases.find(version) : undefined;
    if (!release) return undefined;
    const state = known.get(version) ?? {
      release,
      isMalicious: maliciousGroups(subject, version).length > 0,
      vulnerabilities: vulnerableGroups(subject, version),
      isYoung: !isPastCooldown(cooldown, name, version, release.publishedAt, now),
      runsHere: runsHere(release, subject),
      isSafe: isSafe(version),
      signals: lazy(() => changesOn(subject, version)),
    };
    known.set(version, state);
    return state;
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
