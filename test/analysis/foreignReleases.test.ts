// What comes from git or a URL: its version may be known, and then so is whether it is malware, without anybody being asked.
import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../../server/src/analysis/inventory.js';
import { createFacts } from '../../server/src/analysis/packageMetadata.js';
import { findingsOf } from '../../server/src/analysis/results.js';
import type { Advisory, Lookup } from '../../server/src/model/index.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { advisoryOn } from '../project/lockfiles.js';
import { readFixture } from '../support/fixture.js';
import { publicRegistries } from '../support/origins.js';
import { engineOf, ROOT, scanFixture } from '../support/world.js';

/** Status and findings of the first dependency. */
async function judged(source: string): Promise<readonly string[]> {
  const [result] = await scanFixture(readFixture(source));
  const [first] = result?.judged ?? [];
  return [
    `${first?.status.kind}`,
    ...(first?.findings ?? []).map(({ level, rule, version }) => [level, rule, version].filter(Boolean).join(' ')),
  ];
}

const npm = (specifier: string) =>
  judged(`
  //- package.json
  { "dependencies": { "axios": "${specifier}" } }
`);
const python = (line: string) =>
  judged(`
  //- requirements.txt
  ${line}
`);
const SOURCE = 'warning non-registry-source';

describe('a release that comes from no registry', () => {
  it.each([
    ['git+https://code.example/axios.git#v1.14.1', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['github:axios/axios#axios@1.14.1', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['https://files.example/axios-1.14.1.tgz', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['https://files.example/build-1.14.1.tgz', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['https://files.example/chalk-5.6.1.tgz', ['skipped', 'error malicious-release 5.6.1', SOURCE]],
    ['git+https://code.example/axios.git#v1.14.0', ['skipped', SOURCE]],
    ['git+https://code.example/axios.git#main', ['skipped', SOURCE]],
    ['git+https://code.example/axios.git', ['skipped', SOURCE]],
  ])('of npm is known by its tag or file name: %s', async (specifier, expected) => expect(await npm(specifier)).toEqual(expected));

  it.each([
    ['litellm @ git+https://code.example/litellm@v1.82.7', ['skipped', 'error malicious-release 1.82.7', SOURCE]],
    ['https://files.example/litellm-1.82.7-py3-none-any.whl', ['skipped', 'error malicious-release 1.82.7', SOURCE]],
    ['litellm @ https://files.example/litellm-1.82.6.tar.gz', ['skipped', SOURCE]],
  ])('of Python as well: %s', async (line, expected) => expect(await python(line)).toEqual(expected));

  it('is known by its lockfile', async () => {
    const commit = '0123456789'.repeat(4);
    expect(
      await judged(`
        //- package.json
        { "dependencies": { "axios": "github:axios/axios" } }
        //- package-lock.json
        { "lockfileVersion": 3, "packages": {
          "": { "dependencies": { "axios": "github:axios/axios" } },
          "node_modules/axios": { "version": "1.14.1", "resolved": "git+ssh://git@github.com/axios/axios.git#${commit}" }
        } }
      `),
    ).toEqual(['skipped', 'error malicious-release 1.14.1', 'information non-registry-source']);
  });
});

describe('what only a lockfile takes from git or a URL', () => {
  const LOCK = `
    //- package.json
    { "dependencies": { "here": "file:here" } }
    //- package-lock.json
    { "lockfileVersion": 3, "packages": {
      "": { "dependencies": { "here": "file:here" } },
      "here": { "dependencies": { "chalk": "*" } },
      "node_modules/here": { "resolved": "here", "link": true },
      "node_modules/chalk": { "version": "5.6.1", "resolved": "git+ssh://git@code.example/chalk.git#${'0123456789'.repeat(4)}" },
      "node_modules/axios": { "version": "1.14.1", "resolved": "https://files.example/axios.tar.gz" },
      "node_modules/left": { "version": "1.0.0", "resolved": "git+ssh://git@code.example/left.git#${'0123456789'.repeat(4)}" }
    } }
  `;
  const said = async (source: string) =>
    (await scanFixture(readFixture(source))).flatMap(result =>
      findingsOf(result).map(({ rule, dependency, version }) => `${result.kind} ${dependency.name} ${rule} ${version}`),
    );

  it('is told where it is malware, on the line that leads to it or its own', async () => {
    expect(await said(LOCK)).toEqual(['manifest here malicious-release 5.6.1', 'lockfile axios malicious-release 1.14.1']);
  });

  it('is no more than that: what else is known of the name in the registry is not about it', async () => {
    const withRecords = (...ids: string[]) =>
      said(`${LOCK}  //- advisories\n${ids.map(id => `    ${id} npm left: versions 1.0.0\n`).join('')}`);
    expect(await withRecords('CVE-2026-9', 'MAL-2026-9')).toContain('lockfile left malicious-release 1.0.0');
    expect(await withRecords('CVE-2026-9')).toEqual(await said(LOCK));
  });

  it('is accounted for by name where nothing is said of it, with the reason', async () => {
    const { components } = inventoryOf(await scanFixture(readFixture(LOCK)), []);
    const shown = components.filter(({ occurrences }) => occurrences.some(({ kind }) => kind === 'locked'));
    expect(shown.map(({ name, version, assessment }) => [name, version, assessment])).toEqual(
      expect.arrayContaining([
        ['chalk', '5.6.1', { kind: 'findings' }],
        ['left', '1.0.0', { kind: 'skipped', reason: 'git source' }],
      ]),
    );
  });

  it('is looked up in what is on this machine, and asked of nobody', async () => {
    const asked: string[] = [];
    const record = (name: string): Lookup<readonly Advisory[]> => ({
      kind: 'found',
      value: [advisoryOn({ id: 'MAL-2026-9', name, versions: ['1.0.0', '2.0.0'], malicious: true })],
      fetchedAt: 0,
    });
    const absent = { kind: 'absent', fetchedAt: 0 } as const;
    const ask = async (name: string) => {
      asked.push(name);
      return absent;
    };
    const registry = { recall: async () => undefined, fetch: ask, digests: async () => absent };
    const facts = createFacts({
      clock: () => 0,
      breathe: async () => {},
      registries: publicRegistries({ npm: registry, PyPI: registry }),
      advisories: {
        recall: async packages => packages.map(({ name }) => (name === 'wholly-ordinary-part' ? undefined : record(name))),
        fetch: packages => Promise.all(packages.map(({ name }) => ask(name))),
      },
    });
    const source = LOCK.replace('"file:here"', '"file:here", "right": "github:code/right#v2.0.0", "wholly-ordinary-part": "1.0.0"');
    const engine = { ...engineOf(readFixture(source)), facts };
    const options = { offline: false, policyOf: () => DEFAULT_POLICY };
    const results = await scanFiles([`${ROOT}/package.json`], engine, options, new AbortController().signal);
    const malware = results.flatMap(findingsOf).filter(({ rule }) => rule === 'malicious-release');
    expect(malware.map(({ dependency: { name }, version }) => `${name} ${version}`)).toContain('right 2.0.0');
    expect(malware.map(({ dependency: { name }, version }) => `${name} ${version}`)).toContain('left 1.0.0');
    expect(new Set(asked)).toEqual(new Set(['wholly-ordinary-part']));
  });
});
