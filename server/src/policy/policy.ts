import type { Baseline } from '../model/baseline.js';
import type { PackageId, Secrecy } from '../model/index.js';
import type { Strictness } from './config.js';
import type { Ignore, IgnoreList } from './ignores.js';
import { type NameList, NO_PRIVATE_NAMES, type PrivateNameList } from './names.js';
import { heldLevels } from './protectedRules.js';

/** How the dependencies of one folder are judged: the editor's settings, and over them the folder's policy file. */
export interface Policy extends Strictness {
  /** What settings and policy file call private; undefined where neither says anything. */
  readonly privateNames?: PrivateNames;
  /** What would hold without the policy file; undefined where there is none. */
  readonly withoutFile?: Strictness;
  /** What only a policy file can say; undefined where there is none. */
  readonly choices?: Choices;
  /** What was agreed on of the releases that are used; undefined where there is no baseline. */
  readonly baseline?: Baseline;
}

/** Names that are told to nobody but a private registry that is configured for them. */
export interface PrivateNames {
  /** Who calls a name private; undefined where nobody does. */
  reasonFor(id: PackageId): PrivateWord | undefined;
  /** Those that are all of a scope of npm: `@acme`. */
  readonly scopes: readonly string[];
}

/** Why a name is private. */
export interface PrivateWord {
  /** As a reason why it was not checked. */
  readonly reason: string;
  readonly secrecy: Secrecy;
}

export interface Choices {
  readonly ignores: IgnoreList;
  readonly denied: NameList;
  /** Names that are exempt from hints. */
  readonly allowed: NameList;
  readonly privateNames: NameList;
  /** Those of the private names that are scopes of npm: `@acme`. */
  readonly privateScopes: readonly string[];
  /** The file lies in a folder that is not trusted. */
  readonly isUntrusted?: true;
  /** It is the scanned folder's own file: it cannot silence protected rules. */
  readonly isOfFolder?: true;
  /** Why the file could not be read in full: it may call any name private. */
  readonly unread?: string;
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
    withoutFile: { rules, cooldownDays, recentDays },
    rules: file.choices.isOfFolder ? heldLevels(rules, file.strictness.rules ?? {}) : { ...rules, ...file.strictness.rules },
    cooldownDays: file.strictness.cooldownDays ?? cooldownDays,
    recentDays: file.strictness.recentDays ?? recentDays,
    choices: file.choices,
  };
}

/** What settings and policy file call private. */
export function privateNamesOf(settings: PrivateNameList, file: PrivateChoices | undefined): PrivateNames {
  return {
    reasonFor: id => (settings.has(id) ? BY_SETTINGS : file && privateWordOf(file, id)),
    scopes: [...new Set([...(file?.privateScopes ?? []), ...settings.scopes])],
  };
}

/** What of a policy file tells which names are private. */
export type PrivateChoices = Pick<Choices, 'privateNames' | 'privateScopes' | 'isUntrusted' | 'unread'>;

/** Whether, and why, a policy file calls a name private. */
export function privateWordOf({ privateNames, isUntrusted, unread }: PrivateChoices, id: PackageId): PrivateWord | undefined {
  if (privateNames.has(id)) return { reason: PRIVATE_BY_POLICY, secrecy: { kind: isUntrusted ? 'untrusted' : 'own' } };
  return unread === undefined ? undefined : { reason: unread, secrecy: { kind: 'unread' } };
}

/** A policy by which names are private that either of two calls so. */
export function withPrivateNames(policy: Policy, others: PrivateNames | undefined): Policy {
  const { privateNames: own } = policy;
  if (!others) return policy;
  const scopes = [...new Set([...(own?.scopes ?? []), ...others.scopes])];
  return { ...policy, privateNames: { reasonFor: id => own?.reasonFor(id) ?? others.reasonFor(id), scopes } };
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

/** What the user's settings say of a name that they list. */
export const BY_SETTINGS: PrivateWord = { reason: PRIVATE_BY_SETTINGS, secrecy: { kind: 'own' } };
