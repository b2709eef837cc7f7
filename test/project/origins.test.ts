import { describe, expect, it } from 'vitest';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import type { Lockfile } from '../../server/src/model/lockfile.js';
import { PRIVATE_BY_POLICY, type PrivateNames } from '../../server/src/policy/policy.js';
import { lockedPackages } from '../../server/src/project/lockedNames.js';
import { withoutPrivate } from '../../server/src/project/locks.js';
import { type Origins, withRegistries } from '../../server/src/project/origins.js';
import { originsOf, privatePlace } from '../support/origins.js';
import { lockfileOf } from './lockfiles.js';

const ORIGINS = originsOf((path, name) => {
  if (path.startsWith('/shut/')) return { kind: 'unasked', reason: 'not checked: private registry without a valid address' };
  return path.startsWith('/corp/') && name.startsWith('@corp/') ? privatePlace('npm.corp.example') : undefined;
});
const SECRET: PrivateNames = {
  reasonFor: ({ name }) => (name.startsWith('@corp/') || name === 'axios' ? PRIVATE_BY_POLICY : undefined),
  scopes: [],
};

function placedIn(path: string, text: string, names?: PrivateNames): string[] {
  const manifest = formatOf(path)?.parse(text);
  if (!manifest) throw new Error(`${path} is no manifest`);
  return withRegistries(manifest, path, ORIGINS, names).dependencies.map(({ writtenName, origin, place }) =>
    origin.kind === 'skipped' ? `${writtenName}: ${origin.reason}` : `${writtenName}${place === undefined ? '' : ` at ${place}`}`,
  );
}

describe('packages of private registries', () => {
  it.each([
    ['/corp/package.json', ['@corp/own at npm.corp.example', 'alias at npm.corp.example', 'axios']],
    ['/open/package.json', ['@corp/own', 'alias', 'axios']],
  ])('are asked of it, by the configuration of the manifest’s own place: %s', (path, expected) => {
    expect(placedIn(path, '{ "dependencies": { "@corp/own": "1", "alias": "npm:@corp/other@1", "axios": "1" } }')).toEqual(expected);
  });

  it('that cannot be asked are skipped', () => {
    expect(placedIn('/shut/package.json', '{ "dependencies": { "axios": "1" } }')).toEqual([
      'axios: not checked: private registry without a valid address',
    ]);
  });

  it('are asked of it also where the policy calls them private; what else it calls so is asked of nobody', () => {
    expect(placedIn('/corp/package.json', '{ "dependencies": { "@corp/own": "1", "axios": "1", "debug": "1" } }', SECRET)).toEqual([
      '@corp/own at npm.corp.example',
      'axios: not checked: private by .depwarden.jsonc',
      'debug',
    ]);
  });

  it('keep the reason that they have already', () => {
    expect(placedIn('/corp/package.json', '{ "dependencies": { "@corp/own": "file:../own" } }')).toEqual([
      expect.stringMatching(/^@corp\/own: (?!.*private registry)/),
    ]);
  });

  it('are not among what of lockfiles is asked about; each other name is, once, however many versions and lockfiles have it', () => {
    const lockfile = lockfileOf(['axios@1.0.0:', 'axios@2.0.0:', '@corp/own@1.0.0:', 'chalk:']);
    const marked = withoutPrivate(lockfile, ORIGINS.around('/corp/package-lock.json', 'npm'));
    const asked = lockedPackages([marked, marked, lockfileOf(['chalk:', 'minimist:']), lockfileOf(['chalk:'], 'PyPI')]);
    expect(asked.map(({ ecosystem, name }) => `${ecosystem} ${name}`)).toEqual(['npm axios', 'npm chalk', 'npm minimist', 'PyPI chalk']);
  });

  it('are none in a Python lockfile that says itself where each comes from', () => {
    const everything = originsOf(() => privatePlace('pypi.corp.example')).around('/corp/uv.lock', 'PyPI');
    const skips = (lockfile: Lockfile) => [...withoutPrivate(lockfile, everything).packages.values()].map(({ skipped }) => skipped);
    expect(skips({ ...lockfileOf(['chalk:'], 'PyPI'), namesIndexes: true })).toEqual([undefined]);
    expect(skips(lockfileOf(['chalk:'], 'PyPI'))).toEqual(['private registry pypi.corp.example']);
  });

  it.each([
    ['a', undefined],
    ['b', 'pypi.corp.example'],
    ['named', 'pypi.corp.example'],
    ['users', 'pypi.corp.example'],
    ['secret', 'not checked: private by .depwarden.jsonc'],
  ])('are told by the index that a lockfile names, unless the user or the line says otherwise: %s', (name, place) => {
    const everything = originsOf(() => privatePlace('pypi.corp.example'));
    const origins: Origins = {
      around: (...args) => ({ ...everything.around(...args), isPrivateToUser: of => of === 'users' }),
    };
    const text = '[packages]\na = "*"\nb = "*"\nusers = "*"\nsecret = "*"\nnamed = { version = "*", index = "corp" }\n';
    const manifest = formatOf('/p/Pipfile')?.parse(text);
    const names: PrivateNames = { reasonFor: id => (id.name === 'secret' ? PRIVATE_BY_POLICY : undefined), scopes: [] };
    const { dependencies = [] } = manifest ? withRegistries(manifest, '/p/Pipfile', origins, names, one => one.name !== 'b') : {};
    const found = dependencies.find(one => one.name === name);
    expect(found?.origin.kind === 'skipped' ? found.origin.reason : found?.place).toBe(place);
  });

  it('of a lockfile keep its ways: what they bring in is found through them', () => {
    const lockfile = withoutPrivate(lockfileOf(['@corp/own: axios', 'axios:']), ORIGINS.around('/corp/package-lock.json', 'npm'));
    expect(lockfile.packages.get('@corp/own')).toMatchObject({ skipped: 'private registry npm.corp.example', dependencies: ['axios'] });
  });
});
