import { type TomlText, writtenAt } from '../../syntax/toml/values.js';
import type { Exceptions, Limit } from './cooldown.js';

/** What one file of configuration tells one package manager about its cooldown. */
export interface CooldownSettings {
  /** Undefined where it says nothing, or nothing that can be read. */
  readonly limit?: Limit;
  readonly exceptions?: Exceptions;
  /** A younger release is taken where no other fits. */
  readonly isLoose?: boolean;
  /** Values that cannot be read, each a clause that fits behind the file's name: it costs that value only. */
  readonly problems: readonly string[];
}

/**
 * Puts settings together.
 * @param limit undefined where the file names none; else the value read, or what a value must be
 */
export function settingsOf(limit: Limit | string | undefined, exceptions?: Exceptions, problems: readonly string[] = []): CooldownSettings {
  if (typeof limit === 'string') return { problems: [limit, ...problems], ...(exceptions && { exceptions }) };
  return { problems, ...(limit && { limit }), ...(exceptions && { exceptions }) };
}

/** A value that cannot be read, as a problem says it: `min-release-age is not a number of days; it is passed over`. */
export function notRead(key: string, expected: string): string {
  return `${key} is not ${expected}; it is passed over`;
}

/** A number that is written in digits; undefined for anything else, also negative ones. */
export function amountOf(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d{1,15}(?:\.\d{1,15})?$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** The number at a path of keys of a TOML file; `unreadable` for a value that is none, undefined where there is no value. */
export function amountAt(toml: TomlText, ...path: readonly string[]): number | 'unreadable' | undefined {
  const written = writtenAt(toml, ...path);
  return written === undefined ? undefined : (amountOf(written.replaceAll('_', '')) ?? 'unreadable');
}
