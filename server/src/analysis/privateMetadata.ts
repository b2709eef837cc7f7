// Names that policy or settings call private: told to nobody but a private registry that is configured for them, wherever they turn up.
import type { PackageId } from '../model/index.js';
import type { PrivateNames } from '../policy/policy.js';
import type { Registries } from '../ports/index.js';
import type { Facts } from './packageMetadata.js';

/**
 * Facts that are asked of no service, and taken from no cache, where the name is private. What is known on this computer is known of these names too.
 * @param reasonFor by what is said now
 */
export function publicFacts(facts: Facts, registries: Registries, reasonFor: PrivateNames['reasonFor']): Facts {
  const located = <T extends PackageId>(id: T): T => {
    const word = reasonFor(id);
    if (word === undefined || registries.privacyOf(id).kind === 'private') return id;
    return { ...id, place: registries.unaskedPlace(id.ecosystem, word.reason, word.secrecy) };
  };
  return {
    ...facts,
    peek: id => facts.peek(located(id)),
    earlier: id => facts.earlier(located(id)),
    recall: packages => facts.recall(packages.map(located)),
    gather: (packages, options, signal) =>
      facts.gather(packages.map(located), { ...options, advisoriesOnly: (options.advisoriesOnly ?? []).map(located) }, signal),
  };
}
