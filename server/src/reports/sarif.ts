import { inventoryNumbers, inventoryOf } from '../analysis/inventory.js';
import { STALE_LOCKFILE, staleMessage, staleSpan } from '../analysis/staleLockfile.js';
import { NO_GITIGNORE } from '../model/gitignore.js';
import type { Level } from '../model/index.js';
import { advisorySourceJson } from './advisorySource.js';
import { gitignoreSentences, shownEffect, withoutRead } from './gitignore.js';
import { NOTHING_INSTALLED } from './installed.js';
import { onLines } from './installedOnLines.js';
import { shownIn, uncheckedIn } from './overview.js';
import { effectsOf } from './policyEffects.js';
import { rangesIn, type TextRange } from './positions.js';
import { type SarifPlaces, sarifPlaces, sarifRegion } from './sarifPlaces.js';
import { sarifResults } from './sarifResults.js';
import { sarifRules } from './sarifRules.js';
import { sarifLevel, sarifMessage } from './sarifText.js';
import type { ScanOutcome } from './scanOutcome.js';
import { uncheckedText } from './uncheckedText.js';
import { untrustedText } from './untrusted.js';

/**
 * The findings of a scan as a SARIF 2.1.0 log of one run (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), within what GitHub's code
 * scanning takes. What could not be checked, and what is wrong with manifests and policy files themselves, are notifications: no result is made of them.
 */
export function sarifLog(given: ScanOutcome): unknown {
  const outcome = { ...given, ...onLines(given.results, given.installed ?? NOTHING_INSTALLED) };
  const numbers = inventoryNumbers(inventoryOf(outcome.results, outcome.installed.reports));
  const { roots, version, now, writtenAt = now } = outcome;
  const places = sarifPlaces(roots);
  const { results, leftOut } = sarifResults(outcome, places);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Depwarden', version, semanticVersion: version, rules: sarifRules(), notifications: NOTIFICATIONS } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: places.bases,
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: new Date(writtenAt).toISOString(),
            toolExecutionNotifications: [
              ...trustNote(outcome),
              ...gitignoreNotes(outcome),
              ...leftOutNote(leftOut),
              ...uncheckedNotes(outcome, places),
              ...manifestNotes(outcome, places),
            ],
            toolConfigurationNotifications: policyNotes(outcome, places),
          },
        ],
        results,
        properties: {
          inventory: numbers,
          policy: effectsOf(outcome, outcome.results, outcome.installed ?? NOTHING_INSTALLED),
          advisories: advisorySourceJson(outcome),
        },
      },
    ],
  };
}

/** `tool.driver.notifications` */
const NOTIFICATIONS = [
  { id: 'not-checked', shortDescription: { text: 'Something could not be checked, or is not meant to be.' } },
  { id: 'left-out', shortDescription: { text: 'There are more results than a file may have.' } },
  { id: 'manifest', shortDescription: { text: 'Something is wrong with a manifest itself.' } },
  { id: STALE_LOCKFILE, shortDescription: { text: 'A lockfile does not lock what its manifest asks for.' } },
  { id: 'gitignore', shortDescription: { text: 'What .gitignore files leave out, or why they leave out nothing.' } },
  { id: 'policy', shortDescription: { text: 'Something is wrong with the policy file.' } },
];

function trustNote({ isTrusted = true, wouldIgnore }: ScanOutcome): readonly object[] {
  return isTrusted ? [] : [noteOf('not-checked', 'warning', untrustedText(wouldIgnore), [])];
}

function gitignoreNotes({ results, roots, gitignore = NO_GITIGNORE }: ScanOutcome): readonly object[] {
  const effect = shownEffect(withoutRead(gitignore, results), shownIn(roots));
  return gitignoreSentences(effect).map(sentence => noteOf('gitignore', 'information', sentence, []));
}

function leftOutNote(count: number): readonly object[] {
  return count === 0
    ? []
    : [noteOf('left-out', 'error', `${count} results are left out, the least grave ones: code scanning takes no more.`, [])];
}

function uncheckedNotes({ results, installed = NOTHING_INSTALLED }: ScanOutcome, places: SarifPlaces): readonly object[] {
  return uncheckedIn(results, installed, path => path).map(one => {
    return noteOf('not-checked', one.deliberate ? 'information' : 'warning', uncheckedText(one), [placeOf(places, one.file)]);
  });
}

function manifestNotes({ results }: ScanOutcome, places: SarifPlaces): readonly object[] {
  return results.flatMap(({ path, text, problems, locked }) => {
    const ranges = rangesIn(text);
    const stale = locked?.stale;
    const [outdated] = stale?.outdated ?? [];
    return [
      ...problems.map(({ level, message, span }) => noteOf('manifest', level, message, [placeOf(places, path, ranges(span))])),
      ...(stale && outdated
        ? [noteOf(STALE_LOCKFILE, 'information', staleMessage(stale), [placeOf(places, path, ranges(staleSpan(outdated)))])]
        : []),
    ];
  });
}

function policyNotes({ policies = [] }: ScanOutcome, places: SarifPlaces): readonly object[] {
  return policies.flatMap(({ path, text, problems }) => {
    const ranges = rangesIn(text);
    return problems.map(({ level, message, span }) => noteOf('policy', level, message, [placeOf(places, path, ranges(span))]));
  });
}

function noteOf(id: string, level: Level, message: string, locations: readonly object[]): object {
  const descriptor = { id, index: NOTIFICATIONS.findIndex(one => one.id === id) };
  return { descriptor, level: sarifLevel(level), message: sarifMessage(message), ...(locations.length > 0 && { locations }) };
}

function placeOf(places: SarifPlaces, path: string, range?: TextRange): object {
  return { physicalLocation: { artifactLocation: places.artifact(path), ...(range && { region: sarifRegion(range) }) } };
}
