import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cycloneDx } from '../../server/src/reports/cyclonedx.js';
import { HOSTILE } from '../hostile/corpus.js';
import { hostileFixture, hostileReport } from '../hostile/world.js';
import * as fc from '../support/fastCheck.js';
import { readFixture } from '../support/fixture.js';
import { ROOT } from '../support/world.js';
import { installedReport, type Json, outcomeOf, RICH, richFixture, SHA512_OF_NOTHING, written } from './richScan.js';
import { expectCycloneDx } from './schemas.js';

/** Milliseconds, on a machine that is busy. */
const INSTALLED = { installed: { reports: [installedReport()], levels: () => ({}) } };

async function richBom(): Promise<Json> {
  return checked(cycloneDx(await outcomeOf(richFixture(), INSTALLED)));
}

async function bomOf(source: string): Promise<Json> {
  return checked(cycloneDx(await outcomeOf(readFixture(source))));
}

function checked(value: unknown): Json {
  const bom = written(value);
  expectCycloneDx(bom);
  expectWhole(bom);
  return bom;
}

/** What no schema says: names are given once, and everything that is referred to is there. */
function expectWhole({ metadata, components, dependencies, vulnerabilities, compositions }: Json): void {
  const refs = [metadata.component, ...components, ...vulnerabilities].map((one: Json) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  const named = [
    ...dependencies.flatMap(({ ref, dependsOn }: Json) => [ref, ...dependsOn]),
    ...vulnerabilities.flatMap(({ affects }: Json) => affects.map(({ ref }: Json) => ref)),
    ...compositions.flatMap((one: Json) => one.dependencies),
  ];
  for (const ref of named) expect(refs).toContain(ref);
  const inGraph = dependencies.map(({ ref }: Json) => ref);
  expect(new Set(inGraph).size).toBe(inGraph.length);
}

const byRef = ({ components }: Json, ref: string): Json => components.find((one: Json) => one['bom-ref'] === ref);
const needs = ({ dependencies }: Json, ref: string): Json => dependencies.find((one: Json) => one.ref === ref)?.dependsOn;

describe('a CycloneDX bill of materials', () => {
  it('names the project, the tool, and what could not be checked', async () => {
    const { metadata, specVersion, bomFormat } = await richBom();
    expect({ specVersion, bomFormat }).toEqual({ specVersion: '1.6', bomFormat: 'CycloneDX' });
    expect(metadata).toMatchObject({
      timestamp: '2026-06-01T00:00:00.000Z',
      tools: { components: [{ type: 'application', name: 'depwarden', version: '0.1.0' }] },
      component: { type: 'application', 'bom-ref': 'workspace', name: '@acme/shop', version: '1.2.3' },
    });
    const notChecked = metadata.properties.filter(({ name }: Json) => name === 'depwarden:not-checked').map(({ value }: Json) => value);
    expect(notChecked).toContain('package.json: dark: registry.example did not answer');
  });

  it('has every release of lockfiles and manifests, in one graph', async () => {
    const bom = await richBom();
    expect(needs(bom, 'workspace')).toEqual([
      'manifest:service/pyproject.toml',
      'manifest:tools/requirements.txt',
      'pkg:npm/top@1.0.0',
      'pkg:npm/weak@1.0.0',
      'pkg:npm/ignored@1.0.0',
      'pkg:npm/later@1.0.0',
      'pkg:npm/chalk@5.6.1',
      'pkg:npm/dark',
      'pkg:npm/missing',
      'npm:@acme/own@1.0.0 (private registry npm.corp.example)',
      'npm:linked (local path)',
      'npm:from-git (git source)',
      'pkg:npm/dev-only@1.0.0',
      'pkg:npm/shared@2.0.0',
    ]);
    expect(needs(bom, 'pkg:npm/top@1.0.0')).toEqual(['pkg:npm/deep@1.0.0', 'pkg:npm/%40scope/part@1.0.0%2Bbuild.1']);
    expect(needs(bom, 'pkg:npm/deep@1.0.0')).toEqual([]);
    expect(needs(bom, 'manifest:service/pyproject.toml')).toEqual([
      'pkg:pypi/litellm@1.82.7',
      'pkg:pypi/plain@2.0',
      'pkg:pypi/deep-thing@3.0',
    ]);
    expect(byRef(bom, 'manifest:service/pyproject.toml')).toMatchObject({ type: 'application', name: 'Acme_Service', version: '0.1' });
    expect(needs(bom, 'manifest:tools/requirements.txt')).toEqual(['pkg:pypi/old-thing@1.0', 'pkg:pypi/plain@2.0']);
  });

  it('describes a release as the lockfile does, without secrets', async () => {
    expect(byRef(await richBom(), 'pkg:npm/top@1.0.0')).toEqual({
      type: 'library',
      'bom-ref': 'pkg:npm/top@1.0.0',
      name: 'top',
      version: '1.0.0',
      scope: 'required',
      hashes: [{ alg: 'SHA-512', content: SHA512_OF_NOTHING.toString('hex') }],
      purl: 'pkg:npm/top@1.0.0',
      externalReferences: [{ type: 'distribution', url: 'https://registry.example/top/-/top-1.0.0.tgz' }],
      properties: [
        { name: 'depwarden:ecosystem', value: 'npm' },
        { name: 'depwarden:evidence', value: 'locked' },
      ],
    });
  });

  it('splits an npm scope from the name, and gives what is private or comes from elsewhere no package URL', async () => {
    const bom = await richBom();
    expect(byRef(bom, 'pkg:npm/%40scope/part@1.0.0%2Bbuild.1')).toMatchObject({ group: '@scope', name: 'part', version: '1.0.0+build.1' });
    for (const component of bom.components) {
      const isForeign = component.properties?.some(({ name }: Json) => name === 'depwarden:skipped') ?? false;
      if (component.type === 'library')
        expect([component['bom-ref'], component.purl === undefined]).toEqual([component['bom-ref'], isForeign]);
    }
  });

  it('gives a hash to the component only where it is of its one file', async () => {
    const bom = await richBom();
    const sha256 = (text: string) => ({ alg: 'SHA-256', content: createHash('sha256').update(text).digest('hex') });
    expect(byRef(bom, 'pkg:pypi/plain@2.0').hashes).toEqual([sha256('a')]);
    const litellm = byRef(bom, 'pkg:pypi/litellm@1.82.7');
    expect(litellm.hashes).toBeUndefined();
    expect(litellm.externalReferences.map(({ type, hashes }: Json) => [type, hashes])).toEqual([
      ['distribution', [sha256('a')]],
      ['distribution', [sha256('b')]],
    ]);
  });

  it('says what is needed to run, and of requirements files nothing', async () => {
    const bom = await richBom();
    const scopes = Object.fromEntries(bom.components.map((one: Json) => [one['bom-ref'], one.scope]));
    expect(scopes).toMatchObject({
      'pkg:npm/deep@1.0.0': 'required',
      'pkg:npm/dev-only@1.0.0': 'optional',
      'pkg:npm/dev-deep@1.0.0': 'optional',
      'pkg:pypi/plain@2.0': 'required',
      'pkg:pypi/deep-thing@3.0': 'excluded',
    });
    expect(scopes['pkg:pypi/old-thing@1.0']).toBeUndefined();
  });

  it('says what is missing, and of what nothing tells what it depends on', async () => {
    const bom = await richBom();
    const aggregates = Object.fromEntries(bom.compositions.map(({ aggregate, dependencies }: Json) => [aggregate, dependencies]));
    expect(Object.keys(aggregates)).toEqual(['incomplete', 'unknown']);
    expect(aggregates.incomplete).toContain('workspace');
    expect(aggregates.unknown).toEqual(
      expect.arrayContaining(['pkg:npm/dark', 'pkg:npm/missing', 'pkg:pypi/old-thing@1.0', 'npm:linked (local path)']),
    );
    for (const ref of aggregates.unknown) expect(needs(bom, ref)).toBeUndefined();
  });

  it('tells vulnerabilities with what they affect, and malware as what it is', async () => {
    const { vulnerabilities } = await richBom();
    const of = (id: string): Json => vulnerabilities.find((one: Json) => one.id === id);
    expect(of('GHSA-aaaa-aaaa-aaaa')).toMatchObject({
      source: { name: 'GitHub Advisory Database' },
      references: [{ id: 'CVE-2026-1', source: { name: 'CVE' } }],
      ratings: [{ severity: 'high' }],
      description: 'Weak against strings',
      affects: [{ ref: 'pkg:npm/weak@1.0.0', versions: [{ version: '1.0.0', status: 'affected' }] }],
    });
    expect(of('GHSA-aaaa-aaaa-aaaa')).not.toHaveProperty('analysis');
    expect(of('GHSA-bbbb-bbbb-bbbb').affects.map(({ ref }: Json) => ref)).toEqual(['pkg:npm/deep@1.0.0']);
    expect(of('MAL-2026-2144')).toMatchObject({
      ratings: [{ source: { name: 'Depwarden' }, severity: 'critical' }],
      cwes: [506],
      affects: [{ ref: 'pkg:pypi/litellm@1.82.7' }],
    });
    expect(of('evil-dist').affects.map(({ ref }: Json) => ref)).toEqual(['pkg:pypi/evil-dist@evil-dist']);
  });

  it('tells what the policy ignores with the reason, and never of malware that it does not matter', async () => {
    const { vulnerabilities } = await richBom();
    const analysed = vulnerabilities
      .filter(({ analysis }: Json) => analysis)
      .map(({ id, analysis }: Json) => [id, analysis.state, analysis.detail]);
    expect(analysed.sort()).toEqual([
      ['GHSA-dddd-dddd-dddd', 'not_affected', 'Ignored by the policy: Not reachable: the parser is never called.'],
      ['GHSA-eeee-eeee-eeee', 'in_triage', 'Ignored by the policy (until 2026-12-31): Until the update.'],
      ['MAL-2025-46969', 'in_triage', 'Ignored by the policy: A sample for the talk.'],
    ]);
  });

  it('has a release that is installed in another version than it is locked in twice', async () => {
    const bom = await bomOf(`
      //- registry npm chalk 5.6.0 2025-09-01, 5.6.1 2025-09-08
      //- package.json
      { "dependencies": { "chalk": "^5.6.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "chalk": "^5.6.0" } }, "node_modules/chalk": { "version": "5.6.0" } } }
      //- node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.1" }
    `);
    expect(needs(bom, 'workspace')).toEqual(['pkg:npm/chalk@5.6.0', 'pkg:npm/chalk@5.6.1']);
    expect(bom.vulnerabilities.map(({ affects }: Json) => affects[0].ref)).toEqual(['pkg:npm/chalk@5.6.1']);
  });

  it('has what a workspace package is once, though the lockfile and a manifest both name it', async () => {
    const bom = await bomOf(`
      //- registry npm left 1.0.0 2020-01-01
      //- package.json
      { "name": "all", "workspaces": ["packages/*"], "dependencies": { "part": "^1.0.0" } }
      //- packages/part/package.json
      { "name": "part", "version": "1.0.0", "dependencies": { "left": "^1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "name": "all", "workspaces": ["packages/*"], "dependencies": { "part": "^1.0.0" } },
        "node_modules/part": { "resolved": "packages/part", "link": true },
        "packages/part": { "name": "part", "version": "1.0.0", "dependencies": { "left": "^1.0.0" } },
        "node_modules/left": { "version": "1.0.0" }
      } }
    `);
    expect(bom.components.map((one: Json) => one['bom-ref'])).toEqual(['manifest:packages/part/package.json', 'pkg:npm/left@1.0.0']);
    expect(needs(bom, 'workspace')).toEqual(['manifest:packages/part/package.json']);
    expect(needs(bom, 'manifest:packages/part/package.json')).toEqual(['pkg:npm/left@1.0.0']);
  });

  it('is the same for the same input but for the time, and another one for another input', async () => {
    const bom = await richBom();
    const again = written(cycloneDx(await outcomeOf(richFixture(), { ...INSTALLED, writtenAt: Date.parse('2030-01-01T00:00:00Z') })));
    expect(again).toEqual({ ...bom, metadata: { ...bom.metadata, timestamp: '2030-01-01T00:00:00.000Z' } });
    const other = await bomOf(RICH.replace('plain==2.0', 'plain==1.0'));
    expect(other.serialNumber).not.toBe(bom.serialNumber);
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is no less well-formed for a workspace without anything in it', async () => {
    const outcome = await outcomeOf(readFixture('//- notes.md\nnothing'));
    const bom = checked(cycloneDx({ ...outcome, isTrusted: false }));
    expect(bom).toMatchObject({ components: [], vulnerabilities: [], metadata: { component: { name: ROOT.slice(1) } } });
    expect(bom.metadata.properties.map(({ name }: Json) => name)).toContain('depwarden:not-trusted');
  });

  it.each(HOSTILE.map((text, index) => [index, text] as const))('stays well-formed under hostile text %i', async (_, text) => {
    checked(cycloneDx(await outcomeOf(hostileFixture(text), { installed: { reports: [hostileReport(text)], levels: () => ({}) } })));
  });

  it('stays well-formed for any name', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), async name => {
        checked(cycloneDx(await outcomeOf(hostileFixture(name), { installed: { reports: [hostileReport(name)], levels: () => ({}) } })));
      }),
      { numRuns: 30 },
    ));
});

it('has what is known of a private release by name', async () => {
  const bom = await bomOf(`
    //- registry npm axios private(npm.corp.example)
    //- package.json
    { "dependencies": { "axios": "1.14.1" } }
  `);
  expect(bom.vulnerabilities.map(({ id }: Json) => id)).toEqual(['MAL-2026-2307']);
  expect(bom.components.map(({ name, purl }: Json) => [name, purl])).toEqual([['axios', undefined]]);
});
