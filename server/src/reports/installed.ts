import { countLevels } from '../analysis/counts.js';
import type { EnvironmentReport } from '../analysis/environmentCheck.js';
import { type InstalledNotice, noticesOf } from '../analysis/installedNotices.js';
import type { Ecosystem, Level, PackageId } from '../model/index.js';
import type { RuleLevels } from '../policy/config.js';
import type { Ignore } from '../policy/ignores.js';
import { relativeTo } from './positions.js';
import type { FoundHere } from './response.js';

/** What environment checks found, and the levels that were chosen for each folder. */
export interface InstalledResults {
  readonly reports: readonly EnvironmentReport[];
  levels(folder: string): RuleLevels;
  /** Keys of the releases that stand on lines of manifests (`installedKey`): what is installed of them is said there. */
  readonly onLines?: ReadonlySet<string>;
}

export const NOTHING_INSTALLED: InstalledResults = { reports: [], levels: () => ({}) };

/** A release in an environment. */
export interface InstalledRelease {
  readonly ecosystem: Ecosystem;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly environment: string;
}

/** What tells one installed release from another. */
export function installedKey({ ecosystem, name, version, environment }: InstalledRelease): string {
  return JSON.stringify([ecosystem, name, version, environment]);
}

/** The notices of some checks that no line of a manifest says already, each matter once. */
export function allNotices(installed: InstalledResults): readonly InstalledNotice[] {
  return everyNotice(installed).filter(notice => !installed.onLines?.has(installedKey(notice)));
}

/** Every notice of some checks, each matter once. */
export function everyNotice({ reports, levels }: InstalledResults): readonly InstalledNotice[] {
  const notices = reports.flatMap(report => noticesOf(report, levels(report.folder)));
  return [...new Map(notices.map(notice => [JSON.stringify([notice.message, notice.paths]), notice])).values()];
}

/** What the policy ignores of what was found, as it would have been told. */
export function ignoredNotices({
  reports,
  levels,
}: InstalledResults): readonly { readonly notice: InstalledNotice; readonly ignore: Ignore }[] {
  return reports.flatMap(report =>
    (report.ignored ?? []).flatMap(({ ignore, findings, traces }) =>
      noticesOf({ ...report, findings, traces }, levels(report.folder)).map(notice => ({ notice, ignore })),
    ),
  );
}

export function countNotices(notices: readonly InstalledNotice[]): Readonly<Record<Level, number>> {
  return countLevels(notices.map(({ level }) => level));
}

/** Whether something of what is installed could not be looked at: packages that are unknown one by one are in the inventory. */
export function isPartlyLookedAt({ reports }: InstalledResults): boolean {
  return reports.some(({ unknown, unreadable }) => unreadable.length > 0 || unknown.some(({ packages }) => packages.length === 0));
}

/** How many releases of public registries were looked at. */
export function lookedAt({ reports }: InstalledResults): number {
  return reports.reduce((sum, { counts }) => sum + counts.npm + counts.PyPI - counts.skipped, 0);
}

/** Whether something in the environments could not be checked or read: then nothing found is no clean bill. */
export function isPartly({ reports }: InstalledResults): boolean {
  return reports.some(({ unknown, unreadable }) => unknown.length > 0 || unreadable.length > 0);
}

/** The command that shows the response page; undefined where no release is known, or its name is not one to be pasted into a shell. */
export function respondCommand({ ecosystem, name, version }: Omit<InstalledRelease, 'environment'>): string | undefined {
  if (name === undefined || version === undefined || !/^[\w@./+!-]+$/.test(name + version)) return undefined;
  return `depwarden respond ${ecosystem.toLowerCase()}:${name}@${version}`;
}

/** Where one release was found, for the response page. Paths are absolute. */
export function foundHere(release: PackageId & { readonly version: string }, results: InstalledResults): FoundHere {
  const findings = results.reports
    .flatMap(({ findings }) => findings)
    .filter(({ ecosystem, name, version }) => ecosystem === release.ecosystem && name === release.name && version === release.version);
  return { paths: findings.flatMap(({ paths }) => paths), left: findings.flatMap(({ traces }) => traces.map(({ path }) => path)) };
}

/**
 * The fields `installed` and `environments` of the JSON report: docs/cli.md describes them.
 * @param findingOf the index of the finding that says the same on a line of a manifest
 */
export function installedJson(
  results: InstalledResults,
  root: string,
  findingOf: (notice: InstalledNotice) => number | undefined,
): { readonly installed: unknown; readonly environments: unknown } {
  return {
    installed: everyNotice(results).map(notice => ({
      rule: 'malicious-installed',
      level: notice.level,
      package: notice.name ?? null,
      ecosystem: notice.ecosystem,
      version: notice.version ?? null,
      environment: relativeTo(root, notice.environment),
      paths: notice.paths.map(path => relativeTo(root, path)),
      message: notice.message,
      advisories: notice.advisories.flatMap(({ ids }) => ids),
      ...(findingOf(notice) !== undefined && { finding: findingOf(notice) }),
    })),
    environments: results.reports.filter(holdsAnything).map(({ folder, environments, counts, unknown, unreadable }) => ({
      folder: folder === root ? '.' : relativeTo(root, folder),
      paths: environments.map(path => relativeTo(root, path)),
      releases: { npm: counts.npm, PyPI: counts.PyPI, skipped: counts.skipped },
      notChecked: unknown.map(({ reason, packages }) => ({ reason, packages })),
      unreadable: unreadable.map(({ path, reason }) => ({ path: relativeTo(root, path), reason })),
    })),
  };
}

function holdsAnything({ environments, unknown, unreadable }: EnvironmentReport): boolean {
  return environments.length + unknown.length + unreadable.length > 0;
}
