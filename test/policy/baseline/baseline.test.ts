import { describe, expect, it } from 'vitest';
import { type BaselineRelease, baselineOf, keyOf } from '../../../server/src/model/baseline.js';
import { readBaseline } from '../../../server/src/policy/baseline/read.js';
import { baselineText } from '../../../server/src/policy/baseline/write.js';
import { fileDrift, lockDigests } from '../../../server/src/rules/baselineComparison.js';
import * as fc from '../../support/fastCheck.js';

const AXIOS: BaselineRelease = {
  digests: ['sha512-AAAAAAAAAAAAAAAA'],
  publisher: 'anna',
  maintainers: ['zoe', 'anna'],
  provenance: true,
  installScripts: [],
  repository: 'https://git.example/axios',
};
const TEXT = `{
  "schemaVersion": 1,
  "releases": {
    "npm:@scope/a@1.0.0": {},
    "npm:axios@1.16.0": {"digests":["sha512-AAAAAAAAAAAAAAAA"],"publisher":"anna","maintainers":["anna","zoe"],"provenance":true,"installScripts":[],"repository":"https://git.example/axios"},
    "pypi:litellm@1.82.6": {"digests":["sha256:a","sha256:b"]}
  }
}
`;
const RELEASES = new Map<string, BaselineRelease>([
  ['pypi:litellm@1.82.6', { digests: ['sha256:b', 'sha256:a'] }],
  ['npm:axios@1.16.0', AXIOS],
  ['npm:@scope/a@1.0.0', {}],
]);

describe('the file', () => {
  it('has one release a line, in an order of its own', () => {
    expect(baselineText(RELEASES)).toBe(TEXT);
    expect(baselineText(new Map([...RELEASES].reverse()))).toBe(TEXT);
    expect(baselineText(new Map())).toBe('{\n  "schemaVersion": 1,\n  "releases": {}\n}\n');
  });

  it('is read as it was written, whatever stands in it, and is plain ASCII', () => {
    const text = fc.string({ unit: 'binary' });
    const release = fc.record(
      {
        digests: fc.array(text),
        publisher: text,
        maintainers: fc.array(text),
        provenance: fc.boolean(),
        installScripts: fc.array(text),
        repository: text,
      },
      { requiredKeys: [] },
    );
    const releases = fc.array(fc.tuple(text, release)).map(entries => new Map(entries.map(([name, one]) => [`npm:a${name}@1`, one])));
    fc.assert(
      fc.property(releases, some => {
        const written = baselineText(some);
        expect(written).toMatch(/^[\n -~]*$/);
        const { baseline, problems } = readBaseline(written);
        expect(problems).toEqual([]);
        expect(baselineText(baseline.releases)).toBe(written);
      }),
    );
  });

  it('knows the versions of a package', () => {
    const baseline = baselineOf(new Map([...RELEASES, ['npm:axios@1.15.0', {}]]));
    expect(baseline.versionsOf({ ecosystem: 'npm', name: 'axios' })).toEqual(['1.16.0', '1.15.0']);
    expect(baseline.versionsOf({ ecosystem: 'npm', name: '@scope/a' })).toEqual(['1.0.0']);
    expect(baseline.versionsOf({ ecosystem: 'PyPI', name: 'axios' })).toEqual([]);
    expect(keyOf({ ecosystem: 'PyPI', name: 'litellm', version: '1.82.6' })).toBe('pypi:litellm@1.82.6');
  });
});

describe('a damaged file', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'breaks off',
      TEXT.slice(0, TEXT.indexOf('    "pypi')),
      '.depwarden/baseline.json is damaged',
      ['npm:@scope/a@1.0.0', 'npm:axios@1.16.0'],
    ],
    [
      'has marks of a merge',
      TEXT.replace('    "npm:axios', '<<<<<<< ours\n    "npm:axios'),
      '.depwarden/baseline.json is damaged',
      ['npm:@scope/a@1.0.0', 'npm:axios@1.16.0', 'pypi:litellm@1.82.6'],
    ],
    ['is empty', '', '.depwarden/baseline.json is damaged', []],
    ['is no object', '[1]', '.depwarden/baseline.json is not read: it is no baseline.', []],
    ['is another JSON file', '{"name":"a"}', '.depwarden/baseline.json is not read: it is no baseline.', []],
    ['is of a later version', TEXT.replace('": 1', '": 2'), '.depwarden/baseline.json is not read: its schemaVersion is 2', []],
    [
      'has an odd entry',
      TEXT.replace('{}', '5'),
      '.depwarden/baseline.json: "npm:@scope/a@1.0.0" is not read',
      ['npm:axios@1.16.0', 'pypi:litellm@1.82.6'],
    ],
    [
      'has an odd key',
      TEXT.replace('npm:@scope/a@1.0.0', 'constructor'),
      '.depwarden/baseline.json: "constructor" is not read',
      ['npm:axios@1.16.0', 'pypi:litellm@1.82.6'],
    ],
  ])('%s: one problem, and what is readable holds', (_, text, message, keys) => {
    const { baseline, problems } = readBaseline(text);
    expect(problems.map(problem => problem.message)).toEqual([expect.stringContaining(message)]);
    expect(problems.every(problem => problem.message.length < 160 && problem.span.end <= text.length + 1)).toBe(true);
    expect([...baseline.releases.keys()]).toEqual(keys);
  });

  it('has fields of another kind: they are unknown', () => {
    const odd = { digests: 'a', publisher: 5, maintainers: [1], provenance: 'true?', installScripts: {}, repository: null };
    const { baseline, problems } = readBaseline(JSON.stringify({ schemaVersion: 1, releases: { 'npm:a@1': odd } }));
    expect([baseline.releases.get('npm:a@1'), problems]).toEqual([{}, []]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), fc.nat(TEXT.length), fc.string(), (from, to, put) => {
        expect(readBaseline(TEXT.slice(0, from) + put + TEXT.slice(to)).problems.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('digests', () => {
  it.each([
    ['npm', ['sha512-A'], ['sha512-A'], undefined],
    ['npm', ['sha512-A'], ['sha512-B'], 'changed'],
    ['npm', ['sha1-a', 'sha512-A'], ['sha1-b'], 'changed'],
    ['npm', ['sha1-a'], ['sha512-A'], undefined],
    ['npm', undefined, ['sha512-A'], undefined],
    ['npm', ['sha512-A'], [], undefined],
    ['PyPI', ['sha256:a'], ['sha256:b', 'sha256:a'], 'added'],
    ['PyPI', ['sha256:a', 'sha256:b'], ['sha256:b', 'sha256:c'], 'changed'],
    ['PyPI', ['sha256:a', 'sha256:b'], ['sha256:b'], undefined],
  ] as const)('%s %j → %j: %s', (ecosystem, before, now, drift) => {
    expect(fileDrift(ecosystem, before, now)?.kind).toBe(drift);
  });

  it('of a lockfile are as the registry’s are kept', () => {
    expect(lockDigests('npm', [`sha512-${'A'.repeat(86)}==`, `sha384-${'A'.repeat(64)}`, 'nonsense'])).toEqual([
      `sha512-${'A'.repeat(16)}`,
    ]);
    expect(lockDigests('PyPI', [`sha256:${'AB'.repeat(32)}`, `md5:${'a'.repeat(32)}`])).toEqual([`sha256:${'ab'.repeat(12)}`]);
  });
});
