import type { Judged } from '../analysis/evaluate.js';
import type { LockedReleases } from '../analysis/results.js';
import type { Finding, Span } from '../model/index.js';
import type { LockedPackage } from '../model/lockfile.js';
import { rangesIn } from './positions.js';
import { type SarifPlaces, sarifRegion } from './sarifPlaces.js';
import { sarifMessage } from './sarifText.js';
import type { ScanOutcome } from './scanOutcome.js';

/** `relatedLocations` of a finding: where the lockfile has the releases meant. Empty where the lockfile's text is not at hand, or is another one by now. */
export type Related = (finding: Finding, judged: Judged, locked: LockedReleases | undefined) => readonly object[];

export function createRelated({ lockTexts }: Pick<ScanOutcome, 'lockTexts'>, places: SarifPlaces): Related {
  const files = new Map<LockedReleases['analysis'], LockPlaces>();

  function placesIn(locked: LockedReleases, text: string): LockPlaces {
    const known = files.get(locked.analysis) ?? lockPlaces(locked, text, places);
    files.set(locked.analysis, known);
    return known;
  }

  return (finding, { subject }, locked) => {
    const text = locked && lockTexts?.get(locked.path);
    if (!locked || text === undefined) return [];
    const { bad, locationOf } = placesIn(locked, text);
    const entry = bad.get(`${finding.dependency.name} ${finding.version}`) ?? subject?.project.locked?.entry;
    const entries = finding.through
      ? finding.through.flatMap(({ name, version }) => bad.get(`${name} ${version}`) ?? [])
      : entry
        ? [entry]
        : [];
    return entries
      .flatMap(one => locationOf(one) ?? [])
      .slice(0, MOST)
      .map((location, index) => ({ id: index + 1, ...location }));
  };
}

/** GitHub shows no more locations of a result. */
const MOST = 100;

type Entry = LockedPackage;

interface LockPlaces {
  /** What is wrong in the file, by name and version. */
  readonly bad: ReadonlyMap<string, Entry>;
  locationOf(entry: Entry): object | undefined;
}

function lockPlaces({ path, analysis }: LockedReleases, text: string, places: SarifPlaces): LockPlaces {
  const ranges = rangesIn(text);
  const artifactLocation = places.artifact(path);
  const names = (span: Span, { name, version }: Entry): boolean =>
    [name, version].some(part => text.slice(span.start, span.end).includes(part));
  return {
    bad: new Map([...analysis.verdicts.values()].map(({ locked }) => [`${locked.name} ${locked.version}`, locked])),
    locationOf: entry =>
      names(entry.span, entry)
        ? {
            message: sarifMessage(`${entry.name} ${entry.version}`),
            physicalLocation: { artifactLocation, region: sarifRegion(ranges(entry.span)) },
          }
        : undefined,
  };
}
