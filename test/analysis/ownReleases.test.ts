// What a lockfile says of releases that a line itself got, beside the one in effect: each verdict is told on the line, none twice.
import { describe, expect, it } from 'vitest';
import { check } from '../support/check.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const ONE = `sha256:${'1'.repeat(64)}`;
const TWO = `sha256:${'2'.repeat(64)}`;
const OTHER = `sha256:${'f'.repeat(64)}`;
const BEFORE = 'Do not install before you know why.';

/** A package that uv locks in two versions, by marker. */
function fork(hashes: readonly [string, string]): string {
  const entry = (version: string, hash: string) => `
      [[package]]
      name = "gear"
      version = "${version}"
      source = { registry = "https://pypi.org/simple" }
      sdist = { url = "https://files.pythonhosted.org/gear-${version}.tar.gz", hash = "${hash}" }`;
  return `
      version = 1
      [[package]]
      name = "own"
      version = "1"
      source = { virtual = "." }
      dependencies = [
        { name = "gear", version = "1.0.0", source = { registry = "https://pypi.org/simple" }, marker = "python_version < '3.12'" },
        { name = "gear", version = "2.0.0", source = { registry = "https://pypi.org/simple" }, marker = "python_version >= '3.12'" },
      ]${entry('1.0.0', hashes[0])}${entry('2.0.0', hashes[1])}`;
}

/** Rule and version of everything that is said on lines and ignored. */
async function saidIn(source: string) {
  const all = (await scanFixture(readFixture(source))).flatMap(({ judged }) => judged);
  const words = ({ rule, version = '' }: { readonly rule: string; readonly version?: string }): string => `${rule} ${version}`.trim();
  return {
    said: all.flatMap(({ findings }) => findings.map(words)).sort(),
    ignored: all.flatMap(({ ignored }) => ignored.map(({ finding }) => words(finding))).sort(),
  };
}

const python = (registry: string, lock: string, more = '', lines = '') => `
      //- registry PyPI gear ${registry}
      ${more}
      //- pyproject.toml
      [project]
      name = "own"
      dependencies = ["gear"]
      ${lines}
      //- uv.lock
      ${lock}`;

const bothDigests = `1.0.0 digest(${ONE}), 2.0.0 digest(${TWO})`;

describe('releases that a line got beside the one in effect', () => {
  it('another digest than the baseline recorded, beside a release that is installed', () =>
    check(`
      //- registry npm gear 1.0.0, 1.1.0
      //- baseline
      { "schemaVersion": 1, "releases": { "npm:gear@1.1.0": { "digests": ["sha512-${'A'.repeat(16)}"] } } }
      //- package.json
      { "dependencies": {
        "gear": "^1.0.0"
                 ^^^^^^ error artifact-changed: gear 1.1.0: what package-lock.json has is not what the baseline recorded. ${BEFORE}
      } }
      //- node_modules/gear/package.json
      { "name": "gear", "version": "1.0.0" }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "gear": "^1.0.0" } },
        "node_modules/gear": { "version": "1.1.0", "integrity": "sha512-${'B'.repeat(16)}" }
      } }
    `));

  it('both releases of a fork with other digests than the baseline recorded', async () => {
    const recorded = { 'pypi:gear@1.0.0': { digests: [ONE] }, 'pypi:gear@2.0.0': { digests: [TWO] } };
    const baseline = `//- baseline\n      ${JSON.stringify({ schemaVersion: 1, releases: recorded })}`;
    const { said } = await saidIn(python('1.0.0, 2.0.0', fork([OTHER, OTHER]), baseline));
    expect(said).toEqual(['artifact-changed 1.0.0', 'artifact-changed 2.0.0']);
  });

  it('both releases of a fork with other hashes than the registry', async () => {
    const { said } = await saidIn(python(bothDigests, fork([OTHER, OTHER])));
    expect(said).toEqual(['integrity-mismatch 1.0.0', 'integrity-mismatch 2.0.0']);
  });

  it('the release of a fork that an ignore of the other does not cover', async () => {
    const policy = `//- policy
      { "ignore": [{ "package": "pypi:gear", "rule": "integrity-mismatch", "versions": "==1.0.0", "reason": "x" }] }`;
    expect(await saidIn(python(bothDigests, fork([OTHER, OTHER]), policy))).toEqual({
      said: ['integrity-mismatch 2.0.0'],
      ignored: ['integrity-mismatch 1.0.0'],
    });
  });

  it('a malicious release of a project in quarantine, and no more of its hashes', async () => {
    const malware = '//- advisories\n      MAL-2026-9 PyPI gear: versions 1.0.0';
    const { said } = await saidIn(python(`${bothDigests}, status quarantined(malware)`, fork([ONE, OTHER]), malware));
    expect(said).toEqual(['admits-malicious-release 2.0.0', 'malicious-release 1.0.0', 'quarantined-package']);
  });

  it('nothing of one release that another finding says of the whole package', async () => {
    const malware = '//- advisories\n      MAL-2026-9 PyPI gear: range introduced 0';
    const { said } = await saidIn(python(bothDigests, fork([OTHER, OTHER]), malware));
    expect(said).toEqual(['malicious-package']);
  });

  it('what is ignored of a release beside what is said of it', async () => {
    const advisories = `//- advisories
      GHSA-aaaa PyPI gear: versions 1.0.0; high
      GHSA-bbbb PyPI gear: versions 1.0.0; high
      //- policy
      { "ignore": [{ "package": "pypi:gear", "advisory": "GHSA-aaaa", "reason": "x" }] }`;
    expect(await saidIn(python(bothDigests, fork([ONE, TWO]), advisories))).toEqual({
      said: ['vulnerable-release 1.0.0'],
      ignored: ['vulnerable-release 1.0.0'],
    });
  });

  it('no hashes where files may come from a further index', async () => {
    const further = '[[tool.uv.index]]\n      url = "https://pypi.acme.example/simple"';
    const { said } = await saidIn(python(bothDigests, fork([OTHER, OTHER]), '', further));
    expect(said.filter(one => one.startsWith('integrity'))).toEqual([]);
  });
});
