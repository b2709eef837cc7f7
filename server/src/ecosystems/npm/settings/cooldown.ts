import type { Limit } from '../../shared/cooldown.js';
import {
  type CooldownLevel,
  type CooldownPlaces,
  type CooldownRules,
  type CooldownStatement,
  firstStatement,
  projectRoot,
  statementsOn,
  withOutside,
} from '../../shared/inheritedCooldown.js';
import type { ChosenManager, PackageManager } from '../../shared/settings.js';
import { npmVersions } from '../versions/index.js';
import { PNPM_DEFAULT } from './pnpm.js';
import { YARN_DEFAULT } from './yarnrc.js';

/** How npm, pnpm, Yarn and Bun come to their cooldown. */
export const NPM_COOLDOWN_RULES: CooldownRules = {
  managers: ['npm', 'pnpm', 'yarn', 'bun'],
  lockfiles: new Map<string, PackageManager>([
    ['package-lock.json', 'npm'],
    ['npm-shrinkwrap.json', 'npm'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['bun.lockb', 'bun'],
  ]),
  statementTo(chosen, places) {
    switch (chosen.manager) {
      case 'npm':
        return since('11.10.0', chosen, firstStatement(statementsToNpm(places)));
      case 'pnpm':
        return since('10.16.0', chosen, firstStatement(statementsToPnpm(places, chosen)));
      case 'yarn':
        return since('4.10.0', chosen, firstStatement(statementsToYarn(places, chosen)));
      default:
        return since('1.3.0', chosen, firstStatement(withOutside('bun', statementsOn('bun', places.levels), places)));
    }
  },
};

/** npm reads the file of the project's root alone. */
function statementsToNpm(places: CooldownPlaces): readonly CooldownStatement[] {
  const root = places.levels.slice(projectRoot(places.levels, 'package.json')).slice(0, 1);
  return withOutside('npm', statementsOn('npm', root), places);
}

function statementsToYarn(places: CooldownPlaces, chosen: ChosenManager): readonly CooldownStatement[] {
  const statements = withOutside('yarn', statementsOn('yarn', places.levels), places);
  return [...statements, ...defaultSince('4.15.0', 'Yarn', YARN_DEFAULT, chosen)];
}

/** pnpm 11 no longer reads files of npm's form, nor npm's variables, for this (https://pnpm.io/11.x/migration). */
function statementsToPnpm(places: CooldownPlaces, chosen: ChosenManager): readonly CooldownStatement[] {
  const isModern = isAtLeast(chosen.version, '11.0.0') === true;
  const statements = withOutside('pnpm', pnpmStatementsOn(places.levels), places);
  return [
    ...statements.filter(({ source }) => !isModern || !/rc$|^npm_config_/.test(source)),
    ...defaultSince('11.0.0', 'pnpm', PNPM_DEFAULT, chosen),
  ];
}

/** The nearest pnpm-workspace.yaml, then .npmrc files up to its folder. */
function pnpmStatementsOn(levels: readonly CooldownLevel[]): readonly CooldownStatement[] {
  const workspace = levels.findIndex(({ files }) => files.has('pnpm-workspace.yaml'));
  const root = workspace < 0 ? projectRoot(levels, 'package.json') : workspace;
  const statements = statementsOn('pnpm', levels.slice(0, root + 1));
  return [
    ...statements.filter(({ source }) => source === 'pnpm-workspace.yaml'),
    ...statements.filter(({ source }) => source !== 'pnpm-workspace.yaml'),
  ];
}

/** An older package manager does not know the setting: then it is meant, and not obeyed. */
function since(version: string, chosen: ChosenManager, statement: CooldownStatement | undefined): CooldownStatement | undefined {
  return statement && isAtLeast(chosen.version, version) === false ? { ...statement, isObeyed: false } : statement;
}

/** What the package manager does where nothing is said. Not counted on: pnpm takes a younger release where no other fits, and a user may have set another. */
function defaultSince(version: string, name: string, limit: Limit, chosen: ChosenManager): readonly CooldownStatement[] {
  if (isAtLeast(chosen.version, version) !== true) return [];
  return [{ source: `the default of ${name} ${chosen.version?.split('.')[0]}`, limit, problems: [], isObeyed: false }];
}

/** Undefined where the version is not known. */
function isAtLeast(version: string | undefined, least: string): boolean | undefined {
  const npm = npmVersions;
  return version !== undefined && npm.isValid(version) ? npm.compare(version, least) >= 0 : undefined;
}
