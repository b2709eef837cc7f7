import { DAY, MINUTE } from '../../../model/time.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, scalarIn, scalarsIn, type YamlEntry } from '../../../syntax/yaml/tree.js';
import type { Exceptions, Limit } from '../../shared/cooldown.js';
import { allExceptions, exceptionsOf, ranged } from '../../shared/cooldownExceptions.js';
import { amountOf, type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import { durationOf } from '../../shared/durations.js';

/**
 * What a .yarnrc.yml tells Yarn: `npmMinimalAgeGate`, a length of time or a number of minutes, which a scope under `npmScopes` may have of its
 * own, and `npmPreapprovedPackages`, names, globs, or names with ranges.
 * https://yarnpkg.com/configuration/yarnrc#npmMinimalAgeGate, #npmPreapprovedPackages, #npmScopes
 */
export function readYarnCooldown(text: string): CooldownSettings {
  const entries = topEntries(readYaml(text));
  const scopes = (entryAt(entries, 'npmScopes')?.children ?? []).map(scope => [`@${scope.key}/`, gateIn(scope.children)] as const);
  const approved = scalarsIn(entryAt(entries, 'npmPreapprovedPackages')).map(ranged);
  const problems = [
    ...scopes.flatMap(([, gate]) => (typeof gate === 'string' ? [gate] : [])),
    ...(approved.includes(undefined) ? [notRead('An entry of npmPreapprovedPackages', 'a name with a range of versions')] : []),
  ];
  const exceptions = exceptionsOf(approved.filter(exception => exception !== undefined));
  return settingsOf(gateIn(entries), allExceptions([exceptions, scopedLimits(scopes)]), [...new Set(problems)]);
}

/** What a value of `npmMinimalAgeGate` tells Yarn. */
export function yarnCooldownOf(value: string): CooldownSettings {
  return settingsOf(gateOf(value));
}

/** What Yarn does from version 4.15 on where nothing is said. https://yarnpkg.com/configuration/yarnrc#npmMinimalAgeGate */
export const YARN_DEFAULT: Limit = { age: DAY };

const GATE = 'npmMinimalAgeGate';

function gateIn(entries: readonly YamlEntry[]): Limit | string | undefined {
  const entry = entries.find(({ key }) => key === GATE);
  const value = entry?.children.length ? '' : scalarIn(entry);
  return value === undefined ? undefined : gateOf(value);
}

function gateOf(value: string): Limit | string {
  const minutes = amountOf(value);
  const age = minutes === undefined ? durationOf(value) : minutes * MINUTE;
  return age === undefined ? notRead(GATE, 'a length of time such as 3d') : { age };
}

function scopedLimits(scopes: readonly (readonly [prefix: string, gate: Limit | string | undefined])[]): Exceptions | undefined {
  const limits = scopes.flatMap(([prefix, gate]) => (typeof gate === 'object' ? [[prefix, gate] as const] : []));
  if (limits.length === 0) return undefined;
  return { exempts: () => false, limitOf: name => limits.find(([prefix]) => name.startsWith(prefix))?.[1] };
}
