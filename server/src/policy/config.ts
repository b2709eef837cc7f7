// One schema for what a user can set: types, defaults and validation, key by key. A bad value costs its own key and nothing else.
import * as v from 'valibot';
import { type EditorRoute, routeOfEditor } from '../ecosystems/shared/defaultRoute.js';
import { LEVELS } from '../model/index.js';
import { RULE_DESCRIPTIONS, type RuleId } from '../rules/index.js';
import type { RuleLevel, RuleLevels } from './levels.js';
import { NO_PRIVATE_NAMES, type PrivateNameList, readPrivateNames } from './names.js';
import { heldLevels } from './protectedRules.js';

export type { RuleLevel, RuleLevels } from './levels.js';

/** How strictly dependencies are judged. A policy file may say otherwise (policy/policy.ts). */
export interface Strictness {
  /** `depwarden.rules` */
  readonly rules: RuleLevels;
  /** `depwarden.cooldown.days`; undefined: what the package manager's configuration says, else three. */
  readonly cooldownDays: number | undefined;
  /** `depwarden.signals.recentDays`: what changed in a release longer ago says nothing about an attack now. */
  readonly recentDays: number;
}

export interface Settings extends Strictness {
  /** `depwarden.network.offline` */
  readonly offline: boolean;
  /** `depwarden.advisories.osvUrl`; undefined: the public service. */
  readonly osvUrl: string | undefined;
  /** `depwarden.advisories.source`: `auto` is the offline database while it is younger than 24 hours, else OSV. */
  readonly advisoriesSource: 'auto' | 'osv' | 'database';
  /** `depwarden.advisories.exportUrl`: base of the bulk export; undefined: OSV's own. */
  readonly exportUrl: string | undefined;
  /** `depwarden.registries.npm`; undefined: what .npmrc says. */
  readonly npmRegistry: string | undefined;
  /** `depwarden.registries.pypi`: base of the simple index; undefined: PyPI's. */
  readonly pythonIndex: string | undefined;
  /** `depwarden.confusion.askPublic`: PyPI is asked for names that a private index has and that pip asks it for as well. */
  readonly askPublic: boolean;
  /** `depwarden.cache.folder`; undefined: the platform's place for caches. */
  readonly cacheFolder: string | undefined;
  /** The editor's own `http` section: proxies and certificates. */
  readonly connections: EditorRoute;
  /** `depwarden.inlayHints.enabled` */
  readonly inlayHints: boolean;
  /** `depwarden.links.enabled`: names lead to the pages of their packages, and are underlined for it. */
  readonly links: boolean;
  /** `depwarden.codeLens.enabled` */
  readonly codeLens: boolean;
  /** `depwarden.watch.minutes`: between two looks for news about what is in use; 0: never in the background. */
  readonly watchMinutes: number;
  /** `depwarden.scan.onOpen`: what of a trusted workspace is scanned when it is opened. */
  readonly scanOnOpen: 'off' | 'manifests';
  /** `depwarden.scan.exclude`: patterns in .gitignore's syntax. */
  readonly exclude: readonly string[];
  /** `depwarden.privateNames`: what policy files call private is private as well. */
  readonly privateNames: PrivateNameList;
}

export const DEFAULT_POLICY: Strictness = { rules: {}, cooldownDays: undefined, recentDays: 90 };

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_POLICY,
  offline: false,
  osvUrl: undefined,
  advisoriesSource: 'auto',
  exportUrl: undefined,
  npmRegistry: undefined,
  pythonIndex: undefined,
  askPublic: false,
  cacheFolder: undefined,
  connections: { route: {}, systemCertificates: true },
  inlayHints: false,
  links: false,
  codeLens: false,
  watchMinutes: 60,
  scanOnOpen: 'manifests',
  exclude: [],
  privateNames: NO_PRIVATE_NAMES,
};

/**
 * Reads the `depwarden` section of an editor's settings.
 * @param section what the editor sent: anything at all
 * @param http the same of its `http` section, where it has one
 * @param rulesOfUser what the user has chosen of `rules`, without the settings of the workspace, where the editor can tell
 * @returns the settings, defaults where a key is missing or bad, and a sentence for each bad key
 */
export function readSettings(
  section: unknown,
  http?: unknown,
  rulesOfUser?: unknown,
): { readonly settings: Settings; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const read = <T>(key: string, schema: v.GenericSchema<unknown, T>, fallback: T): T => {
    const value = valueAt(section, key);
    if (value === undefined || value === null) return fallback;
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    problems.push(`Setting depwarden.${key} is not used: ${result.issues[0].message}`);
    return fallback;
  };
  const { rules: chosen, problems: ruleProblems } = readRuleLevels(valueAt(section, 'rules'), 'Setting depwarden.rules');
  // a workspace's settings are among them, and silence no protected rule
  const rules = rulesOfUser === undefined ? chosen : heldLevels(readRuleLevels(rulesOfUser, '').rules, chosen);
  problems.push(...ruleProblems);
  const { names: privateNames, problems: nameProblems } = readPrivateNames(read('privateNames', v.array(v.string()), []));
  problems.push(...nameProblems.map(problem => `Setting depwarden.privateNames: ${problem}`));
  return {
    settings: {
      rules,
      cooldownDays: read('cooldown.days', DAYS, DEFAULT_SETTINGS.cooldownDays),
      recentDays: read('signals.recentDays', DAYS, DEFAULT_SETTINGS.recentDays),
      offline: read('network.offline', v.boolean(), DEFAULT_SETTINGS.offline),
      osvUrl: read('advisories.osvUrl', URL_OR_EMPTY, undefined),
      advisoriesSource: read('advisories.source', SOURCE, DEFAULT_SETTINGS.advisoriesSource),
      exportUrl: read('advisories.exportUrl', URL_OR_EMPTY, undefined),
      npmRegistry: read('registries.npm', URL_OR_EMPTY, undefined),
      pythonIndex: read('registries.pypi', URL_OR_EMPTY, undefined),
      askPublic: read('confusion.askPublic', v.boolean(), DEFAULT_SETTINGS.askPublic),
      cacheFolder: read('cache.folder', TEXT_OR_EMPTY, undefined),
      connections: routeOfEditor(http),
      watchMinutes: read('watch.minutes', MINUTES, DEFAULT_SETTINGS.watchMinutes),
      inlayHints: read('inlayHints.enabled', v.boolean(), DEFAULT_SETTINGS.inlayHints),
      links: read('links.enabled', v.boolean(), DEFAULT_SETTINGS.links),
      scanOnOpen: read('scan.onOpen', SCAN_ON_OPEN, DEFAULT_SETTINGS.scanOnOpen),
      codeLens: read('codeLens.enabled', v.boolean(), DEFAULT_SETTINGS.codeLens),
      exclude: read('scan.exclude', v.array(v.string()), DEFAULT_SETTINGS.exclude),
      privateNames,
    },
    problems,
  };
}

/**
 * Reads rule levels: an object from rule ids to levels.
 * @param where how a message names the place, for example `Setting depwarden.rules`
 */
export function readRuleLevels(value: unknown, where: string): { readonly rules: RuleLevels; readonly problems: readonly string[] } {
  if (value === undefined || value === null) return { rules: {}, problems: [] };
  if (!isRecord(value)) return { rules: {}, problems: [`${where} is not used: it must be an object from rule ids to levels`] };
  const rules: Partial<Record<RuleId, RuleLevel>> = {};
  const problems: string[] = [];
  for (const [id, level] of Object.entries(value)) {
    if (!isRuleId(id)) problems.push(`${where}: there is no rule "${id}"`);
    else if (!isRuleLevel(level)) problems.push(`${where}: the level of ${id} must be one of ${[...LEVELS, 'off'].join(', ')}`);
    else rules[id] = level;
  }
  return { rules, problems };
}

export function isRuleId(id: string): id is RuleId {
  return RULE_DESCRIPTIONS.some(rule => rule.id === id);
}

export function isRuleLevel(level: unknown): level is RuleLevel {
  return level === 'off' || LEVELS.some(known => known === level);
}

const DAYS = v.pipe(
  v.number('it must be a number of days'),
  v.minValue(0, 'it must not be negative'),
  v.finite('it must be a number of days'),
);
/** Timers cannot wait much longer than a week. */
const MINUTES = v.pipe(
  v.number('it must be a number of minutes'),
  v.check(minutes => minutes === 0 || (minutes >= 1 && minutes <= 10_080), 'it must be 0, or from 1 to 10080 minutes'),
);
const SOURCE = v.picklist(['auto', 'osv', 'database'], 'it must be auto, osv or database');
const SCAN_ON_OPEN = v.picklist(['off', 'manifests'], 'it must be off or manifests');
const URL_OR_EMPTY = v.pipe(
  v.string(),
  v.regex(/^(https?:\/\/\S+)?$/, 'it must be an http(s) URL'),
  v.transform(text => text || undefined),
);
const TEXT_OR_EMPTY = v.pipe(
  v.string(),
  v.transform(text => text || undefined),
);

function valueAt(section: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((value, part) => (isRecord(value) ? value[part] : undefined), section);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
