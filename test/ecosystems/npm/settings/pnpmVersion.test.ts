import { describe, expect, it } from 'vitest';
import { readPackageJsonSettings } from '../../../../server/src/ecosystems/npm/settings/packageJson.js';
import { leavesVariables, type PnpmVersion, pnpmVersion } from '../../../../server/src/ecosystems/npm/settings/pnpmVersion.js';

describe('the version of pnpm that a package.json names', () => {
  const engine = (version: unknown, name = 'pnpm') => ({ devEngines: { packageManager: { name, version } } });

  it.each<[unknown, PnpmVersion]>([
    [{ packageManager: 'pnpm@12.1.0+sha512.ab' }, '11 or newer'],
    [{ packageManager: 'pnpm@11.0.0-rc.1' }, '11 or newer'],
    [{ packageManager: 'pnpm@10.4.0' }, '10'],
    [{ packageManager: 'pnpm@9.15.0' }, 'older'],
    [{ packageManager: 'yarn@12.0.0' }, 'unknown'],
    [engine('^11.2.0'), '11 or newer'],
    [engine('^10'), '10'],
    [engine('>=9 <11'), 'unknown'],
    [engine('>=9'), 'unknown'],
    [engine('8.x || 9.x'), 'older'],
    [engine('^12', 'npm'), 'unknown'],
    [engine(undefined), 'unknown'],
    [engine('newest of all'), 'unknown'],
    [
      {
        devEngines: {
          packageManager: [
            { name: 'npm', version: '^11' },
            { name: 'pnpm', version: '^9' },
          ],
        },
      },
      'older',
    ],
    [{ engines: { pnpm: '>=12' } }, '11 or newer'],
    [{ engines: { pnpm: '^9' } }, 'older'],
    [{ engines: { node: '>=20' } }, 'unknown'],
    [{ ...engine('>=9'), engines: { pnpm: '>=11' } }, '11 or newer'],
    [{ packageManager: 'pnpm@9.0.0', engines: { pnpm: '>=11' } }, 'older'],
    [[], 'unknown'],
  ])('%j: %s', (manifest, expected) => expect(pnpmVersion(JSON.stringify(manifest))).toBe(expected));

  it('is unknown of what is no package.json', () => expect(pnpmVersion('{ "packageManager"')).toBe('unknown'));
});

it('a list in devEngines names the first package manager that is known', () => {
  const packageManager = [{ name: 'other' }, { name: 'pnpm', version: '^10' }, { name: 'npm' }];
  expect(readPackageJsonSettings(JSON.stringify({ devEngines: { packageManager } })).chosen).toEqual({ manager: 'pnpm' });
});

describe('a pnpm that puts no variable into files of the repository', () => {
  it.each<[Readonly<Record<string, unknown>>, boolean]>([
    [{ packageManager: 'pnpm@10.33.9' }, false],
    [{ packageManager: 'pnpm@10.34.0+sha512.ab' }, true],
    [{ packageManager: 'pnpm@11.6.3' }, false],
    [{ packageManager: 'pnpm@11.7.0' }, true],
    [{ packageManager: 'pnpm@12.0.0' }, true],
    [{ devEngines: { packageManager: { name: 'pnpm', version: '^11.7.0' } } }, true],
    [{ devEngines: { packageManager: { name: 'pnpm', version: '>=10.34.0' } } }, false],
    [{ devEngines: { packageManager: { name: 'pnpm' } } }, false],
    [{ engines: { pnpm: '>=11.8' } }, true],
    [{ engines: { pnpm: 'what' } }, false],
    [{ packageManager: 'pnpm@11.0.0', engines: { pnpm: '>=11.7' } }, false],
    [{ packageManager: 'yarn@12.0.0' }, false],
    [{}, false],
  ])('%j: %s', (fields, expected) => expect(leavesVariables(fields)).toBe(expected));
});
