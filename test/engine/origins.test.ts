import { describe, expect, it } from 'vitest';
import { lockedPackages } from '../../server/src/engine/lockedProject.js';
import { withoutPrivate } from '../../server/src/engine/locks.js';
import { type Origins, withPrivateOrigins } from '../../server/src/engine/origins.js';
import { formatOf } from '../../server/src/manifests/index.js';
import { lockfileOf } from './lockfiles.js';

const ORIGINS: Origins = {
  pythonIndex: 'https://pypi.example/simple',
  registryHostsOf: () => () => [],
  privateScopesOf: () => [],
  privateRegistryOf: path => name => (path.startsWith('/corp/') && name.startsWith('@corp/') ? 'npm.corp.example' : undefined),
};

function skippedIn(path: string, text: string): string[] {
  const manifest = formatOf(path)?.parse(text);
  if (!manifest) throw new Error(`${path} is no manifest`);
  return withPrivateOrigins(manifest, path, ORIGINS).dependencies.map(({ writtenName, origin }) =>
    origin.kind === 'skipped' ? `${writtenName}: ${origin.reason}` : writtenName,
  );
}

describe('packages of private registries', () => {
  it.each([
    [
      '/corp/package.json',
      ['@corp/own: not checked: private registry npm.corp.example', 'alias: not checked: private registry npm.corp.example', 'axios'],
    ],
    ['/open/package.json', ['@corp/own', 'alias', 'axios']],
  ])('are skipped by the configuration of the manifest’s own place: %s', (path, expected) => {
    expect(skippedIn(path, '{ "dependencies": { "@corp/own": "1", "alias": "npm:@corp/other@1", "axios": "1" } }')).toEqual(expected);
  });

  it('keep the reason that they have already', () => {
    expect(skippedIn('/corp/package.json', '{ "dependencies": { "@corp/own": "file:../own" } }')).toEqual([
      expect.stringMatching(/^@corp\/own: (?!.*private registry)/),
    ]);
  });

  it('are not among what of lockfiles is asked about; each other name is, once, however many versions and lockfiles have it', () => {
    const lockfile = lockfileOf(['axios@1.0.0:', 'axios@2.0.0:', '@corp/own@1.0.0:', 'chalk:']);
    const marked = withoutPrivate(lockfile, ORIGINS.privateRegistryOf('/corp/package-lock.json'));
    const asked = lockedPackages([marked, marked, lockfileOf(['chalk:', 'minimist:']), lockfileOf(['chalk:'], 'PyPI')]);
    expect(asked.map(({ ecosystem, name }) => `${ecosystem} ${name}`)).toEqual(['npm axios', 'npm chalk', 'npm minimist', 'PyPI chalk']);
  });

  it('of a lockfile keep its ways: what they bring in is found through them', () => {
    const lockfile = withoutPrivate(lockfileOf(['@corp/own: axios', 'axios:']), ORIGINS.privateRegistryOf('/corp/package-lock.json'));
    expect(lockfile.packages.get('@corp/own')).toMatchObject({ skipped: 'private registry npm.corp.example', dependencies: ['axios'] });
  });
});
