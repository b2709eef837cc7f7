import { ECOSYSTEMS, isEcosystem } from '../../ecosystems/index.js';
import { isRuleId } from '../../policy/config.js';
import { ASKED_FOR_BY_NAME } from '../../policy/ignores.js';
import { isProtected, missingFor } from '../../policy/protectedRules.js';
import { inWords, type RuleId } from '../../rules/index.js';
import { quoted } from '../../rules/messages.js';
import type { DiagnosticData } from './diagnostics.js';

/** How much a user may choose to ignore of one finding. */
export interface IgnoreChoices {
  /** `Ignore minimist: a release with known vulnerabilities…` */
  readonly title: string;
  /** To be asked about once more: it is about malware. */
  readonly malicious: boolean;
  /** It has to end some day: what it is about is malware or integrity, or a package that no registry has. */
  readonly needsExpiry: boolean;
  /** The narrowest first; never empty. */
  readonly scopes: readonly IgnoreScope[];
}

export interface IgnoreScope {
  /** As a list shows it: `GHSA-…, for minimist`. */
  readonly label: string;
  readonly entry: { readonly rule?: string; readonly advisory?: string; readonly package?: string; readonly versions?: string };
}

/**
 * What can be ignored of a finding, from what its diagnostic carries.
 * @returns undefined where that names no rule and package
 */
export function ignoreChoicesOf(data: DiagnosticData): IgnoreChoices | undefined {
  const { rule, package: name, ecosystem, version, leads = data.advisories, signals = [] } = data;
  if (!isRuleId(rule) || name === '' || !isEcosystem(ecosystem)) return undefined;
  const needsExpiry = isProtected(rule);
  const malicious = ASKED_FOR_BY_NAME.includes(rule) && rule !== 'denied-package';
  const shown = quoted(name, 60);
  const target = { package: `${ECOSYSTEMS[ecosystem].prefix}:${name}` };
  const rules = [...new Set([rule, ...signals])];
  const exactly = version === undefined ? undefined : { ...target, versions: ECOSYSTEMS[ecosystem].ranges?.exactly(version) ?? version };
  const scopes: IgnoreScope[] = [
    ...leads.slice(0, MOST_ADVISORIES).map(advisory => ({
      label: `${quoted(advisory, 40)}, for ${shown}`,
      entry: { advisory, ...(needsExpiry ? (exactly ?? target) : target) },
    })),
    ...(exactly === undefined
      ? []
      : rules.map(one => ({ label: `${one}, for ${shown} ${quoted(version ?? '', 40)}`, entry: { rule: one, ...exactly } }))),
    ...rules.map(one => ({ label: `${one}, for every version of ${shown}`, entry: { rule: one, ...target } })),
    ...(malicious ? [] : [{ label: `Everything about ${shown} but malware`, entry: target }]),
  ];
  const usable = needsExpiry ? scopes.filter(({ entry }) => isEnough(rule, entry)) : scopes;
  return usable.length === 0 ? undefined : { title: `Ignore ${shown}: ${inWords(rule)}…`, malicious, needsExpiry, scopes: usable };
}

/** Whether an entry of a folder's policy file ignores findings of a protected rule, once it has an end. */
function isEnough(rule: RuleId, entry: IgnoreScope['entry']): boolean {
  return missingFor(rule, entry).every(key => key === 'expires');
}

/** A longer list is none to choose from. */
const MOST_ADVISORIES = 6;
