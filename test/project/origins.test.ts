import { describe, expect, it } from 'vitest';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import type { Dependency } from '../../server/src/model/index.js';
import type { Lockfile } from '../../server/src/model/lockfile.js';
import { PRIVATE_BY_POLICY, type PrivateNames, type PrivateWord } from '../../server/src/policy/policy.js';
import { lockedPackages } from '../../server/src/project/lockedNames.js';
import { withoutPrivate } from '../../server/src/project/locks.js';
import { type Origins, withRegistries } from '../../server/src/project/origins.js';
import { originsOf, privatePlace, unaskedAnswers, unaskedLocation } from '../support/origins.js';
import { lockfileOf } from './lockfiles.js';

const ORIGINS = originsOf((path, name) => {
  if (path.startsWith('/shut/')) return unaskedLocation('not checked: private registry without a valid address');
  return path.startsWith('/corp/') && name.startsWith('@corp/') ? privatePlace('npm.corp.example') : undefined;
});
const WORD: PrivateWord = { reason: PRIVATE_BY_POLICY, secrecy: { kind: 'own' } };
const SECRET: PrivateNames = {
  reasonFor: ({ name }) => (name.startsWith('@corp/') || name === 'axios' ? WORD : undefined),
  scopes: [],
};

function placedIn(path: string, text: string, names?: PrivateNames): string[] {
  const manifest = formatOf(path)?.parse(text);
  if (!manifest) throw new Error(`${path} is no manifest`);
  return withRegistries(manifest, path, ORIGINS, names).dependencies.map(one => {
    if (one.origin.kind === 'skipped') return `${one.writtenName}: ${one.origin.reason}`;
    const place = shownPlace(one);
    const isShut = place?.startsWith('not checked');
    return `${one.writtenName}${place === undefined ? '' : isShut ? `: ${place}` : ` at ${place}`}`;
  });
}

/** Why nobody is asked about a dependency, else its place. */
function shownPlace({ place }: Dependency): string | undefined {
  const answer = unaskedAnswers(place)?.registry;
  return answer?.kind === 'unknown' ? answer.reason : place;
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
    const names: PrivateNames = { reasonFor: id => (id.name === 'secret' ? WORD : undefined), scopes: [] };
    const { dependencies = [] } = manifest ? withRegistries(manifest, '/p/Pipfile', origins, names, one => one.name !== 'b') : {};
    const found = dependencies.find(one => one.name === name);
    expect(found && shownPlace(found)).toBe(place);
  });

  it('of a lockfile keep its ways: what they bring in is found through them', () => {
    const lockfile = withoutPrivate(lockfileOf(['@corp/own: axios', 'axios:']), ORIGINS.around('/corp/package-lock.json', 'npm'));
    expect(lockfile.packages.get('@corp/own')).toMatchObject({ skipped: 'private registry npm.corp.example', dependencies: ['axios'] });
  });
});

describe('a dependency that is the address of an archive', () => {
  const shown = (path: string, text: string, names?: PrivateNames) => {
    const manifest = formatOf(path)?.parse(text);
    if (!manifest) throw new Error(`${path} is no manifest`);
    const { dependencies } = withRegistries(manifest, path, ORIGINS, names);
    return dependencies.map(one => {
      const { name, origin } = one;
      if (shownPlace(one)?.startsWith('not checked')) return `${name}: ${shownPlace(one)}`;
      if (origin.kind === 'skipped')
        return `${name}: ${origin.reason}${origin.source?.release ? ` of ${origin.source.release.version}` : ''}`;
      return `${name} ${origin.range}${origin.address?.insecure ? ' insecure' : ''} <${text.slice(origin.rangeSpan.start, origin.rangeSpan.end)}>`;
    });
  };
  const npm = (url: string) => JSON.stringify({ dependencies: { part: url } });

  it.each([
    ['https://registry.example/left/-/left-1.2.3.tgz', 'left 1.2.3'],
    ['http://registry.example/left/-/left-1.2.3.tgz', 'left 1.2.3 insecure'],
  ])('in the registry of its package is that release: %s', (url, expected) => {
    expect(shown('/open/package.json', npm(url))).toEqual([`${expected} <${url}>`]);
  });

  it.each([
    ['https://elsewhere.example/left/-/left-1.2.3.tgz', 'part: tarball URL of 1.2.3'],
    ['https://registry.example/files/left-1.2.3.tgz', 'part: tarball URL of 1.2.3'],
    ['https://elsewhere.example/left.tgz', 'part: tarball URL'],
    ['git+https://code.example/left.git#v1.2.3', 'part: git source of 1.2.3'],
    ['github:left/left#left@1.2.3-rc.1', 'part: git source of 1.2.3-rc.1'],
    ['github:left/left#refs/tags/1.2.3', 'part: git source of 1.2.3'],
    [`github:left/left#${'0123456789'.repeat(4)}`, 'part: git source'],
    ['github:left/left#main', 'part: git source'],
    ['https://github.com/left/left/archive/refs/tags/v1.2.3.tar.gz', 'part: tarball URL of 1.2.3'],
    ['https://codeload.github.com/left/left/tar.gz/v1.2.3', 'part: tarball URL of 1.2.3'],
  ])('anywhere else is none of a registry, whatever it says of itself: %s', (url, expected) => {
    expect(shown('/open/package.json', npm(url))).toEqual([expected]);
  });

  it('is private where its package is', () => {
    expect(shown('/open/package.json', npm('https://registry.example/axios/-/axios-1.2.3.tgz'), SECRET)).toEqual([
      `axios: ${PRIVATE_BY_POLICY}`,
    ]);
  });

  it.each([
    ['left-pad @ https://registry.example/a/b/left_pad-1.2.3-py3-none-any.whl', 'left-pad ==1.2.3'],
    ['https://registry.example/a/b/left-pad-1.2.3.tar.gz#sha256=00', 'left-pad ==1.2.3'],
    ['left-pad @ https://registry.example/a/b/left_pad-1.2.3rc1.zip', 'left-pad ==1.2.3rc1'],
  ])('in Python too: %s', (line, expected) => {
    expect(shown('/open/requirements.txt', `${line}\n`)[0]).toMatch(new RegExp(`^${expected} <`));
  });

  it.each([
    ['left-pad @ https://elsewhere.example/left_pad-1.2.3.tar.gz', 'left-pad: URL source of 1.2.3'],
    ['left-pad @ https://registry.example/left_pad-latest.tar.gz', 'left-pad: URL source'],
    ['left-pad @ git+https://code.example/left-pad@v1.2.3', 'left-pad: git source of 1.2.3'],
  ])('of Python, elsewhere: %s', (line, expected) => expect(shown('/open/requirements.txt', `${line}\n`)).toEqual([expected]));
});
