// The sentences of the report.
import { capitalized, doingInWords } from '../../standing.js';
import type { Level, PageOverview, ReportState, Unchecked } from '../messages.js';

export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Information',
  hint: 'Hint',
};

/** `1 error`, `2 errors`, `3 information`. */
export function countOf(level: Level, count: number): string {
  return quantity(count, level, level === 'information' ? level : `${level}s`);
}

export function quantity(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** How many rows a filter leaves. */
export function shownOf(shown: number, all: number): string {
  return shown === all ? quantity(all, 'finding', 'findings') : `${grouped(shown)} of ${quantity(all, 'finding', 'findings')}`;
}

/** What was looked at. */
export function lookedAt({ totals, folders }: PageOverview): string {
  const { manifests, dependencies, checked, locked, installed, ignored } = totals;
  const facts = [
    `${quantity(manifests, 'manifest', 'manifests')}${folders.length === 1 ? ` of ${folders[0]}` : ''}`,
    `${grouped(checked)} of ${quantity(dependencies, 'dependency', 'dependencies')} checked`,
    ...(locked > 0 ? [`${quantity(locked, 'release', 'releases')} in lockfiles`] : []),
    ...(installed > 0 ? [`${grouped(installed)} installed`] : []),
    ...(ignored > 0 ? [`${grouped(ignored)} ignored by policy`] : []),
  ];
  return `${facts.join(', ')}.`;
}

/** How old what is shown may be. `day` and `time` write a time in milliseconds since 1970. */
export function agesOf({ madeAt, databaseFrom, databasePassedOver, registriesFrom }: PageOverview, { day, time }: Times): string {
  const old = databasePassedOver === undefined ? '' : ` (the offline database of ${day(databasePassedOver)} is too old)`;
  const advisories = databaseFrom === undefined ? `OSV${old}` : `the offline database of ${day(databaseFrom)}`;
  const registries = registriesFrom === undefined ? '' : ` Registries: oldest answer of ${time(registriesFrom)}.`;
  return `As of ${time(madeAt)}. Advisories: ${advisories}.${registries}`;
}

export interface Times {
  day(milliseconds: number): string;
  time(milliseconds: number): string;
}

/** What the server is doing, or what keeps it from doing it; empty where there is nothing to tell. */
export function doingOf({ server, status, failure }: ReportState, waiting: number): string {
  if (server !== 'running') return '';
  if (failure !== undefined) return `The report could not be brought up to date: ${failure}`;
  if (waiting > 0) return `Services are still asked about ${quantity(waiting, 'manifest', 'manifests')}…`;
  const doing = status && doingInWords(status);
  if (doing !== undefined) return `${capitalized(doing)}…`;
  return status?.state === 'offline' ? 'Offline: nothing is asked of the network.' : '';
}

/** What could not be checked, by reason: those not meant to be checked last. */
export interface Left {
  readonly reason: string;
  readonly deliberate: boolean;
  readonly parts: readonly Unchecked[];
}

export function leftOf(unchecked: readonly Unchecked[]): readonly Left[] {
  const byReason = new Map<string, Unchecked[]>();
  for (const one of unchecked.filter(({ pending }) => !pending)) {
    const key = `${one.deliberate} ${one.reason}`;
    const parts = byReason.get(key);
    if (parts) parts.push(one);
    else byReason.set(key, [one]);
  }
  const all = [...byReason.values()].map(parts => ({ reason: parts[0]?.reason ?? '', deliberate: parts[0]?.deliberate ?? false, parts }));
  return [...all.filter(({ deliberate }) => !deliberate), ...all.filter(({ deliberate }) => deliberate)];
}

/** `46 direct, 52 locked not checked: OSV answers HTTP 503 (98)`. */
export function leftInWords(left: readonly Left[]): string {
  const [meant, deliberate] = [left.filter(one => !one.deliberate), left.filter(one => one.deliberate)];
  const said = [
    ...(meant.length > 0 ? [`${countedInWords(meant)} not checked: ${meant.map(reasonOf).join('; ')}`] : []),
    ...(deliberate.length > 0 ? [`${grouped(counted(deliberate))} not meant to be checked: ${deliberate.map(reasonOf).join('; ')}`] : []),
  ];
  return said.join('. ');
}

/** `package.json: left-pad, lodash and 3 more`. */
export function partInWords({ file, what, names, count }: Unchecked): string {
  if (what === 'file') return file;
  const named = names.slice(0, MOST_NAMES);
  const more = count - named.length;
  if (named.length === 0) return `${file}: ${grouped(count)}`;
  return `${file}: ${named.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`;
}

/** What stands where there are no rows. */
export interface EmptyState {
  readonly title: string;
  readonly text: string;
  readonly command?: 'scan' | 'restart';
}

/** Undefined while there are rows to show, filtered or not. */
export function emptyState({ server, hasFolder }: ReportState, overview: PageOverview | undefined): EmptyState | undefined {
  if (server === 'stopped') return STOPPED;
  if (!overview) return { title: 'Looking…', text: 'The report is being put together.' };
  if (overview.rows.length > 0) return undefined;
  if (overview.totals.manifests === 0) {
    if (!hasFolder) return { title: 'Nothing to check', text: 'Open a folder, or a manifest such as package.json or requirements.txt.' };
    return { ...(overview.scanned ? NO_MANIFESTS : NOT_SCANNED), command: 'scan' };
  }
  const checked = `in ${quantity(overview.totals.manifests, 'manifest', 'manifests')}`;
  if (overview.waiting > 0 || overview.unchecked.some(({ deliberate, pending }) => !deliberate && !pending)) {
    return {
      title: 'Nothing found, but not everything could be checked',
      text: `Nothing is known against what could be checked ${checked}.`,
    };
  }
  const title = overview.scan.state === 'whole' ? 'Nothing found' : 'Nothing found so far';
  return { title, text: `Nothing is known against the dependencies ${checked}.` };
}

const STOPPED: EmptyState = {
  title: 'Depwarden is not running',
  text: 'Nothing is checked. What is shown here may be out of date.',
  command: 'restart',
};
const NOT_SCANNED: EmptyState = {
  title: 'Nothing is scanned yet',
  text: 'No manifest is open. A scan reads all manifests of the workspace; it changes nothing.',
};
const NO_MANIFESTS: EmptyState = { title: 'No manifests', text: 'The workspace has none that Depwarden reads.' };

const MOST_NAMES = 12;

function counted(left: readonly Left[]): number {
  return left.reduce((sum, { parts }) => parts.reduce((own, { count }) => own + count, sum), 0);
}

/** Direct and locked apart, and so is what is installed, or is a file. */
function countedInWords(left: readonly Left[]): string {
  const parts = left.flatMap(one => one.parts);
  const said = (Object.keys(PARTS) as (keyof typeof PARTS)[]).flatMap(what => {
    const count = parts.filter(part => part.what === what).reduce((sum, part) => sum + part.count, 0);
    return count === 0 ? [] : [`${grouped(count)} ${PARTS[what]}`];
  });
  return said.join(', ');
}

const PARTS = { dependencies: 'direct', releases: 'locked', installed: 'installed', file: 'of files' } as const;

function reasonOf(left: Left): string {
  return `${left.reason.replace(/^not checked: /, '')} (${grouped(counted([left]))})`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
