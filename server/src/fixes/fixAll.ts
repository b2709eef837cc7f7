// Many fixes at once. Each was made for a manifest as it stands, and all are applied to that same text: none may touch another.
import { type Edit, type Finding, type Fix, LEVELS, type SourceText } from '../model/index.js';
import { type Flagged, madeFor, preferredOnce } from './index.js';
import { type MeantFix, readable, touches } from './readBack.js';
import { isAlias, type Moved, movable } from './siblings.js';

/** A finding together with one of its fixes. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * The preferred fixes of a manifest, at most one a dependency, no two of which overlap.
 * @param now milliseconds since 1970
 */
export function preferredFixes(flagged: readonly Flagged[], now: number): readonly OfferedFix[] {
  return readableOf([...preferredOf(flagged, now)], manifestOf(flagged));
}

/**
 * Whether there are at least so many of them; looks for no more than that.
 * @param now milliseconds since 1970
 */
export function hasPreferredFixes(flagged: readonly Flagged[], atLeast: number, now: number): boolean {
  const manifest = manifestOf(flagged);
  let found = 0;
  for (const offer of preferredOf(flagged, now)) {
    found += readableOf([offer], manifest).length;
    if (found >= atLeast) return true;
  }
  return false;
}

/**
 * The preferred fixes, and for a dependency that has none the first one that leads to another major line: to be applied only after a look.
 * @param now milliseconds since 1970
 */
export function boldFixes(flagged: readonly Flagged[], now: number): readonly OfferedFix[] {
  const chosen = apart(flagged, one => {
    const offers = offersOf(one, now);
    return (
      best(
        offers.filter(({ fix }) => fix.preferred),
        one,
      ) ?? offers.find(offer => changesMajor(offer, one))
    );
  });
  return readableOf([...chosen], manifestOf(flagged));
}

/** A fix that is not yet read again. */
type Offer = OfferedFix & MeantFix;

function preferredOf(flagged: readonly Flagged[], now: number): Iterable<Offer> {
  return apart(flagged, one =>
    best(
      offersOf(one, now).filter(({ fix }) => fix.preferred),
      one,
    ),
  );
}

function manifestOf(flagged: readonly Flagged[]): SourceText | undefined {
  return flagged.find(({ manifest }) => manifest)?.manifest;
}

function readableOf(offers: readonly Offer[], manifest: SourceText | undefined): readonly OfferedFix[] {
  return manifest ? readable(offers, manifest).map(({ finding, fix }) => ({ finding, fix })) : [];
}

/** The gravest finding's first. What would be changed in other files is among them only where it is preferred. */
function offersOf({ findings, subject, ...around }: Flagged, now: number): readonly Offer[] {
  if (!subject) return [];
  const gravest = [...findings].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const offers = gravest.flatMap(finding => preferredOnce(madeFor(finding, subject, now, around)).map(made => ({ finding, ...made })));
  return offers.filter(({ fix }) => fix.preferred || fix.edits.every(({ file }) => file === undefined));
}

/**
 * Of the fixes of its own release the one that leads furthest up: what is wrong with a release is right in none below the target that another finding
 * asks for. Its transitive dependencies come after that.
 */
function best(offers: readonly Offer[], { subject }: Flagged): Offer | undefined {
  const own = offers.filter(({ finding }) => !finding.through);
  if (own.length === 0) return offers[0];
  return own.reduce((chosen, offer) => {
    const [target, before] = [offer.fix.target, chosen.fix.target];
    if (target === undefined || !subject) return chosen;
    return before === undefined || subject.versions.compare(target, before) > 0 ? offer : chosen;
  });
}

function changesMajor({ finding, fix }: OfferedFix, { subject }: Flagged): boolean {
  const from = finding.version ?? subject?.effective?.version;
  return subject !== undefined && from !== undefined && fix.target !== undefined && !subject.versions.sameMajor(from, fix.target);
}

/**
 * Two dependencies may share their text, as an anchor in YAML does: the first one's fix counts. What a fix gives goes together with
 * what those give that were chosen before it.
 */
function* apart(flagged: readonly Flagged[], choose: (one: Flagged) => Offer | undefined): Generator<Offer> {
  const taken: Edit[] = [];
  let neighbours: Moved | undefined;
  for (const one of flagged) {
    if (one.findings.length === 0) continue;
    neighbours ??= one.neighbours && movable(one.neighbours);
    const offer = choose({ ...one, neighbours });
    if (!offer || offer.fix.edits.some(edit => taken.some(other => touches(edit, other)))) continue;
    taken.push(...offer.fix.edits);
    const { target, gives = target } = offer.fix;
    if (one.subject && gives !== undefined && !isAlias(offer.finding.dependency)) neighbours?.move(one.subject, gives);
    yield offer;
  }
}
