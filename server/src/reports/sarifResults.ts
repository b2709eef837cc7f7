import type { Judged } from '../analysis/evaluate.js';
import type { InstalledNotice } from '../analysis/installedNotices.js';
import type { FileResult } from '../analysis/results.js';
import { fixesIn } from '../fixes/index.js';
import { type AdvisoryGroup, type Finding, type Fix, LEVELS, type Level, type Span } from '../model/index.js';
import type { Ignore } from '../policy/ignores.js';
import { allNotices, ignoredNotices, NOTHING_INSTALLED } from './installed.js';
import { shownIn } from './overview.js';
import { rangesIn, type TextRange } from './positions.js';
import { encoded } from './purl.js';
import { NO_REGION, type SarifPlaces, sarifRegion } from './sarifPlaces.js';
import { createRelated, type Related } from './sarifRelated.js';
import { RULE_INDEX } from './sarifRules.js';
import { sarifLevel, sarifMessage } from './sarifText.js';
import type { ScanOutcome } from './scanOutcome.js';

/**
 * `results` of the run, the gravest first: what rules say of manifests, what is installed, and what of either the policy ignores (`suppressions`).
 * @returns at most as many as GitHub takes, and how many were left out
 */
export function sarifResults(outcome: ScanOutcome, places: SarifPlaces): { readonly results: readonly object[]; readonly leftOut: number } {
  const { results, installed = NOTHING_INSTALLED } = outcome;
  const drafts = [
    ...allNotices(installed).map(notice => noticeDraft(notice, undefined)),
    ...ignoredNotices(installed).map(({ notice, ignore }) => noticeDraft(notice, ignore)),
    ...results.flatMap(result => draftsOf(result, outcome.now)),
  ];
  const kept = withFingerprints(drafts, outcome)
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .slice(0, MOST_RESULTS);
  const related = createRelated(outcome, places);
  return { results: kept.map(draft => resultOf(draft, places, related)), leftOut: drafts.length - kept.length };
}

/** https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning */
const MOST_RESULTS = 25_000;

/** A result before it is written out. */
interface Draft {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  readonly path: string;
  readonly range: TextRange;
  readonly ecosystem: string;
  readonly package?: string | undefined;
  readonly version?: string | undefined;
  readonly advisories: readonly AdvisoryGroup[];
  readonly ignore: Ignore | undefined;
  /** What it was made from, where it is about a manifest. */
  readonly found?: Found;
}

interface Found {
  readonly finding: Finding;
  readonly judged: Judged;
  readonly result: FileResult;
  readonly ranges: (span: Span) => TextRange;
  fixesOn(finding: Finding): readonly Fix[];
}

interface Named extends Draft {
  readonly fingerprint: string;
}

function draftsOf(result: FileResult, now: number): readonly Draft[] {
  const fixesOn = fixesIn(result.judged, now);
  const ranges = rangesIn(result.text);
  return result.judged.flatMap(judged => [
    ...judged.findings.map(finding => findingDraft({ finding, judged, result, ranges, fixesOn }, undefined)),
    ...judged.ignored.map(({ finding, ignore }) => findingDraft({ finding, judged, result, ranges, fixesOn }, ignore)),
  ]);
}

function findingDraft(found: Found, ignore: Ignore | undefined): Draft {
  const { finding, result, ranges } = found;
  const { rule, level, message, dependency, version, span, advisories } = finding;
  const { ecosystem, name } = dependency;
  return { rule, level, message, path: result.path, range: ranges(span), ecosystem, package: name, version, advisories, ignore, found };
}

function noticeDraft(notice: InstalledNotice, ignore: Ignore | undefined): Draft {
  const { level, message, ecosystem, name, version, advisories, paths, environment } = notice;
  const path = paths[0] ?? environment;
  return { rule: 'malicious-installed', level, message, path, range: NO_REGION, ecosystem, package: name, version, advisories, ignore };
}

/**
 * The same in the next scan as long as a rule says something of the same package in the same file: neither lines nor versions are in it. What is said
 * several times, which may be ignored or not, is told apart by its number.
 */
function withFingerprints(drafts: readonly Draft[], { roots }: ScanOutcome): Named[] {
  const shown = shownIn(roots);
  const seen = new Map<string, number>();
  return drafts.map(draft => {
    const through = draft.found?.finding.through?.[0]?.name ?? '';
    const key = [draft.rule, draft.ecosystem, draft.package ?? '', through, shown(draft.path)].map(encoded).join(' ');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { ...draft, fingerprint: `${key} ${count}` };
  });
}

function resultOf(draft: Named, places: SarifPlaces, relatedTo: Related): object {
  const { rule, level, message, path, range, ecosystem, version, advisories, ignore, found, fingerprint } = draft;
  const index = RULE_INDEX.get(rule);
  const related = found ? relatedTo(found.finding, found.judged, found.result.locked) : [];
  const fixes = found && !ignore ? fixesOf(found, places) : [];
  return {
    ruleId: rule,
    ...(index !== undefined && { ruleIndex: index }),
    level: sarifLevel(level),
    message: sarifMessage(message),
    locations: [{ physicalLocation: { artifactLocation: places.artifact(path), region: sarifRegion(range) } }],
    ...(related.length > 0 && { relatedLocations: related }),
    partialFingerprints: { 'depwardenFinding/v1': fingerprint },
    ...(fixes.length > 0 && { fixes }),
    suppressions: ignore ? [suppressionOf(ignore)] : [],
    properties: {
      ecosystem,
      ...(draft.package !== undefined && { package: draft.package }),
      ...(version !== undefined && { version }),
      ...(advisories.length > 0 && { advisories: advisories.flatMap(({ ids }) => ids) }),
      ...(found?.finding.through && {
        through: found.finding.through.map(one => ({ package: one.name, version: one.version, path: one.path })),
      }),
      ...(ignore?.entry.expires !== undefined && { ignoredUntil: ignore.entry.expires }),
    },
  };
}

function suppressionOf({ entry: { reason } }: Ignore): object {
  return { kind: 'external', status: 'accepted', justification: reason };
}

/** Fixes that can be applied as they are: one without the new release's hashes cannot. */
function fixesOf({ finding, result, ranges, fixesOn }: Found, places: SarifPlaces): readonly object[] {
  return fixesOn(finding)
    .filter(({ needsDigests }) => !needsDigests)
    .map(fix => ({ description: sarifMessage(fix.title), artifactChanges: changesOf(fix, result, ranges, places) }));
}

function changesOf({ edits }: Fix, { path }: FileResult, ranges: Found['ranges'], places: SarifPlaces): readonly object[] {
  const byFile = new Map<string, object[]>();
  for (const { span, newText, file } of edits) {
    const region = sarifRegion(file ? rangesIn(file.text)(span) : ranges(span));
    const replacements = byFile.get(file?.path ?? path) ?? [];
    byFile.set(file?.path ?? path, [...replacements, { deletedRegion: region, insertedContent: { text: newText } }]);
  }
  return [...byFile].map(([changed, replacements]) => ({ artifactLocation: places.artifact(changed), replacements }));
}
