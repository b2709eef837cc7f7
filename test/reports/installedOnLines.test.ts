import { describe, expect, it } from 'vitest';
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import type { EnvironmentReport } from '../../server/src/analysis/environmentCheck.js';
import { withoutIgnoredReleases } from '../../server/src/analysis/ignoredInstalled.js';
import { foundIn } from '../../server/src/cli/foundManifests.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { jsonReport } from '../../server/src/reports/json.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

const CHALK = { ecosystem: 'npm', name: 'chalk' } as const;

interface World {
  /** What package.json asks for, and more sections of the fixture. */
  readonly specifier?: string;
  readonly more?: string;
  /** What is installed, and in which folder of the project. */
  readonly version?: string;
  readonly environment?: string;
  /** Entries of the policy's `ignore`. */
  readonly ignore?: readonly object[];
}

interface Report {
  readonly summary: Readonly<Record<'error' | 'ignored', number>>;
  readonly findings: readonly { readonly rule: string; readonly alsoRule?: string; readonly manifest: string; readonly level: string }[];
  readonly installed: readonly { readonly version: string; readonly finding?: number }[];
}

function fixtureOf({ specifier = '5.6.1', more = '', ignore = [] }: World): Fixture {
  return readFixture(`
//- registry npm chalk 5.6.0, 5.6.1, 5.6.2
//- registry npm left-pad 1.2.0, 1.3.0
//- policy
${JSON.stringify({ ignore: ignore.map(entry => ({ reason: 'a test', ...entry })) })}
//- package.json
{ "dependencies": { "left-pad": "1.3.0", "chalk": "${specifier}" } }
${more}`);
}

function installedIn({ version = '5.6.1', environment = 'node_modules' }: World): EnvironmentReport {
  const release = { ...CHALK, version, environment: `${ROOT}/${environment}`, paths: [`${ROOT}/${environment}/chalk`], skipped: undefined };
  return {
    folder: ROOT,
    environments: [release.environment],
    releases: [release],
    findings: [{ ...release, everyRelease: false, advisories: groupAdvisories(incidentsOf(CHALK)), traces: [] }],
    traces: [],
    unreadable: [],
    unknown: [],
    counts: { npm: 1, PyPI: 0, skipped: 0 },
  };
}

/** The findings of the JSON report, and how many count for the exit status. */
async function reportOf(world: World) {
  const fixture = fixtureOf(world);
  const policy = policyOf(DEFAULT_POLICY, readPolicyFile(fixture.policy ?? '{}'));
  const results = await scanFixture(fixture);
  const installed = { reports: [withoutIgnoredReleases(installedIn(world), policy, fixture.now)], levels: () => ({}) };
  const report = jsonReport(results, { root: ROOT, version: '0.1.0', now: fixture.now, installed });
  const { summary, findings, installed: entries } = JSON.parse(JSON.stringify(report)) as Report;
  return {
    findings: findings.map(({ rule, alsoRule, manifest }) => [manifest, rule, ...(alsoRule === undefined ? [] : [alsoRule])].join(' ')),
    entries: entries.map(({ version, finding }) => [version, finding]),
    errors: summary.error,
    ignored: summary.ignored,
    counted: foundIn(results, installed, ROOT).length,
  };
}

const ON_LINE = { findings: ['package.json malicious-installed malicious-release'], entries: [['5.6.1', 0]], errors: 1, counted: 1 };

describe('a malicious release that a line asks for and that is installed', () => {
  it('is one finding on the line, counted once; what is installed points to it', async () => {
    expect(await reportOf({})).toEqual({ ...ON_LINE, ignored: 0 });
  });

  it('is the one of the locked release, where the line is a range', async () => {
    const more = `//- package-lock.json
{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "left-pad": "1.3.0", "chalk": "^5.6.0" } }, "node_modules/left-pad": { "version": "1.3.0" }, "node_modules/chalk": { "version": "5.6.1" } } }`;
    expect(await reportOf({ specifier: '^5.6.0', more })).toEqual({ ...ON_LINE, ignored: 0 });
  });

  it('names the index of its own finding among others', async () => {
    const more = '//- advisories\nMAL-2026-1 npm left-pad: versions 1.3.0';
    expect(await reportOf({ more })).toEqual({
      findings: ['package.json malicious-release', 'package.json malicious-installed malicious-release'],
      entries: [['5.6.1', 1]],
      errors: 2,
      counted: 2,
      ignored: 0,
    });
  });

  it.each<[string, World]>([
    ['another version is installed', { version: '5.6.0' }],
    ['it is installed for another folder', { environment: 'other/node_modules' }],
  ])('stays two findings where %s', async (_, world) => {
    expect(await reportOf(world)).toEqual({
      findings: ['package.json malicious-release'],
      entries: [[world.version ?? '5.6.1', undefined]],
      errors: 2,
      counted: 2,
      ignored: 0,
    });
  });
});

describe('an ignore of one rule of such a finding', () => {
  it('malicious-release does not silence that it is installed', async () => {
    const { ignored, ...left } = await reportOf({ ignore: [{ rule: 'malicious-release', package: 'npm:chalk' }] });
    expect(left).toEqual(ON_LINE);
    expect(ignored).toBe(0);
  });

  it('malicious-installed does not silence that the line asks for it', async () => {
    const left = await reportOf({ ignore: [{ rule: 'malicious-installed', package: 'npm:chalk' }] });
    expect(left).toMatchObject({ findings: ['package.json malicious-release'], errors: 1, counted: 1 });
  });

  it('silences it with one of the other rule, and not without: an ignore has to name the rules on malware', async () => {
    const rules = ['malicious-release', 'malicious-installed'].map(rule => ({ rule, package: 'npm:chalk' }));
    expect(await reportOf({ ignore: rules })).toEqual({ findings: [], entries: [], errors: 0, counted: 0, ignored: 2 });
    expect(await reportOf({ ignore: [{ package: 'npm:chalk' }] })).toEqual({ ...ON_LINE, ignored: 0 });
  });
});
