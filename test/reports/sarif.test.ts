import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { sarifLog } from '../../server/src/reports/sarif.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';
import { HOSTILE } from '../hostile/corpus.js';
import { hostileFixture, hostileReport } from '../hostile/world.js';
import * as fc from '../support/fastCheck.js';
import { readFixture } from '../support/fixture.js';
import { ROOT } from '../support/world.js';
import { installedReport, type Json, outcomeOf, RICH, richFixture, written } from './richScan.js';
import { expectSarif } from './schemas.js';

/** Milliseconds, on a machine that is busy. */
const INSTALLED = { installed: { reports: [installedReport()], levels: () => ({}) } };

async function richRun(): Promise<Json> {
  const log = written(sarifLog(await outcomeOf(richFixture(), INSTALLED)));
  expectSarif(log);
  return log.runs[0];
}

async function runOf(source: string): Promise<Json> {
  const log = written(sarifLog(await outcomeOf(readFixture(source))));
  expectSarif(log);
  return log.runs[0];
}

describe('a SARIF log', () => {
  it('keeps to the schema and to what GitHub asks for, whatever there is to tell', async () => {
    const run = await richRun();
    expect(new Set(run.results.map(({ ruleId }: Json) => ruleId))).toEqual(
      new Set([
        'malicious-installed',
        'malicious-release',
        'vulnerable-release',
        'unknown-package',
        'non-registry-source',
        'deprecated-release',
        'unpinned',
      ]),
    );
    for (const { ruleId, ruleIndex, locations, message, partialFingerprints } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(message.text).not.toBe('');
      expect(partialFingerprints['depwardenFinding/v1']).not.toBe('');
      expect(locations).toHaveLength(1);
      const { startLine, startColumn, endLine, endColumn } = locations[0].physicalLocation.region;
      for (const number of [startLine, startColumn, endLine, endColumn]) expect(number).toBeGreaterThan(0);
    }
    const fingerprints = run.results.map(({ partialFingerprints }: Json) => partialFingerprints['depwardenFinding/v1']);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });

  it('describes every rule within the limits of code scanning', async () => {
    const { rules } = (await richRun()).tool.driver;
    expect(rules.map(({ id }: Json) => id)).toEqual(RULE_DESCRIPTIONS.map(({ id }) => id));
    for (const { id, shortDescription, fullDescription, help, properties } of rules) {
      for (const text of [shortDescription.text, fullDescription.text, help.text, help.markdown]) expect(text, id).not.toBe('');
      expect(shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(properties.tags.length).toBeLessThanOrEqual(10);
      const severity = properties['security-severity'];
      if (severity !== undefined) expect(severity).toMatch(/^(?:10\.0|[1-9]\.\d)$/);
    }
    const of = (id: string): Json => rules.find((rule: Json) => rule.id === id);
    expect(of('malicious-release').properties).toEqual({
      tags: ['security', 'supply-chain', 'dependencies', 'malware'],
      'security-severity': '10.0',
    });
    expect(of('vulnerable-release').properties).not.toHaveProperty('security-severity');
    expect(of('unpinned')).toMatchObject({
      defaultConfiguration: { enabled: false },
      properties: { tags: ['maintainability', 'dependencies'] },
    });
  });

  it('says where, counted from 1 in UTF-16 units, and how to fix it', async () => {
    const run = await runOf(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- café/requirements.txt
      # 😀
      litellm>=1.50,<2
    `);
    expect(run).toMatchObject({ columnKind: 'utf16CodeUnits', originalUriBaseIds: { '%SRCROOT%': { uri: `file://${ROOT}/` } } });
    const artifactLocation = { uri: 'caf%C3%A9/requirements.txt', uriBaseId: '%SRCROOT%' };
    const region = { startLine: 2, startColumn: 8, endLine: 2, endColumn: 17 };
    const change = (text: string) => [{ artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text } }] }];
    expect(run.results).toEqual([
      {
        ruleId: 'admits-malicious-release',
        ruleIndex: 3,
        level: 'warning',
        message: { text: 'litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.' },
        locations: [{ physicalLocation: { artifactLocation, region } }],
        partialFingerprints: { 'depwardenFinding/v1': 'admits-malicious-release PyPI litellm  caf%C3%A9%2Frequirements.txt 1' },
        fixes: [
          { description: { text: 'Raise litellm to >=1.83.0,<2 (next safe release)' }, artifactChanges: change('>=1.83.0,<2') },
          { description: { text: 'Exclude litellm 1.82.7 and 1.82.8' }, artifactChanges: change('>=1.50,<2,!=1.82.7,!=1.82.8') },
          { description: { text: 'Pin litellm to 1.82.6 (last safe release)' }, artifactChanges: change('==1.82.6') },
        ],
        suppressions: [],
        properties: {
          ecosystem: 'PyPI',
          package: 'litellm',
          version: '1.83.0',
          advisories: ['MAL-2026-2144', 'PYSEC-2026-2', 'GHSA-5mg7-485q-xm76'],
        },
      },
    ]);
  });

  it('leaves out a fix that is not complete', async () => {
    const source = `
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0
      //- requirements.txt
      litellm==1.82.7 --hash=sha256:${'a'.repeat(64)}
    `;
    const [result] = (await runOf(source)).results;
    const [free] = (await runOf(source.replace(/ --hash\S+/, ''))).results;
    expect(result.ruleId).toBe('malicious-release');
    expect(free.fixes.length).toBeGreaterThan(result.fixes?.length ?? 0);
  });

  it('keeps what the policy ignores, suppressed and with the reason', async () => {
    const { results } = await richRun();
    const suppressed = results.filter(({ suppressions }: Json) => suppressions.length > 0);
    expect(
      suppressed.map(({ properties: { package: name, ignoredUntil }, suppressions }: Json) => [name, ignoredUntil, suppressions]),
    ).toEqual([
      ['chalk', undefined, [{ kind: 'external', status: 'accepted', justification: 'A sample for the talk.' }]],
      ['ignored', undefined, [{ kind: 'external', status: 'accepted', justification: 'Not reachable: the parser is never called.' }]],
      ['later', '2026-12-31', [{ kind: 'external', status: 'accepted', justification: 'Until the update.' }]],
    ]);
    for (const { suppressions } of results) expect(suppressions).toBeInstanceOf(Array);
  });

  it('points into the lockfile', async () => {
    const { results } = await richRun();
    const below = results.find(({ properties }: Json) => properties.through);
    const line = RICH.split('\n').slice(RICH.split('\n').findIndex(text => text.includes('//- package-lock.json')) + 1);
    expect(below).toMatchObject({
      ruleId: 'vulnerable-release',
      properties: { package: 'top', through: [{ package: 'deep', version: '1.0.0', path: ['top', 'deep 1.0.0'] }] },
      relatedLocations: [
        {
          id: 1,
          message: { text: 'deep 1.0.0' },
          physicalLocation: {
            artifactLocation: { uri: 'package-lock.json', uriBaseId: '%SRCROOT%' },
            region: { startLine: line.findIndex(text => text.includes('"node_modules/deep"')) + 1 },
          },
        },
      ],
    });
  });

  it('points to the release that is meant, where the lockfile has several', async () => {
    const source = `
      //- advisories
      MAL-2026-9 PyPI gear: versions 1.0.0
      //- registry PyPI gear 1.0.0, 2.0.0
      //- pyproject.toml
      [project]
      name = "own"
      dependencies = ["gear"]
      //- uv.lock
      version = 1
      [[package]]
      name = "own"
      version = "1"
      source = { virtual = "." }
      dependencies = [{ name = "gear", version = "2.0.0" }, { name = "gear", version = "1.0.0" }]
      [[package]]
      name = "gear"
      version = "1.0.0"
      source = { registry = "https://pypi.org/simple" }
      [[package]]
      name = "gear"
      version = "2.0.0"
      source = { registry = "https://pypi.org/simple" }`;
    const { results } = await runOf(source);
    const bad = results.find(({ ruleId }: Json) => ruleId === 'malicious-release');
    expect(bad.relatedLocations.map(({ message }: Json) => message.text)).toEqual(['gear 1.0.0']);
  });

  it('tells as notifications what could not be checked, and what is wrong with files', async () => {
    const [{ toolExecutionNotifications: told, toolConfigurationNotifications: configuration }] = (await richRun()).invocations;
    const texts = (notes: Json): readonly string[] =>
      notes.map(({ descriptor, level, message }: Json) => `${level} ${descriptor.id}: ${message.text}`);
    expect(texts(told)).toEqual(
      expect.arrayContaining([
        'warning not-checked: dark: registry.example did not answer',
        'note not-checked: @acme/own: private registry npm.corp.example',
        'note not-checked: linked: local path',
      ]),
    );
    expect(texts(configuration)).toEqual([expect.stringContaining('policy: ')]);
    expect(configuration[0].locations[0].physicalLocation.region.startLine).toBeGreaterThan(1);
  });

  it('gives a finding the same fingerprint wherever its line stands, and whether it is ignored or not', async () => {
    const prints = async (source: string): Promise<readonly string[]> =>
      (await runOf(source)).results.map(({ partialFingerprints }: Json) => partialFingerprints['depwardenFinding/v1']).sort();
    const before = await prints(RICH);
    expect(await prints(RICH.replace('old-thing==1.0', '# a\n  # b\n  old-thing == 1.0'))).toEqual(before);
    expect(
      await prints(RICH.replace('"top": "^1.0.0", "weak": "1.0.0", "ignored"', '"weak": "1.0.0",\n "top": "^1.0.0",\n "ignored"')),
    ).toEqual(before);
    expect(await prints(RICH.replace('GHSA-dddd-dddd-dddd", "reason"', 'GHSA-9999-9999-9999", "reason"'))).toEqual(before);
  });

  it('tells apart what is said twice of one package', async () => {
    const run = await runOf(`
      //- registry npm chalk 5.6.0, 5.6.1
      //- package.json
      { "dependencies": { "chalk": "5.6.1" }, "devDependencies": { "chalk": "5.6.1" } }
    `);
    expect(run.results.map(({ partialFingerprints }: Json) => partialFingerprints['depwardenFinding/v1'])).toEqual([
      'malicious-release npm chalk  package.json 1',
      'malicious-release npm chalk  package.json 2',
    ]);
  });

  it('cuts what GitHub would refuse, the gravest kept, and says so', async () => {
    const outcome = await outcomeOf(
      readFixture(`
        //- levels unpinned=hint
        //- registry npm chalk 5.6.0, 5.6.1
        //- registry npm loose 1.0.0 2020-01-01
        //- mild/package.json
        { "dependencies": { "loose": "*" } }
        //- package.json
        { "dependencies": { "chalk": "5.6.1" } }
      `),
    );
    const [mild, grave] = outcome.results as [FileResult, FileResult];
    const log = written(sarifLog({ ...outcome, results: [...Array.from({ length: 25_001 }, () => mild), grave, grave] }));
    const { results, invocations } = log.runs[0];
    expect(results).toHaveLength(25_000);
    expect(results.slice(0, 3).map(({ level }: Json) => level)).toEqual(['error', 'error', 'note']);
    expect(invocations[0].toolExecutionNotifications[0]).toMatchObject({
      level: 'error',
      descriptor: { id: 'left-out' },
      message: { text: expect.stringMatching(/^3 results/) },
    });
  });

  it('has a root for each folder, and absolute addresses outside of them', async () => {
    const outcome = await outcomeOf(richFixture(), { roots: [`${ROOT}/service`, `${ROOT}/tools`] });
    const log = written(sarifLog(outcome));
    expectSarif(log);
    const places = new Set(
      log.runs[0].results.map(({ locations: [{ physicalLocation }] }: Json) => JSON.stringify(physicalLocation.artifactLocation)),
    );
    expect(places).toEqual(
      new Set([
        JSON.stringify({ uri: `file://${ROOT}/package.json` }),
        JSON.stringify({ uri: 'pyproject.toml', uriBaseId: '%SRCROOT%' }),
        JSON.stringify({ uri: 'requirements.txt', uriBaseId: '%SRCROOT2%' }),
      ]),
    );
  });

  it.each(HOSTILE.map((text, index) => [index, text] as const))('stays inert under hostile text %i', async (_, text) => {
    const outcome = await outcomeOf(hostileFixture(text), { installed: { reports: [hostileReport(text)], levels: () => ({}) } });
    const log = written(sarifLog(outcome));
    expectSarif(log);
    for (const message of messagesIn(log)) {
      expect(message).not.toMatch(/(?<!\\)\]\(/);
      expect(message.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/);
    }
  });

  it('keeps to the schema for any name', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), async name => {
        const outcome = await outcomeOf(hostileFixture(name), { installed: { reports: [hostileReport(name)], levels: () => ({}) } });
        expectSarif(written(sarifLog(outcome)));
      }),
      { numRuns: 30 },
    ));
});

/** Every message and description in a log. */
function messagesIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = ['message', 'description'].flatMap(key => (typeof value[key]?.text === 'string' ? [value[key].text as string] : []));
  return [...own, ...Object.values(value).flatMap(messagesIn)];
}
