import { listedRelease } from '../rules/cleanReleases.js';
import { dependencyAdded } from '../rules/dependencyAdded.js';
import { installScriptAdded } from '../rules/installScriptAdded.js';
import { provenanceLost } from '../rules/provenanceLost.js';
import { publisherChanged } from '../rules/publisherChanged.js';
import { isRecent } from '../rules/releaseLine.js';
import type { Subject } from '../rules/rule.js';
import { youngRelease } from '../rules/youngRelease.js';

const SUSPICIOUS_CHANGES = [dependencyAdded, installScriptAdded] as const;
/** Rules on what is new in a release. */
const CHANGES = [...SUSPICIOUS_CHANGES, publisherChanged, provenanceLost] as const;

export type ChangeSignalId = (typeof CHANGES)[number]['id'];
export type SignalId = ChangeSignalId | typeof youngRelease.id;

/** What a rule would say of a release, were it the one that the project gets. */
export interface ChangeSignal {
  readonly rule: ChangeSignalId;
  /** One sentence. */
  readonly message: string;
}

/** What is new in a release and speaks against it. */
export function changesOn(subject: Subject, version: string): readonly ChangeSignal[] {
  return saidBy(CHANGES, subject, version);
}

/** Whether a release adds neither install scripts nor doubtful dependencies. */
export function isQuiet(subject: Subject, version: string): boolean {
  return saidBy(SUSPICIOUS_CHANGES, subject, version).length === 0;
}

/** Ids of the rules on a single release that would mark `version`, were it the one that the project gets. */
export function signalsOn(subject: Subject, version: string): readonly SignalId[] {
  const young = youngRelease.check(given(subject, version)) ? [youngRelease.id] : [];
  return [...changesOn(subject, version).map(({ rule }) => rule), ...young];
}

/** Only a recent release is looked at: of any other they have nothing to say. */
function saidBy(rules: readonly (typeof CHANGES)[number][], subject: Subject, version: string): readonly ChangeSignal[] {
  const release = listedRelease(subject, version);
  if (!release || !isRecent(release, subject)) return [];
  const seen = given(subject, version);
  return rules.flatMap(rule => {
    const verdict = rule.check(seen);
    return verdict ? [{ rule: rule.id, message: verdict.message }] : [];
  });
}

function given(subject: Subject, version: string): Subject {
  return { ...subject, effective: { version, evidence: 'resolved' } };
}
