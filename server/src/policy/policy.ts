import type { Strictness } from '../config.js';
import type { PackageId } from '../model.js';
import type { Ignore, IgnoreList } from './ignores.js';
import type { NameList } from './names.js';

/** How the dependencies of one folder are judged: the editor's settings, and over them the folder's policy file. */
export interface Policy extends Strictness {
  /** What only a policy file can say; undefined where there is none. */
  readonly choices?: Choices;
}

export interface Choices {
  readonly ignores: IgnoreList;
  readonly denied: NameList;
  /** Names that are exempt from hints. */
  readonly allowed: NameList;
  readonly privateNames: NameList;
  /** Those of the private names that are scopes of npm: `@acme`. */
  readonly privateScopes: readonly string[];
}

/** What a policy file says of rules, cooldown and signals; what it does not say the settings do. */
export type PartialStrictness = { readonly [Key in keyof Strictness]?: Strictness[Key] | undefined };

/**
 * What holds for a folder. The policy file goes over the editor's settings, rule by rule: it is agreed on, stands in the repository, and makes
 * editors and builds say the same.
 */
export function policyOf(
  settings: Strictness,
  file: { readonly strictness: PartialStrictness; readonly choices: Choices } | undefined,
): Policy {
  const { rules, cooldownDays, recentDays } = settings;
  if (!file) return { rules, cooldownDays, recentDays };
  return {
    rules: { ...rules, ...file.strictness.rules },
    cooldownDays: file.strictness.cooldownDays ?? cooldownDays,
    recentDays: file.strictness.recentDays ?? recentDays,
    choices: file.choices,
  };
}

export function isDenied({ choices }: Policy, id: PackageId): boolean {
  return choices?.denied.has(id) ?? false;
}

export function isAllowed({ choices }: Policy, id: PackageId): boolean {
  return choices?.allowed.has(id) ?? false;
}

/** The entries on a package that hold now. @param now milliseconds since 1970 */
export function ignoresOn({ choices }: Policy, id: PackageId, now: number): readonly Ignore[] {
  return choices?.ignores.on(id, now) ?? NO_IGNORES;
}

const NO_IGNORES: readonly Ignore[] = [];

/** What is said of a dependency whose name a policy file calls private. */
export const PRIVATE_BY_POLICY = 'not checked: private by .depwarden.jsonc';
