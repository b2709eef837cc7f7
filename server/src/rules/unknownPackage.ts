import { ECOSYSTEM_IDS, ECOSYSTEMS } from '../ecosystems/index.js';
import type { Ecosystem } from '../model/index.js';
import { meant } from './lookalikeTarget.js';
import { fitting, quoted, registryName, shownName } from './messages.js';
import type { Rule, Subject, Verdict } from './rule.js';

/** The registry has no such package. */
export const unknownPackage = {
  id: 'unknown-package',
  category: 'source',
  defaultLevel: 'error',
  appliesTo: ['direct'],
  fix: 'correct-name',
  unless: ['malicious-package', 'dependency-confusion'],
  title: 'a package that the registry does not have',
  summary: 'The registry has no such package.',
  explanation: `A misspelling, an invented name, or a private package whose registry is not configured. A name that nobody has is a name that anybody can take:
an attacker who registers it owns every machine that installs this manifest. Correct the name, remove the line, or configure the registry it comes from.
Assistants invent names, and mix up ecosystems: the message says where the other registry has the name, and which popular name is nearest. Where the manifest names further indexes,
one of these may have it: then it is an information, and the other registry is not asked.`,
  check(subject) {
    if (subject.registry.kind !== 'absent') return undefined;
    if (subject.project.extraIndexes.length > 0 && subject.registry.from !== 'public registry') return perhapsInAnotherIndex(subject);
    const what = `${capitalized(registryName(subject.ecosystem))} has no package named ${shownName(subject)}`;
    const hints = hintsOn(subject);
    return {
      at: 'name',
      message:
        hints.length === 0
          ? `${what}: misspelt, invented, or private and not configured.`
          : fitting(`${what}; ${hints.join(', and ')}.`, `${what}; ${hints[0]}.`),
    };
  },
} as const satisfies Rule;

/** Other indexes are asked of nothing, so whether one of them has it is not known. */
function perhapsInAnotherIndex(subject: Subject): Verdict {
  return {
    at: 'name',
    level: 'information',
    message: `${capitalized(registryName(subject.ecosystem))} has no package named ${shownName(subject)}; whether a further index that is configured has it is not checked.`,
  };
}

/** What may have been meant. */
function hintsOn(subject: Subject): readonly string[] {
  const elsewhere = elsewhereOf(subject);
  const nearest = meant(subject);
  return [
    ...(elsewhere ? [`${registryName(elsewhere)} has one`] : []),
    ...(nearest ? [`the nearest popular name is ${quoted(nearest.name, 40)}`] : []),
  ];
}

/** What every registry takes for a name, as PyPI normalises it (PEP 503, PEP 508). */
const COMMON_NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;

/** Another ecosystem whose registry has the name. A name in a scope is of its own ecosystem alone. */
function elsewhereOf({ ecosystem, name, answersOf }: Subject): Ecosystem | undefined {
  if (!COMMON_NAME.test(name)) return undefined;
  return ECOSYSTEM_IDS.find(other => {
    if (other === ecosystem || ECOSYSTEMS[other].registry === undefined) return false;
    return answersOf({ ecosystem: other, name: ECOSYSTEMS[other].normalizeName(name) }).registry.kind === 'found';
  });
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
