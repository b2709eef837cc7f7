// The law of the inventory: everything that is read is in it, once for each place, with one assessment; and every report accounts for all of it.
import { describe, expect, it } from 'vitest';
import { checkEnvironments } from '../../server/src/analysis/environmentCheck.js';
import { withoutIgnoredReleases } from '../../server/src/analysis/ignoredInstalled.js';
import { type Inventory, type InventoryNumbers, inventoryOf } from '../../server/src/analysis/inventory.js';
import { findingsOf } from '../../server/src/analysis/results.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { formatOf, REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { ASSESSMENTS, OCCURRENCE_KINDS, type Occurrence, type OccurrenceKind } from '../../server/src/model/component.js';
import { REPORT_FORMATS } from '../../server/src/reports/formats.js';
import { everyNotice } from '../../server/src/reports/installed.js';
import { onLines } from '../../server/src/reports/installedOnLines.js';
import type { ScanOutcome } from '../../server/src/reports/scanOutcome.js';
import { textReport } from '../../server/src/reports/text.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import * as fc from '../support/fastCheck.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { foldersOf } from '../support/memoryDisk.js';
import { engineOf, policyIn, ROOT } from '../support/world.js';
import { INVENTORY_WORLDS, type InstalledHere, type InventoryWorld, MALICIOUS } from './inventoryWorlds.js';

/** One release or name, where it was read. */
interface Read {
  readonly kind: OccurrenceKind;
  readonly path: string;
  readonly ecosystem: string;
  readonly name: string;
  /** Of a declared one it is for the analysis to say. */
  readonly version: string | undefined;
}

describe('the inventory', () => {
  it('holds everything that was read, once a place and with one assessment, and every report accounts for it', async () => {
    const seen = new Map<string, number>();
    const see = (what: string, isSeen = true): void => void (isSeen && seen.set(what, (seen.get(what) ?? 0) + 1));
    await fc.assert(
      fc.asyncProperty(INVENTORY_WORLDS, async world => {
        const fixture = withInstalled(readFixture(world.source), world.installed);
        const outcome = await outcomeOf(fixture);
        const inventory = inventoryOf(outcome.results, outcome.installed.reports);
        const read = readIn(fixture, world);
        expectWrittenIsRead(world, read);
        expectAll(inventory, read);
        expectNoWrongClean(inventory, fixture);
        expectListedFindings(inventory, outcome);
        expectReports(outcome, inventory, read);
        for (const { assessment, occurrences } of inventory.components) {
          for (const { kind } of occurrences) see(`${kind} ${assessment.kind}`);
          if ('reason' in assessment) see(assessment.reason.replace(/ .*/, ''));
        }
        see('orphan with findings', hasBadOrphan(inventory));
        see('two managers', world.locked.size > 3);
      }),
      { numRuns: 80 },
    );
    for (const kind of OCCURRENCE_KINDS)
      for (const one of ASSESSMENTS)
        if (kind !== 'installed' || one !== 'pending') fc.expectSeen(seen.get(`${kind} ${one}`) ?? 0, 1, `${kind} ${one}`);
    fc.expectSeen(seen.get('orphan with findings') ?? 0, 20, 'orphan with findings');
    fc.expectSeen(seen.get('two managers') ?? 0, 20, 'two managers');
  });
});

/** The same project with packages in `node_modules` and distributions in `.venv`. */
function withInstalled(fixture: Fixture, installed: readonly InstalledHere[]): Fixture {
  const lay = ({ ecosystem, name, version }: InstalledHere): readonly [string, string] =>
    ecosystem === 'npm'
      ? [`node_modules/${name}/package.json`, JSON.stringify({ name, version })]
      : [
          `${SITE}/${name.replaceAll('-', '_')}-${version}.dist-info/METADATA`,
          `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
        ];
  const files = [['.venv/pyvenv.cfg', 'home = /usr/bin\n'] as const, ...installed.map(lay)];
  return { ...fixture, files: [...fixture.files, ...files.map(([path, text]) => ({ path, text, expected: [], after: new Map() }))] };
}

/** Its name alone does not say what it is. */
const INCLUDED = 'tools/more/base.txt';
const SITE = '.venv/lib/python3.11/site-packages';

/** What `depwarden scan` of the folder comes to, over services in memory. */
async function outcomeOf(fixture: Fixture): Promise<ScanOutcome & Required<Pick<ScanOutcome, 'installed'>>> {
  const engine = engineOf(fixture);
  const policy = policyIn(fixture);
  const { signal } = new AbortController();
  const texts = textsOf(fixture);
  const paths = projectFilesIn(fixture).map(path => `${ROOT}/${path}`);
  const analyzed = await scanFiles(paths, engine, { offline: false, policyOf: () => policy }, signal);
  const ports = { folders: foldersOf(texts), facts: engine.facts, origins: engine.origins, clock: () => fixture.now };
  const report = withoutIgnoredReleases(await checkEnvironments(ROOT, ports, { offline: false }, signal), policy, fixture.now);
  const placed = onLines(analyzed, { reports: [report], levels: () => policy.rules });
  return {
    ...placed,
    roots: [ROOT],
    version: '1.0.0',
    now: fixture.now,
    lockTexts: texts,
    sha256: text => text.padEnd(64, '0').slice(0, 64),
  };
}

function textsOf({ files }: Fixture): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, text }) => [`${ROOT}/${path}`, text]));
}

/** What a search for manifests and lockfiles finds; the included file is found by the one that includes it. */
function projectFilesIn({ files }: Fixture): readonly string[] {
  const isFound = (path: string): boolean => (formatOf(path) ?? lockfileFormatOf(path)) !== undefined;
  return files.map(({ path }) => path).filter(path => isFound(path) && path !== INCLUDED && !/node_modules|\.venv/.test(path));
}

/** What the parsers read in each file, and what was laid on the disk: known without any analysis. */
function readIn(fixture: Fixture, { installed }: InventoryWorld): readonly Read[] {
  const texts = textsOf(fixture);
  const onDisk = installed.map(({ ecosystem, name, version }): Read => {
    const path = ecosystem === 'npm' ? `node_modules/${name}` : `${SITE}/${name.replaceAll('-', '_')}-${version}.dist-info`;
    return { kind: 'installed', path: `${ROOT}/${path}`, ecosystem, name, version };
  });
  return [...[...projectFilesIn(fixture), INCLUDED].flatMap(path => readInFile(`${ROOT}/${path}`, texts)), ...onDisk];
}

/** A file that is included is one of requirements, whatever its name. */
function readInFile(path: string, texts: ReadonlyMap<string, string>): readonly Read[] {
  const text = texts.get(path) ?? '';
  const format = lockfileFormatOf(path);
  if (!format) {
    const { dependencies } = (formatOf(path) ?? REQUIREMENTS).parse(text);
    return dependencies.map(({ ecosystem, name }) => ({ kind: 'declared', path, ecosystem, name, version: undefined }));
  }
  const folder = path.replace(/[^/]*$/, '');
  const beside = new Map((format.beside ?? []).map(name => [name, texts.get(folder + name) ?? '']));
  const packages = [...format.parse(text, beside).packages.values()];
  return packages.map(({ name, version }) => ({
    kind: 'locked',
    path,
    ecosystem: format.ecosystem,
    name,
    version: version || undefined,
  }));
}

/** The parsers themselves lose nothing of what stands in the lockfiles; the version of what is from elsewhere is not told by all of them. */
function expectWrittenIsRead({ locked }: InventoryWorld, read: readonly Read[]): void {
  for (const [path, releases] of locked) {
    const here = read.filter(one => one.path === `${ROOT}/${path}` && one.kind === 'locked');
    const isElsewhere = (name: string): boolean => releases.some(one => one.name === name && one.from !== 'registry');
    const shown = releases.map(({ name, version }) => (isElsewhere(name) ? name : `${name} ${version}`));
    expect(here.map(({ name, version }) => (isElsewhere(name) ? name : `${name} ${version}`)).sort(), path).toEqual(shown.sort());
  }
}

/** A multiset as sorted lines; a declared one without its version. */
function lines(all: readonly Read[]): readonly string[] {
  return all
    .map(({ kind, path, ecosystem, name, version }) => `${kind} ${path} ${ecosystem} ${name} ${kind === 'declared' ? '' : version}`)
    .sort();
}

/** A line of a manifest is there once for each release that it gives: what is installed, and what comes with the next install. */
function isFirstOfLine(): (one: Read & { readonly span: Occurrence['span'] }) => boolean {
  const seen = new Set<string>();
  return ({ kind, path, span }) => {
    const line = JSON.stringify([path, span?.start]);
    const isFurther = kind === 'declared' && seen.has(line);
    seen.add(line);
    return !isFurther;
  };
}

function expectAll({ components }: Inventory, read: readonly Read[]): void {
  const held = components.flatMap(({ ecosystem, name, version, occurrences }) =>
    occurrences.map(({ kind, path, span }) => ({ kind, path, span, ecosystem, name, version })),
  );
  expect(lines(held.filter(isFirstOfLine()))).toEqual(lines(read));
  const ids = components.map(({ ecosystem, name, version, place }) => JSON.stringify([ecosystem, name, version, place]));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { assessment, occurrences } of components) {
    const kinds = occurrences.map(one => one.assessment.kind);
    expect(assessment.kind).toBe(ASSESSMENTS.find(kind => kinds.includes(kind)));
    for (const one of [assessment, ...occurrences.map(occurrence => occurrence.assessment)])
      expect('reason' in one && one.reason !== '').toBe(one.kind === 'unknown' || one.kind === 'skipped');
  }
}

/** A release that an advisory calls malicious is never clean, and nothing is while advisories are not known. */
function expectNoWrongClean({ components }: Inventory, { advisoryService }: Fixture): void {
  const clean = components.filter(({ assessment }) => assessment.kind === 'clean');
  expect(clean.filter(({ version }) => advisoryService !== undefined || version === MALICIOUS)).toEqual([]);
}

/** What is said of a component can be read: in a finding on it, or on all of its package, or on what is installed. */
function expectListedFindings({ components }: Inventory, { results, installed }: Awaited<ReturnType<typeof outcomeOf>>): void {
  const onLine = results.flatMap(findingsOf).flatMap(({ dependency: { ecosystem, name }, version, through }) => {
    return through ? through.map(one => ({ ...one, ecosystem })) : [{ ecosystem, name, version }];
  });
  const listed = [...onLine, ...everyNotice(installed)];
  const isListed = ({ ecosystem, name, version }: Inventory['components'][number]): boolean =>
    listed.some(
      one =>
        one.ecosystem === ecosystem && one.name === name && (one.version === undefined || version === undefined || one.version === version),
    );
  expect(components.filter(one => one.assessment.kind === 'findings' && !isListed(one))).toEqual([]);
}

function hasBadOrphan({ components }: Inventory): boolean {
  return components.some(
    ({ assessment, occurrences }) => assessment.kind === 'findings' && occurrences.every(({ kind }) => kind === 'locked'),
  );
}

function expectReports(
  outcome: ScanOutcome & Required<Pick<ScanOutcome, 'installed'>>,
  { components }: Inventory,
  read: readonly Read[],
): void {
  const occurrencesIn = components.flatMap(({ occurrences }) => occurrences);
  const { json, sarif, cyclonedx, markdown, html } = REPORT_FORMATS;
  const parsed = JSON.parse(json.render(outcome));
  expectNumbers(parsed.inventory, components.length, occurrencesIn);
  expectListed(parsed.components, parsed.inventory, read);
  expectNumbers(JSON.parse(sarif.render(outcome)).runs[0].properties.inventory, components.length, occurrencesIn);
  expectProperties(JSON.parse(cyclonedx.render(outcome)).metadata.properties, parsed.inventory);
  const asText = textReport(outcome.results, { root: ROOT, now: outcome.now, installed: outcome.installed, paint: (_, piece) => piece });
  for (const report of [asText, unescaped(markdown.render(outcome)), unescaped(html.render(outcome))])
    expectSentence(report, parsed.inventory);
}

/** All components, and all occurrences of each kind, are in the numbers. */
function expectNumbers(
  { components, assessments, occurrences, reasons }: InventoryNumbers,
  count: number,
  all: readonly Pick<Occurrence, 'kind'>[],
): void {
  expect(components).toBe(count);
  expect(sum(Object.values(assessments))).toBe(count);
  for (const kind of OCCURRENCE_KINDS)
    expect(sum(Object.values(occurrences[kind])), kind).toBe(all.filter(one => one.kind === kind).length);
  for (const kind of ['unknown', 'skipped'] as const) {
    expect(sum(reasons.filter(one => one.assessment === kind).map(one => one.components)), kind).toBe(assessments[kind]);
  }
}

interface ListedComponent {
  readonly package: string;
  readonly ecosystem: string;
  readonly version: string | null;
  readonly assessment: string;
  readonly occurrences: readonly { readonly kind: OccurrenceKind; readonly path: string }[];
}

/** The list has every component but the clean ones, with places at which it was really read. */
function expectListed(listed: readonly ListedComponent[], { assessments }: InventoryNumbers, read: readonly Read[]): void {
  for (const kind of ASSESSMENTS)
    expect(listed.filter(one => one.assessment === kind).length, kind).toBe(kind === 'clean' ? 0 : assessments[kind]);
  const places = listed.flatMap(one =>
    one.occurrences.map(({ kind, path }) => {
      return { kind, path: `${ROOT}/${path}`, ecosystem: one.ecosystem, name: one.package, version: one.version ?? undefined };
    }),
  );
  expect(lines(read)).toEqual(expect.arrayContaining([...lines(places)]));
}

function expectProperties(properties: readonly { readonly name: string; readonly value: string }[], numbers: InventoryNumbers): void {
  const valuesOf = (name: string): readonly string[] =>
    properties.filter(one => one.name === `depwarden:inventory:${name}`).map(({ value }) => value);
  expect(valuesOf('components')).toEqual([String(numbers.components)]);
  for (const kind of ASSESSMENTS) expect(valuesOf(kind)).toEqual([String(numbers.assessments[kind])]);
  for (const kind of ['unknown', 'skipped'] as const) {
    expect(sum(valuesOf(`${kind}:reason`).map(value => Number.parseInt(value, 10)))).toBe(numbers.assessments[kind]);
  }
}

/** The words of a report in Markdown or HTML. */
function unescaped(report: string): string {
  return report.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replaceAll(/\\([^\w\s])/g, '$1');
}

const WORDS = { findings: 'with findings', clean: 'clean', unknown: 'unknown', pending: 'not looked at yet', skipped: 'skipped' } as const;

/** The sentence for people has every number, and those that are skipped are told by name. */
function expectSentence(report: string, { components, assessments }: InventoryNumbers): void {
  const [, total, said = ''] = /(\d+) components?: ([^.]*)\./.exec(report) ?? [];
  expect(Number(total)).toBe(components);
  const told = said.split(', ').map(part => /^(\d+) (.*)$/.exec(part)?.slice(1) ?? []);
  for (const kind of ASSESSMENTS)
    expect(
      told.filter(([, word]) => word === WORDS[kind]).map(([count]) => Number(count)),
      kind,
    ).toEqual(assessments[kind] > 0 ? [assessments[kind]] : []);
  expect(sum(told.map(([count]) => Number(count)))).toBe(components);
  expect(skippedIn(report)).toBe(assessments.skipped);
}

/** How many components the sentence about skipped ones names or counts. */
function skippedIn(report: string): number {
  const [, groups = ''] = /Skipped: (.*?\))\.(?= |\n|<|$)/.exec(report) ?? [];
  const named = groups
    .split('; ')
    .filter(group => group !== '')
    .map(group => group.replace(/ \(.*/, ''));
  return sum(named.map(group => group.split(', ').length + Number(/ and (\d+) more$/.exec(group)?.[1] ?? 0)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
