import type { Dependency, Level, Manifest, Origin, Problem, Span } from '../../../model/index.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { rawSpan, removalSpanOf } from '../../../syntax/yaml/spans.js';
import { entryAt, isNull, type YamlEntry, type YamlScalar } from '../../../syntax/yaml/tree.js';
import { quoted } from '../../../text/sanitize.js';
import { MAX_MANIFEST_LENGTH, tooLong } from '../../shared/manifestLimits.js';
import { npmDependency, overrideOrigin, shownKey } from './entry.js';
import { type KeyName, plainKey, pnpmOverrideKey } from './overrideKeys.js';

/**
 * Reads a pnpm-workspace.yaml (https://pnpm.io/pnpm-workspace_yaml): `catalog`, `catalogs` (https://pnpm.io/catalogs), `overrides` and
 * `configDependencies` (https://pnpm.io/config-dependencies); the packages of the workspace and pnpm's settings are no dependencies. A .yarnrc.yml has its catalogs in the same form.
 * Never throws: what cannot be read is a problem, and costs its own line.
 */
export function parsePnpmWorkspace(text: string): Manifest {
  if (text.length > MAX_MANIFEST_LENGTH) return { ...tooLong('pnpm-workspace.yaml'), ecosystem: 'npm' };
  const yaml = readYaml(text);
  const reading: Reading = { text, dependencies: [], problems: [] };
  for (const entry of topEntries(yaml)) readTopLevel(reading, entry);
  const told = new Set(reading.problems.map(({ span }) => span.start));
  const unread = yaml.problems.filter(({ kind, span: { start } }) => kind === 'syntax' && !told.has(start) && !told.has(start + 1));
  const problems = [...reading.problems, ...unread].sort((a, b) => a.span.start - b.span.start);
  return { ecosystem: 'npm', dependencies: reading.dependencies, problems, includes: [] };
}

interface Reading {
  readonly text: string;
  readonly dependencies: Dependency[];
  readonly problems: Problem[];
}

function report(reading: Reading, level: Level, message: string, span: Span): void {
  reading.problems.push({ level, message, span });
}

function readTopLevel(reading: Reading, entry: YamlEntry): void {
  const section = entry.key;
  if (section === 'catalog') readSection(reading, 'catalog', entry);
  else if (section === 'overrides' || section === CONFIG_DEPENDENCIES) readSection(reading, section, entry);
  else if (section === 'catalogs' && isMapping(reading, 'catalogs', entry))
    for (const named of entry.children) readSection(reading, `catalogs.${named.key}`, named);
}

function readSection(reading: Reading, group: string, section: YamlEntry): void {
  if (!isMapping(reading, group, section)) return;
  const isOverrides = group === 'overrides';
  const entries = group === CONFIG_DEPENDENCIES ? section.children.map(withPinnedValue) : section.children;
  for (const entry of entries) readEntry(reading, group, entry, isOverrides ? pnpmOverrideKey : plainKey, isOverrides);
}

const CONFIG_DEPENDENCIES = 'configDependencies';

/** The version and digest of an entry may stand below it, beside the address that it is fetched from. */
function withPinnedValue(entry: YamlEntry): YamlEntry {
  const integrity = entryAt(entry.children, 'integrity');
  if (!integrity?.value) return entry;
  const end = Math.max(...[entry, ...entry.children].map(node => node.end));
  return { ...entry, value: integrity.value, valueStart: integrity.valueStart, children: [], end };
}

function isMapping(reading: Reading, group: string, { keySpan, value, children, items }: YamlEntry): boolean {
  if (items.length > 0 && children.length === 0) report(reading, 'error', `${quoted(group)} must be a mapping`, keySpan);
  else if (value && !isNull(value)) report(reading, 'error', `${quoted(group)} must be a mapping`, value.span);
  return value === undefined || children.length > 0;
}

function readEntry(reading: Reading, group: string, entry: YamlEntry, keyName: (key: string) => KeyName, isOverride: boolean): void {
  const { text } = reading;
  const { key, keySpan } = entry;
  const value = entry.value && !isNull(entry.value) ? entry.value : undefined;
  const problem = valueProblem(text, group, entry);
  if (problem) reading.problems.push(problem);
  if (entry.children.length > 0 || entry.items.length > 0 || value?.style === 'block') return;
  const gap = { start: entry.valueStart, end: entry.valueStart };
  const specifierSpan = value?.span ?? gap;
  const { dependency, problem: badName } = npmDependency(
    {
      text,
      group,
      key,
      name: keyName(key),
      value: value?.text ?? '',
      specifierSpan,
      removalSpan: removalSpanOf(text, entry),
      ...(group === CONFIG_DEPENDENCIES && { isPinned: true }),
      keySpan: (from, to) => rawSpan(text, keySpan, key, from, to),
      valueSpan: (from, to) => (value ? rawSpan(text, value.span, value.text, from, to) : gap),
    },
    value?.style === 'alias' ? { kind: 'skipped', reason: 'YAML alias' } : isOverride ? overrideOrigin(value?.text ?? '', true) : undefined,
  );
  if (badName) reading.problems.push(badName);
  reading.dependencies.push({ ...dependency, origin: quotable(dependency.origin, value) });
}

/** A new range may begin with `>`, which has to be in quotes; one that takes the place of a version with an operator or a digit does not. */
function quotable(origin: Origin, value: YamlScalar | undefined): Origin {
  if (origin.kind === 'skipped') return origin;
  if (value === undefined) return { ...origin, around: [" '", "'"] };
  return value.style === 'plain' && /^[xX]$/.test(value.text) ? { ...origin, around: ["'", "'"] } : origin;
}

function valueProblem(text: string, group: string, { key, keySpan, value, children, items }: YamlEntry): Problem | undefined {
  const what = `The version of ${shownKey(key)} in ${quoted(group)}`;
  if (children.length > 0 || items.length > 0) return { level: 'error', message: `${what} must be a string`, span: keySpan };
  if (value === undefined || isNull(value)) return { level: 'error', message: `${what} is missing`, span: keySpan };
  if (!value.isClosed) return { level: 'error', message: `${what} has no closing quote`, span: value.span };
  if (value.style === 'block' || (value.style === 'alias' && value.text === '*'))
    return { level: 'error', message: `${what} must stand in quotes: ${text[value.span.start]} has a meaning in YAML`, span: value.span };
  return undefined;
}
