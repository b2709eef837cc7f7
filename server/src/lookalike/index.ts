// Whether a name imitates a popular one; docs/signals.md says what is told from what.
import type { Ecosystem, PackageId } from '../model/index.js';
import { combosquat } from './combosquats.js';
import { lookalike } from './confusables.js';
import { popularNames } from './lists.js';
import { nearest } from './nearest.js';
import { wrongRegistry } from './registries.js';
import { scopeImitation } from './scopes.js';
import { otherSeparators } from './separators.js';
import type { NameSignal } from './signal.js';
import { typo } from './typos.js';

export type { NameSignal } from './signal.js';

/** The popular name that `name` imitates, by the strongest signal; undefined for popular names themselves, members of known families and ordinary names. */
export function nameSignal(id: PackageId): NameSignal | undefined {
  const { ecosystem, name } = id;
  const popular = popularNames(ecosystem);
  if (popular.byName.has(name)) return undefined;
  return (
    lookalike(name, popular) ??
    otherSeparators(name, ecosystem, popular) ??
    scopeImitation(name, popular) ??
    typo(name, popular) ??
    combosquat(name, ecosystem, popular) ??
    wrongRegistry(id, popularNames)
  );
}

/** Is the name on the bundled list of its ecosystem? */
export function isPopular({ ecosystem, name }: PackageId): boolean {
  return popularNames(ecosystem).byName.has(name);
}

/** The bundled names of an ecosystem, the most popular first. */
export function popularNamesOf(ecosystem: Ecosystem): readonly string[] {
  return [...popularNames(ecosystem).byName.keys()];
}

/** The popular name nearest to one that no registry knows, wider than `nameSignal` (for `did you mean`): undefined where none is near. */
export function nearestPopular({ ecosystem, name }: PackageId): string | undefined {
  return nearest(name, ecosystem, popularNames(ecosystem));
}
