import { describe, expect, it } from 'vitest';
import { pnpmLock } from '../../../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { parsePackageJson } from '../../../../server/src/ecosystems/npm/manifests/packageJson.js';
import { parsePnpmWorkspace } from '../../../../server/src/ecosystems/npm/manifests/pnpmWorkspace.js';
import type { Manifest } from '../../../../server/src/model/index.js';

const importer = (groups: Readonly<Record<string, Readonly<Record<string, readonly [specifier: string, version: string]>>>>) =>
  Object.entries(groups).map(
    ([group, entries]) =>
      `    ${group}:\n${Object.entries(entries)
        .map(([name, [specifier, version]]) => `      '${name}':\n        specifier: ${specifier}\n        version: ${version}\n`)
        .join('')}`,
  );

const packages = (...keys: readonly string[]) =>
  `packages:\n${keys.map(key => `  '${key}':\n    resolution: {integrity: sha512-a==}\n`).join('')}snapshots:\n${keys.map(key => `  '${key}': {}\n`).join('')}`;

const TOOLS = importer({
  configDependencies: { hooks: ['1.0.0', '1.0.0'] },
  packageManagerDependencies: { pnpm: ['12.0.1', '12.0.1'], '@pnpm/exe': ['12.0.1', '12.0.1'] },
});
const PROJECT = importer({ dependencies: { hooks: ['^2.0.0', '2.0.5'] }, devDependencies: { pnpm: ['^9.0.0', '9.1.0'] } });

const LOCK = [
  `---\nlockfileVersion: '9.0'\nimporters:\n  .:\n${TOOLS.join('')}${packages('hooks@1.0.0', 'pnpm@12.0.1', '@pnpm/exe@12.0.1')}`,
  `---\nlockfileVersion: '9.0'\nimporters:\n  .:\n${PROJECT.join('')}${packages('hooks@2.0.5', 'pnpm@9.1.0')}`,
].join('');

/** What each line got that is no dependency of the project, and what each of the others. */
function located({ dependencies }: Manifest): string[] {
  const { locate, locateOther } = pnpmLock.parse(LOCK);
  return dependencies.map(line => {
    const { group, writtenName, specifier } = line;
    const isOther = /packageManager|config|override/.test(group);
    const keys = isOther ? locateOther?.('', line) : locate('', writtenName, specifier);
    return `${group}: ${keys?.join(' ')}`;
  });
}

describe('the two documents of a pnpm-lock.yaml', () => {
  it('have all their packages', () => {
    const { packages: all, problems } = pnpmLock.parse(LOCK);
    expect([[...all.keys()], problems]).toEqual([['hooks@1.0.0', 'pnpm@12.0.1', '@pnpm/exe@12.0.1', 'hooks@2.0.5', 'pnpm@9.1.0'], []]);
  });

  it('tell a configuration dependency and the package manager from dependencies of the same name', () => {
    const manifest = {
      dependencies: { hooks: '^2.0.0' },
      devDependencies: { pnpm: '^9.0.0' },
      packageManager: 'pnpm@12.0.1+sha512.ab',
      devEngines: { packageManager: { name: 'pnpm', version: '^12.0.0' } },
      pnpm: { configDependencies: { hooks: '1.0.0+sha512-ab' } },
    };
    expect(located(parsePackageJson(JSON.stringify(manifest)))).toEqual([
      'dependencies: hooks@2.0.5',
      'devDependencies: pnpm@9.1.0',
      'packageManager: pnpm@12.0.1',
      'devEngines.packageManager: pnpm@12.0.1',
      'pnpm.configDependencies: hooks@1.0.0',
    ]);
  });

  it('lock what pnpm-workspace.yaml names', () => {
    expect(located(parsePnpmWorkspace('configDependencies:\n  hooks: 1.0.0\noverrides:\n  hooks: ^2.0.0\n'))).toEqual([
      'configDependencies: hooks@1.0.0',
      'overrides: hooks@2.0.5',
    ]);
  });

  it('lock no release that a line does not admit', () => {
    expect(located(parsePnpmWorkspace('configDependencies:\n  hooks: 1.1.0\n'))).toEqual(['configDependencies: ']);
  });

  it.each([LOCK.slice(0, LOCK.lastIndexOf('---')), LOCK.slice(0, LOCK.indexOf('9.1.0')), `${LOCK}\n<<<<<<< ours\n`])(
    'keep what can be read when they are cut or conflict: %#',
    text =>
      expect([...pnpmLock.parse(text).packages.keys()]).toEqual(expect.arrayContaining(['hooks@1.0.0', 'pnpm@12.0.1', '@pnpm/exe@12.0.1'])),
  );
});
