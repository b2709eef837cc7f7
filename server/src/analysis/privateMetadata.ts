// Names that policy or settings call private: told to nobody but a private registry that is configured for them, wherever they turn up.
import type { PackageAnswers, PackageId } from '../model/index.js';
import type { PrivateNames } from '../policy/policy.js';
import type { Registries } from '../ports/index.js';
import type { Facts } from './packageMetadata.js';

/** Facts that are asked of no service, and taken from no cache, where the name is private. @param reasonFor by what is said now */
export function publicFacts(facts: Facts, registries: Registries, reasonFor: PrivateNames['reasonFor']): Facts {
  const secretOf = (id: PackageId): string | undefined => {
    const reason = reasonFor(id);
    return reason === undefined || registries.privacyOf(id).kind === 'private' ? undefined : reason;
  };
  /** Always the same object for the same reason: who asks can tell that nothing has changed. */
  const answers = new Map<string, PackageAnswers>();
  const answerOf = (reason: string): PackageAnswers => {
    const unknown = { kind: 'unknown', reason, deliberate: true } as const;
    const answer = answers.get(reason) ?? { registry: unknown, advisories: unknown };
    answers.set(reason, answer);
    return answer;
  };
  const open = <T extends PackageId>(packages: readonly T[]): readonly T[] => packages.filter(id => secretOf(id) === undefined);
  return {
    ...facts,
    peek: id => {
      const reason = secretOf(id);
      return reason === undefined ? facts.peek(id) : answerOf(reason);
    },
    recall: packages => facts.recall(open(packages)),
    gather: (packages, options, signal) =>
      facts.gather(open(packages), { ...options, advisoriesOnly: open(options.advisoriesOnly ?? []) }, signal),
  };
}
