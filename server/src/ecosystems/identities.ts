// The part of each row of the table that the thread which updates the offline database takes with it: no parsers of files.
import type { Ecosystem } from '../model/index.js';
import { npmIdentity } from './npm/identity.js';
import { pythonIdentity } from './python/identity.js';
import type { EcosystemIdentity } from './shared/identity.js';
import type { VersionScheme } from './shared/versionScheme.js';

/** In the order of the table in index.ts; a test holds that none is missing. */
const ALL: readonly EcosystemIdentity[] = [npmIdentity, pythonIdentity];

export const ECOSYSTEM_IDS: readonly Ecosystem[] = ALL.map(({ id }) => id);

const BY_ID: ReadonlyMap<string, EcosystemIdentity> = new Map(ALL.map(identity => [identity.id, identity]));

/** Whether a value from outside names an ecosystem, letter case included. */
export function isEcosystem(value: unknown): value is Ecosystem {
  return typeof value === 'string' && BY_ID.has(value);
}

/** The version scheme of an ecosystem. */
export function versionsOf(ecosystem: Ecosystem): VersionScheme {
  return identityOf(ecosystem).versions;
}

export function identityOf(ecosystem: Ecosystem): EcosystemIdentity {
  const identity = BY_ID.get(ecosystem);
  if (!identity) throw new Error(`${ecosystem} is missing in ecosystems/identities.ts`);
  return identity;
}
