import type { Baseline } from '../model/baseline.js';
import type { PackageId } from '../model/index.js';
import type { Strictness } from './config.js';
import type { Ignore, IgnoreList } from './ignores.js';
import { type NameList, NO_PRIVATE_NAMES, type PrivateNameList } from './names.js';

/** How the dependencies of one folder are judged: the editor's settings, and over them the folder's policy file. */
export interface Policy extends Strictness {
  /** What settings and policy file call private; undefined where neither says anything. */
  readonly privateNames?: PrivateNames;
  /** What only a policy file can say; undefined where there is none. */
  readonly choices?: Choices;
  /** What was agreed on of the releases that are used; undefined where there is no baseline. */
  readonly baseline?: Baseline;
}

/** Names that are told to nobody but a private registry that is configured for them. */
export interface PrivateNames {
  /** Who calls a name private, as a reason why it was not checked; undefined where nobody does. */
  reasonFor(id: PackageId): string | undefined;
  /** Those that are all of a scope of npm: `@acme`. */
  readonly scopes: readonly string[];
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
 * editors and builds say the same. What either calls private is private.
 */
export function policyOf(
  settings: Strictness & { readonly privateNames?: PrivateNameList },
  file: { readonly strictness: PartialStrictness; readonly choices: Choices } | undefined,
): Policy {
  const { rules, cooldownDays, recentDays } = settings;
  const privateNames = privateNamesOf(settings.privateNames ?? NO_PRIVATE_NAMES, file?.choices);
  if (!file) return { rules, cooldownDays, recentDays, privateNames };
  return {
    privateNames,
    rules: { ...rules, ...file.strictness.rules },
    cooldownDays: file.strictness.cooldownDays ?? cooldownDays,
    recentDays: file.strictness.recentDays ?? recentDays,
    choices: file.choices,
  };
}

/** What settings and policy file call private. */
export function privateNamesOf(settings: PrivateNameList, file: Pick<Choices, 'privateNames' | 'privateScopes'> | undefined): PrivateNames {
  return {
    reasonFor: id => (file?.privateNames.has(id) ? PRIVATE_BY_POLICY : settings.has(id) ? PRIVATE_BY_SETTINGS : undefined),
    scopes: [...new Set([...(file?.privateScopes ?? []), ...settings.scopes])],
  };
}

/** The same, compared with a baseline. */
export function withBaseline(policy: Policy, baseline: Baseline | undefined): Policy {
  return baseline ? { ...policy, baseline } : policy;
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

/** The same where it is the user's settings that do. */
export const PRIVATE_BY_SETTINGS = 'not checked: private by the setting depwarden.privateNames';
