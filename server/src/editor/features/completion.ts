// Versions to choose from while a specifier is being written.

import { type CompletionItem, CompletionItemKind, CompletionItemTag, type CompletionList } from 'vscode-languageserver-types';
import type { IsActive } from '../../analysis/activeRules.js';
import { doubtOf } from '../../analysis/status.js';
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import { explanationOf } from '../../fixes/explanation.js';
import { isExactOnly } from '../../fixes/line.js';
import type { ChangeSignal, ChangeSignalId } from '../../fixes/signals.js';
import type { AdvisoryGroup, Dependency, HashOption, Manifest, Release } from '../../model/index.js';
import { quoted, shownId } from '../../rules/messages.js';
import type { Subject } from '../../rules/rule.js';
import { worstSeverity } from '../../rules/severity.js';
import { dayOf, oldAs } from './ages.js';
import type { ToRange } from './diagnostics.js';
import type { ReleaseState, ReleaseStates } from './releaseStates.js';
import type { VersionPlace } from './versionPlace.js';

/** What of completion the client understands. */
export interface CompletionCapabilities {
  readonly labelDetails: boolean;
  readonly deprecatedTag: boolean;
  readonly preselect: boolean;
}

/** What is known at a place. */
export interface Choice {
  readonly place: VersionPlace;
  /** The dependency whose version stands at the place, and its manifest, both read with the place completed. */
  readonly dependency: Dependency;
  readonly manifest: Manifest;
  /** The package, whatever the specifier says. */
  readonly subject: Subject;
  readonly states: ReleaseStates;
  /** Whether what a rule says of a release would be a finding. */
  readonly isActive: IsActive;
}

/** How many versions a list has at most: more is no choice, and costs the client time at each key stroke. */
export const LIST_LIMIT = 100;

/**
 * The versions that can stand at a place, the safe ones first, each group newest first; pre-releases behind finals unless the specifier
 * names one. Malicious releases are left out, all others are there and say what speaks against them. A line with hashes is offered only the
 * releases that its hashes are of; an exclusion (`!=`) nothing, for what is excluded is bad.
 *
 * Of more than `LIST_LIMIT` versions the newest are taken that begin as what was typed, and the list is incomplete, so that the client asks
 * again when more was typed. It is incomplete, too, while a service has not answered.
 * @param ranged turns spans of the text as it stands into ranges
 */
export function completionsAt(choice: Choice, ranged: ToRange, capabilities: CompletionCapabilities): CompletionList {
  const { place, dependency, manifest, subject, states } = choice;
  if (place.operator === '!=') return { isIncomplete: false, items: [] };
  const candidates = candidatesOf(choice);
  const isListed = place.typed !== '' && place.typed === place.written && candidates.includes(place.written);
  const typed = isListed ? '' : place.typed;
  // By what is written the client would filter: behind a version its neighbours are wanted, not what begins like it.
  const filterText = place.kept + place.written;
  const { chosen, isWhole } = choose(candidates, typed, states);
  const ranked = beginningFirst(
    inRanks(
      chosen.map(state => marked(state, choice)),
      states,
      namesPrerelease(choice),
    ),
    typed,
  );
  const lead = place.kept || (isEmpty(choice) ? usualOperator(dependency, manifest) : '');
  const offers = [...ceilings(choice, ranked), ...ranked.map(release => offerOf(release, subject))];
  const best = isChecked(subject) ? offers.findIndex(({ isGood }) => isGood) : -1;
  const range = ranged(place.replaced);
  const whyBest = isWhole || typed === '' ? 'newest safe release' : `newest safe release that begins with ${quoted(typed, 40)}`;
  const items = offers.map(({ version, description, documentation: facts, isDeprecated, isRelease }, rank): CompletionItem => {
    const newText = lead + version;
    const documentation = rank === best && isRelease ? explanationOf(version, whyBest, subject) : facts;
    return {
      label: newText,
      kind: CompletionItemKind.Value,
      detail: description,
      ...(capabilities.labelDetails && { labelDetails: { description } }),
      ...(documentation !== '' && { documentation }),
      ...(isDeprecated && capabilities.deprecatedTag && { tags: [CompletionItemTag.Deprecated] }),
      ...(rank === best && capabilities.preselect && { preselect: true }),
      sortText: String(rank).padStart(3, '0'),
      filterText: filterText === '' ? newText : filterText,
      textEdit: { range, newText },
    };
  });
  return { isIncomplete: isPending(subject) || !isWhole || filterText !== '', items };
}

/** One version as the list shows it. */
interface Offer {
  readonly version: string;
  readonly description: string;
  readonly documentation: string;
  readonly isDeprecated: boolean;
  readonly isGood: boolean;
  /** It is a release of the package, and no mere bound. */
  readonly isRelease: boolean;
}

/** A release with the signs of an attack that would be findings. */
interface Marked {
  readonly state: ReleaseState;
  readonly signals: readonly ChangeSignal[];
  /** Nothing speaks against it. */
  readonly isGood: boolean;
}

function marked(state: ReleaseState, { isActive }: Choice): Marked {
  const signals = state.signals().filter(({ rule }) => isActive(rule, state.release.version));
  return { state, signals, isGood: state.isSafe && signals.length === 0 };
}

function isPending({ registry, advisoriesKnown }: Subject): boolean {
  return registry.kind === 'pending' || (registry.kind === 'found' && !advisoriesKnown);
}

/** Whether both services have answered, and not too long ago: else nothing can be called safe. */
function isChecked({ registry, advisoriesKnown, now }: Subject): boolean {
  return advisoriesKnown && doubtOf(registry, now) === undefined;
}

/** Everything that may be offered, newest first; malicious releases are still among them. */
function candidatesOf(choice: Choice): readonly string[] {
  const { dependency, subject, states, place } = choice;
  const { finals, prereleases } = states;
  const all = namesPrerelease(choice) ? [...finals, ...prereleases].sort(subject.versions.compare).reverse() : [...finals, ...prereleases];
  const { hashes = [] } = dependency;
  if (hashes.length === 0) return all;
  return place.operator.startsWith('==') ? all.filter(version => isOfHashes(states.of(version)?.release, hashes)) : [];
}

function namesPrerelease({ dependency, place, subject: { versions } }: Choice): boolean {
  const written = [place.written, ...(dependency.specifier.match(/\d[\w.+!-]*/g) ?? [])];
  return written.some(version => versions.isValid(version) && versions.isPrerelease(version));
}

function isOfHashes(release: Release | undefined, hashes: readonly HashOption[]): boolean {
  const written = hashes.map(({ algorithm, digest }) => `${algorithm}:${digest}`.toLowerCase());
  return release?.digests?.some(beginning => written.some(hash => hash.startsWith(beginning))) ?? false;
}

function choose(
  candidates: readonly string[],
  typed: string,
  states: ReleaseStates,
): { readonly chosen: readonly ReleaseState[]; readonly isWhole: boolean } {
  const isWhole = candidates.length <= LIST_LIMIT;
  const matching = isWhole ? candidates : candidates.filter(version => version.startsWith(typed));
  const chosen: ReleaseState[] = [];
  for (const version of matching.length > 0 ? matching : candidates) {
    const state = states.of(version);
    if (state && !state.isMalicious && !state.release.hasNoFile) chosen.push(state);
    if (chosen.length === LIST_LIMIT) break;
  }
  return { chosen, isWhole };
}

/** What begins as was typed, and then the others. */
function beginningFirst(ranked: readonly Marked[], typed: string): readonly Marked[] {
  if (typed === '') return ranked;
  const begins = ({ state }: Marked): boolean => state.release.version.startsWith(typed);
  return [...ranked.filter(begins), ...ranked.filter(one => !begins(one))];
}

/** @param mixes pre-releases are as good as finals */
function inRanks(chosen: readonly Marked[], { prereleases }: ReleaseStates, mixes: boolean): readonly Marked[] {
  const early = new Set(mixes ? [] : prereleases);
  const rankOf = ({ state: { release }, isGood }: Marked): number => (early.has(release.version) ? 2 : 0) + (isGood ? 0 : 1);
  return chosen.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Below `<` a release is kept out: what is wanted is mostly the next major version, which need not exist. */
function ceilings({ place, dependency: { ecosystem } }: Choice, ranked: readonly Marked[]): readonly Offer[] {
  const newest = ranked.find(({ isGood }) => isGood)?.state.release.version;
  const major = place.operator === '<' && newest !== undefined ? /^\d{1,9}(?=\.|$)/.exec(newest)?.[0] : undefined;
  if (major === undefined) return [];
  const version = ECOSYSTEMS[ecosystem].ranges?.firstOf(Number(major) + 1);
  if (version === undefined) return [];
  return [
    { version, description: 'keeps out the next major version', documentation: '', isDeprecated: false, isGood: true, isRelease: false },
  ];
}

function offerOf({ state, signals, isGood }: Marked, subject: Subject): Offer {
  const { release } = state;
  const { publishedAt } = release;
  const age = publishedAt === undefined ? 'age not known' : oldAs(publishedAt, subject.now);
  return {
    version: release.version,
    description: [
      ...(latestOf(subject) === release.version ? ['latest'] : []),
      age,
      ...marksOf(state),
      ...signals.map(({ rule }) => SIGNAL_MARKS[rule]),
      ...(subject.advisoriesKnown ? [] : ['advisories not known']),
    ].join(' · '),
    documentation: documentationOf(state, signals),
    isDeprecated: release.deprecated !== undefined,
    isGood,
    isRelease: true,
  };
}

/** What its maintainers call the latest release; undefined where the registry knows no such word. */
function latestOf({ registry }: Subject): string | undefined {
  return registry.kind === 'found' ? registry.value.distTags.latest : undefined;
}

const SIGNAL_MARKS: Readonly<Record<ChangeSignalId, string>> = {
  'dependency-added': 'new doubtful dependency',
  'install-script-added': 'new install script',
  'publisher-changed': 'new publisher',
  'provenance-lost': 'provenance lost',
};

/** What speaks against a release, in a word or two each. */
export function marksOf({ release, vulnerabilities, isYoung, runsHere }: ReleaseState): readonly string[] {
  const severity = worstSeverity(vulnerabilities);
  return [
    ...(vulnerabilities.length > 0 ? [`vulnerable${severity === undefined ? '' : ` (${severity})`}`] : []),
    ...(release.yanked === undefined ? [] : ['yanked']),
    ...(release.deprecated === undefined ? [] : ['deprecated']),
    ...(isYoung ? ['younger than the cooldown'] : []),
    ...(runsHere ? [] : [runtimeOf(release)]),
  ];
}

function runtimeOf({ requiresNode, requiresPython }: Release): string {
  return requiresNode === undefined ? `needs Python ${quoted(requiresPython ?? '', 40)}` : `needs Node.js ${quoted(requiresNode, 40)}`;
}

/** Plain text; what comes from outside is kept to one line each. */
function documentationOf({ release, vulnerabilities }: ReleaseState, signals: readonly ChangeSignal[]): string {
  const day = release.publishedAt === undefined ? undefined : dayOf(release.publishedAt);
  const shown = vulnerabilities.slice(0, DOCUMENTED).map(advisoryLine);
  return [
    ...(day === undefined ? [] : [`Published ${day}.`]),
    ...shown,
    ...(vulnerabilities.length > shown.length ? [`…and ${vulnerabilities.length - shown.length} more advisories`] : []),
    ...signals.map(({ message }) => message),
    ...(release.yanked ? [`Yanked: ${quoted(release.yanked, 200)}`] : []),
    ...(release.deprecated ? [`Deprecated: ${quoted(release.deprecated, 200)}`] : []),
  ].join('\n');
}

/** How many advisories a release's documentation names. */
const DOCUMENTED = 5;

function advisoryLine(group: AdvisoryGroup): string {
  return `${shownId(group)} (${group.severity ?? 'no severity given'}): ${quoted(group.lead.summary, 120)}`;
}

/** Nothing at all is written yet. */
function isEmpty({ place, dependency: { specifier, origin } }: Choice): boolean {
  if (place.operator !== '' || place.written !== '' || origin.kind !== 'registry') return false;
  const { start, end } = origin.rangeSpan;
  return specifier !== '' && start === place.placeholder.start && end === place.placeholder.end;
}

/** How the group mostly writes its versions; a caret, or in a Pipfile `==`, where it has no custom. */
function usualOperator({ ecosystem, group, origin }: Dependency, { dependencies }: Manifest): string {
  if (isExactOnly(group)) return '';
  const isPoetry = origin.kind === 'registry' && origin.notation === 'poetry';
  const usual = isPoetry ? '^' : (ECOSYSTEMS[ecosystem].ranges?.usualOperator ?? '');
  const counts = new Map<string, number>();
  for (const other of dependencies) {
    const operator = other.group === group && other.origin !== origin ? STYLE.exec(other.specifier)?.[1] : undefined;
    if (operator !== undefined) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  return [...counts].reduce((best, [operator, count]) => (count > (counts.get(best) ?? 0) ? operator : best), usual);
}

/** One version with or without an operator that goes with any release. */
const STYLE = /^\s*(|[\^~]|~=|==|>=)\s*\d+(?:\.\d+)+(?:[-+]?[\w.]+)?\s*$/;
