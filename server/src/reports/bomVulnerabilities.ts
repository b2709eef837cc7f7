import type { BillOfMaterials } from '../analysis/billOfMaterials.js';
import type { LockedVerdicts } from '../analysis/lockfile.js';
import { type FileResult, lockfilesIn } from '../analysis/results.js';
import type { AdvisoryGroup, Finding } from '../model/index.js';
import type { Ignore } from '../policy/ignores.js';
import { matchOf } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import { oneLine, quoted, shortened, webAddress } from '../text/sanitize.js';
import type { InstalledResults } from './installed.js';

/**
 * What advisories say of the parts of a workspace, as CycloneDX's `vulnerabilities`: one for each group of records that tell of the same thing, and one more
 * for the parts on which an entry of the policy ignores it.
 * @param bomRef what a part is called in the bill
 */
export function bomVulnerabilities(
  results: readonly FileResult[],
  installed: InstalledResults,
  bill: BillOfMaterials,
  bomRef: (ref: string) => string,
): readonly unknown[] {
  const said = [...lockedOf(results, bill), ...results.flatMap(result => directOf(result, bill)), ...installedOf(installed, bill)];
  const loud = new Set(said.filter(({ ignore }) => !ignore).map(keyOfPart));
  const told = new Map<string, Told>();
  for (const one of said) {
    if (one.ignore && loud.has(keyOfPart(one))) continue;
    const key = `${one.group.lead.id} ${one.group.kind}${one.ignore ? ` ${one.ignore.key}` : ''}`;
    const known = told.get(key) ?? { group: one.group, ignore: one.ignore, parts: new Map() };
    told.set(key, known);
    known.parts.set(one.ref, one.isDoubtful && (known.parts.get(one.ref) ?? true));
  }
  return [...told.values()].map((one, index) => vulnerabilityOf(one, index, bill, bomRef));
}

/** What a group of records says of one part. */
interface Said {
  readonly group: AdvisoryGroup;
  readonly ref: string;
  /** It is only covered by the open end of a record. */
  readonly isDoubtful: boolean;
  readonly ignore: Ignore | undefined;
}

interface Told extends Pick<Said, 'group' | 'ignore'> {
  /** Refs, and whether it is doubtful that they are affected. */
  readonly parts: Map<string, boolean>;
}

function keyOfPart({ group, ref }: Said): string {
  return `${group.lead.id} ${ref}`;
}

function lockedOf(results: readonly FileResult[], bill: BillOfMaterials): readonly Said[] {
  return lockfilesIn(results).flatMap(locked =>
    [...locked.analysis.verdicts.values()].flatMap(release => {
      const ref = bill.lockedRef(locked, release.key);
      return ref === undefined ? [] : saidOfLocked(release).map(said => ({ ...said, ref, isDoubtful: false }));
    }),
  );
}

/** All advisories on a release: also those that a graver one keeps out of the findings. */
function saidOfLocked({ subject, locked: { version }, verdicts }: LockedVerdicts): readonly Pick<Said, 'group' | 'ignore'>[] {
  const ignored = verdicts.ignored.flatMap(({ verdict, ignore }) => (verdict.advisories ?? []).map(group => ({ group, ignore })));
  const affecting = subject.advisories.filter(group => matchOf(group, subject, version) === 'affected');
  const loud = affecting.filter(group => !ignored.some(one => one.group === group));
  return [...loud.map(group => ({ group, ignore: undefined })), ...ignored];
}

/** Rules that say that a release is bad; others say that one may come, or is odd. */
const ON_RELEASES: ReadonlySet<string> = new Set(['malicious-package', 'malicious-release', 'vulnerable-release']);

function directOf({ judged }: FileResult, bill: BillOfMaterials): readonly Said[] {
  return judged.flatMap(({ findings, ignored, subject }) =>
    [...findings.map(finding => ({ finding, ignore: undefined })), ...ignored].flatMap(({ finding, ignore }) =>
      ON_RELEASES.has(finding.alsoRule ?? finding.rule) && !finding.through ? saidBy(finding, subject, ignore, bill) : [],
    ),
  );
}

function saidBy(finding: Finding, subject: Subject | undefined, ignore: Ignore | undefined, bill: BillOfMaterials): readonly Said[] {
  const version = finding.version ?? subject?.effective?.version;
  const ref = bill.refOf(finding.dependency, version);
  if (ref === undefined) return [];
  const isDoubtful = (group: AdvisoryGroup): boolean =>
    subject !== undefined && version !== undefined && matchOf(group, subject, version) === 'beyond-last-known';
  return finding.advisories.map(group => ({ group, ref, isDoubtful: isDoubtful(group), ignore }));
}

function installedOf({ reports }: InstalledResults, bill: BillOfMaterials): readonly Said[] {
  const all = reports.flatMap(({ findings, ignored = [] }) => [
    ...findings.map(finding => ({ finding, ignore: undefined })),
    ...ignored.flatMap(one => one.findings.map(finding => ({ finding, ignore: one.ignore }))),
  ]);
  return all.flatMap(({ finding, ignore }) => {
    const ref = bill.refOf(finding, finding.version);
    return ref === undefined ? [] : finding.advisories.map(group => ({ group, ref, isDoubtful: false, ignore }));
  });
}

function vulnerabilityOf({ group, ignore, parts }: Told, index: number, bill: BillOfMaterials, bomRef: (ref: string) => string): unknown {
  const { lead, members, ids, kind } = group;
  const records = new Map(members.map(member => [member.id, member.url]));
  const others = ids.filter(id => id !== lead.id);
  const description = quoted(lead.summary, LONGEST);
  const pages = [...new Set(members.flatMap(({ url }) => webAddress(url) ?? []))];
  return {
    'bom-ref': `vulnerability:${index + 1}:${lead.id}`,
    id: lead.id,
    source: sourceOf(lead.id, lead.url),
    ...(others.length > 0 && { references: others.map(id => ({ id, source: sourceOf(id, records.get(id) ?? '') })) }),
    ratings: [ratingOf(group)],
    ...(kind === 'malicious' && { cwes: [EMBEDDED_MALICIOUS_CODE] }),
    ...(description !== '' && { description }),
    ...(pages.length > 0 && { advisories: pages.map(url => ({ url })) }),
    ...(isTime(lead.published) && { published: lead.published }),
    ...(isTime(lead.modified) && { updated: lead.modified }),
    ...(ignore && { analysis: analysisOf(group, ignore) }),
    affects: [...parts].map(([ref, isDoubtful]) => ({ ref: bomRef(ref), ...versionOf(ref, isDoubtful, bill) })),
  };
}

const LONGEST = 300;
/** https://cwe.mitre.org/data/definitions/506.html */
const EMBEDDED_MALICIOUS_CODE = 506;

/** Malicious-package records carry no severity: that one is ours, and says so. */
function ratingOf({ kind, severity }: AdvisoryGroup): unknown {
  if (kind === 'malicious' && severity === undefined)
    return { source: { name: 'Depwarden' }, severity: 'critical', justification: 'The release itself is malicious.' };
  return { severity: severity ?? 'unknown' };
}

/**
 * An entry of the policy says that nobody wants to be told, and why; it is no proof. One without an end counts as the team's word that it does not matter
 * here, one with an end as put off until then. Of malware nothing is taken for proof: it stays to be looked at.
 */
function analysisOf({ kind }: AdvisoryGroup, { entry: { reason, expires } }: Ignore): unknown {
  const state = kind === 'malicious' || expires !== undefined ? 'in_triage' : 'not_affected';
  const until = expires === undefined ? '' : ` (until ${expires})`;
  return { state, detail: `Ignored by the policy${until}: ${oneLine(reason)}` };
}

function versionOf(ref: string, isDoubtful: boolean, { parts }: BillOfMaterials): object {
  const version = parts.get(ref)?.version;
  return version === undefined ? {} : { versions: [{ version: bomVersion(version), status: isDoubtful ? 'unknown' : 'affected' }] };
}

function sourceOf(id: string, url: string): unknown {
  const page = webAddress(url);
  return { name: DATABASES.find(([prefix]) => id.startsWith(prefix))?.[1] ?? 'OSV', ...(page !== undefined && { url: page }) };
}

/** Whose ids begin so. */
const DATABASES: readonly (readonly [prefix: string, name: string])[] = [
  ['MAL-', 'OpenSSF Malicious Packages'],
  ['GHSA-', 'GitHub Advisory Database'],
  ['PYSEC-', 'PyPA Advisory Database'],
  ['CVE-', 'CVE'],
];

/** CycloneDX takes 1,024 characters; no release has a version as long. */
export function bomVersion(version: string): string {
  return shortened(version, 1024);
}

/** RFC 3339. */
function isTime(text: string | undefined): boolean {
  return (
    text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  );
}
