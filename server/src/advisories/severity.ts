import type { SeverityName } from '../model/index.js';

/** Severities, mildest first. */
const ORDER: readonly SeverityName[] = ['low', 'medium', 'high', 'critical'];

/** The graver of two severities; one that is not given is the mildest. */
export function graver(a: SeverityName | undefined, b: SeverityName | undefined): SeverityName | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** The severity behind a database's own word (`CRITICAL`, `HIGH`, `MODERATE`, `LOW` in GitHub's), or undefined. */
export function severityOfWord(word: unknown): SeverityName | undefined {
  return typeof word === 'string' ? WORDS.get(word.trim().toLowerCase()) : undefined;
}

const WORDS = new Map<string, SeverityName>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['low', 'low'],
]);
