// The report of a comparison for people: lines for a terminal, and Markdown for a comment on a pull request.

import type { Component } from '../../model/component.js';
import { LEVELS } from '../../model/index.js';
import { ageOf, counted } from '../../rules/age.js';
import { listed } from '../../rules/messages.js';
import { marked, quoted } from '../../text/sanitize.js';
import { advisorySourceSentences } from '../advisorySource.js';
import { code, inert, MARKDOWN_LIMIT } from '../markdown.js';
import { rangesIn, relativeTo } from '../positions.js';
import type { Style } from '../text.js';
import type { NewDependency } from './dependencies.js';
import type { NewProblem, PlacedFinding } from './findings.js';
import type { DigestChange, HostChange } from './lockfiles.js';
import { type Compared, countLevels, type FileChanges, type SinceReport, type SubmoduleChange } from './report.js';

/** Lines for a terminal: what is new, one line each, then one line with all numbers. */
export function sinceText(report: SinceReport, paint: (style: Style, text: string) => string): string {
  const voice: Voice = {
    text: outside => quoted(outside, LONGEST),
    code: outside => quoted(outside, LONGEST),
    finding: one => findingLine(one, report.root, paint),
  };
  const sections = sectionsOf(report, voice).map(({ title, rows, most }) =>
    [paint('bold', title), ...rows.slice(0, most).map(row => `  ${row}`), ...leftOut(rows.length - most, '  ')].join('\n'),
  );
  return `${[comparedLine(report, voice), ...sections, ...notesOf(report), verdictOf(report, voice)].join('\n\n')}\n`;
}

/**
 * The same as Markdown.
 * @param limit the most UTF-16 units that it may have; rows that do not fit are left out, and the report says how many
 */
export function sinceMarkdown(report: SinceReport, limit = MARKDOWN_LIMIT): string {
  const voice: Voice = { text: inert, code, finding: one => findingRow(one, report.root) };
  const parts = [`## Depwarden: ${verdictOf(report, voice)}`, comparedLine(report, voice)];
  const notes = notesOf(report);
  let room = limit - [...parts, ...notes].join('\n\n').length - ROOM;
  for (const { title, rows, most } of sectionsOf(report, voice)) {
    const lines = [`### ${title}`, ''];
    room -= title.length + ROOM;
    const shown = rows.slice(0, most).filter(row => {
      room -= row.length + 3;
      return room > 0;
    });
    parts.push([...lines, ...shown.map(row => `- ${row}`), ...leftOut(rows.length - shown.length, '- ')].join('\n'));
  }
  return `${[...parts, ...notes].join('\n\n')}\n`;
}

/** How text from outside is shown. */
interface Voice {
  text(outside: string): string;
  /** Names, paths, versions. */
  code(outside: string): string;
  finding(one: PlacedFinding): string;
}

interface Section {
  readonly title: string;
  /** One a matter, neutralised. */
  readonly rows: readonly string[];
  /** How many of them are shown. */
  readonly most: number;
}

/** UTF-16 units of one text from outside. */
const LONGEST = 300;
const LONGEST_REVISION = 80;
/** What headings and sentences about what was left out take. UTF-16 units. */
const ROOM = 120;
const MOST_FINDINGS = 1000;
const MOST_ROWS = 50;
const MOST_NAMES = 10;
const COMMIT_LENGTH = 12;

/** Every section that has something in it, the gravest first. */
function sectionsOf(report: SinceReport, voice: Voice): readonly Section[] {
  const { root } = report;
  const findings = LEVELS.flatMap(level => report.findings.filter(({ finding }) => finding.level === level));
  const sections: readonly Section[] = [
    { title: 'New findings', rows: findings.map(voice.finding), most: MOST_FINDINGS },
    { title: 'Newly unknown, not clean', rows: unknownRows(report, voice), most: MOST_ROWS },
    { title: 'New problems of files', rows: report.problems.map(one => problemRow(one, root, voice)), most: MOST_ROWS },
    { title: 'New dependencies', rows: report.dependencies.map(one => dependencyRow(one, report, voice)), most: MOST_ROWS },
    {
      title: 'Changed in lockfiles',
      rows: [...report.digests.map(one => digestRow(one, root, voice)), ...report.hosts.map(one => hostRow(one, root, voice))],
      most: MOST_ROWS,
    },
    { title: 'Changed in policy files', rows: report.policy.flatMap(one => changeRows(one, root, voice)), most: MOST_ROWS },
    { title: 'Changed in baselines', rows: report.baseline.flatMap(one => changeRows(one, root, voice)), most: MOST_ROWS },
    { title: 'Changed submodules, not looked at', rows: report.submodules.map(one => submoduleRow(one, root, voice)), most: MOST_ROWS },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

function leftOut(count: number, before: string): readonly string[] {
  return count > 0 ? [`${before}and ${count} more`] : [];
}

/** `2 new errors, 1 new dependency since main`, `no new findings, 0 new dependencies since main`. */
function verdictOf(report: SinceReport, voice: Voice): string {
  const { findings, ignored, gone, dependencies, unknown, partly, submodules, isEmpty, compared } = report;
  const counts = countLevels(findings);
  const found = LEVELS.filter(level => counts[level] > 0).map(level => levelCount(counts[level], level));
  const isOpen = unknown.length + partly.length + submodules.length > 0;
  const nothing = isEmpty ? 'nothing was checked' : `no new findings${isOpen ? ' in what could be checked' : ''}`;
  const parts = [
    found.length > 0 ? listed(found, Infinity) : nothing,
    `${dependencies.length} new ${dependencies.length === 1 ? 'dependency' : 'dependencies'}`,
    ...(unknown.length > 0 ? [`${unknown.length} newly unknown`] : []),
    ...(partly.length > 0 ? [`${counted(partly.length, 'file')} newly read in part`] : []),
    ...(ignored.length > 0 ? [`${counted(ignored.length, 'new finding')} ignored by the policy`] : []),
    ...(gone > 0 ? [`${counted(gone, 'finding')} gone`] : []),
  ];
  return `${parts.join(', ')} since ${revisionOf(compared, voice)}`;
}

function levelCount(count: number, level: string): string {
  const isCounted = level === 'error' || level === 'warning' || level === 'hint';
  return isCounted ? `${count} new ${level}${count === 1 ? '' : 's'}` : `${count} new of level ${level}`;
}

function comparedLine({ compared, root }: SinceReport, voice: Voice): string {
  const { base, head, commit, isMergeBase, files, config } = compared;
  const revision = revisionOf(compared, voice);
  const what = isMergeBase
    ? `the merge base of ${revision} and HEAD, ${short(base)}, with HEAD, ${short(head)}`
    : `${revision}, ${short(commit)}, itself with HEAD, ${short(head)}: the two have no merge base`;
  const policy =
    config === undefined
      ? `Policy and baseline are those of ${revision}.`
      : `Policy: ${voice.code(relativeTo(root, config))}; baseline: ${revision}.`;
  return `Compared ${what}: ${counted(files, 'file')} looked at, as committed. ${policy}`;
}

function revisionOf({ revision }: Compared, { code: shown }: Voice): string {
  return shown(quoted(revision, LONGEST_REVISION));
}

function short(commit: string): string {
  return commit.slice(0, COMMIT_LENGTH);
}

/** What a comparison leaves out where the folder is not trusted; the policy of the revision counts all the same. */
const UNTRUSTED =
  'Not trusted: nothing outside is read; registries, credentials and cooldowns set here do not count. To obey them: --trust, or depwarden trust.';

function notesOf(report: SinceReport): readonly string[] {
  return [...advisorySourceSentences(report, report.now), ...(report.isTrusted ? [] : [UNTRUSTED])];
}

function findingLine({ result, finding }: PlacedFinding, root: string, paint: (style: Style, text: string) => string): string {
  const place = marked(placeOf({ result, finding }, root));
  return `${paint('bold', place)}  ${paint(finding.level, finding.level)}  ${marked(finding.message)} ${paint('dim', `[${finding.rule}]`)}`;
}

function findingRow(one: PlacedFinding, root: string): string {
  const { level, message, rule } = one.finding;
  return `**${level}** ${code(placeOf(one, root))} ${inert(message)} \`${rule}\``;
}

function placeOf({ result: { path, text }, finding: { span } }: Pick<PlacedFinding, 'result' | 'finding'>, root: string): string {
  const { start } = rangesIn(text)(span);
  return `${relativeTo(root, path)}:${start.line + 1}:${start.character + 1}`;
}

function problemRow({ result: { path, text }, problem: { level, message, span } }: NewProblem, root: string, voice: Voice): string {
  const { start } = rangesIn(text)(span);
  return `${voice.code(`${relativeTo(root, path)}:${start.line + 1}`)} ${level}: ${voice.text(message)}`;
}

function unknownRows({ unknown, partly, root }: SinceReport, voice: Voice): readonly string[] {
  const files = partly.map(({ path }) => `${voice.code(relativeTo(root, path))}: read in part, or not at all`);
  const reasons = new Map<string, Component[]>();
  for (const one of unknown) reasons.set(reasonOf(one), [...(reasons.get(reasonOf(one)) ?? []), one]);
  const rows = [...reasons].map(([reason, all]) => `${namesOf(all.map(releaseName), voice)}: ${voice.text(reason)}`);
  return [...files, ...rows];
}

function reasonOf({ assessment, unanswered }: Component): string {
  return 'reason' in assessment ? assessment.reason : `no answer about ${listed(unanswered, Infinity)}`;
}

function releaseName({ name, version }: { readonly name: string; readonly version?: string }): string {
  return version === undefined ? name : `${name} ${version}`;
}

function namesOf(names: readonly string[], voice: Voice): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).map(voice.code).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Age, publisher and what runs at installation, as far as the registry's word is at hand; what is not known is said so. */
function dependencyRow(one: NewDependency, { root, now }: SinceReport, voice: Voice): string {
  const { ecosystem, isDirect, paths, source, release, createdAt } = one;
  const places = namesOf(
    paths.map(path => relativeTo(root, path)),
    voice,
  );
  const head = `${voice.code(releaseName(one))} (${ecosystem}${isDirect ? '' : ', transitive'}) in ${places}`;
  if (source !== undefined) return `${head}: ${voice.text(source)}`;
  const { publishedAt, publisher, installScripts } = release ?? {};
  const facts = [
    publishedAt === undefined ? 'age unknown' : `published ${agoOf(publishedAt, now)}`,
    ...(createdAt === undefined ? [] : [`package first published ${agoOf(createdAt, now)}`]),
    publisher === undefined ? 'publisher unknown' : `publisher ${voice.code(publisher)}`,
    scriptsOf(installScripts, voice),
  ];
  return `${head}: ${facts.join('; ')}`;
}

function agoOf(instant: number, now: number): string {
  const age = ageOf(instant, now);
  return age === 'today' ? age : `${age} ago`;
}

function scriptsOf(scripts: readonly string[] | undefined, voice: Voice): string {
  if (scripts === undefined) return 'install scripts unknown';
  return scripts.length === 0 ? 'no install script' : `runs at installation: ${scripts.map(voice.code).join(', ')}`;
}

function digestRow({ path, name, version, before, after }: DigestChange, root: string, voice: Voice): string {
  const added = after.filter(digest => !before.includes(digest));
  const removed = before.filter(digest => !after.includes(digest));
  const what =
    after.length === 0
      ? 'has no digest any more'
      : `has other digests: ${[...removed.map(one => `- ${voice.code(one)}`), ...added.map(one => `+ ${voice.code(one)}`)].slice(0, MOST_NAMES).join(', ')}`;
  return `${voice.code(relativeTo(root, path))}: ${voice.code(`${name} ${version}`)} ${what}`;
}

function hostRow({ path, before, after, releases }: HostChange, root: string, voice: Voice): string {
  const old = before.length === 0 ? 'no host named' : namesOf(before, voice);
  return `${voice.code(relativeTo(root, path))}: host ${old} → ${after === undefined ? 'no host named' : voice.code(after)}: ${namesOf(releases, voice)}`;
}

function changeRows({ path, changes }: FileChanges, root: string, voice: Voice): readonly string[] {
  const file = voice.code(relativeTo(root, path));
  return changes.map(({ key, before, after }) => {
    const what =
      after === undefined
        ? `removed: ${voice.code(before ?? '')}`
        : before === undefined
          ? `added: ${voice.code(after)}`
          : `${voice.code(before)} → ${voice.code(after)}`;
    return `${file}: ${voice.code(key)} ${what}`;
  });
}

function submoduleRow({ path, before, after }: SubmoduleChange, root: string, voice: Voice): string {
  const at = (commit: string | undefined): string => (commit === undefined ? 'nothing' : short(commit));
  return `${voice.code(relativeTo(root, path))}: ${at(before)} → ${at(after)}`;
}
