import type { Dependency, Level, Manifest, Origin, Problem, Span } from '../../../model/index.js';
import { quoted } from '../../../text/sanitize.js';
import { npmDependency, overrideOrigin, shownKey } from './entry.js';
import { type KeyName, plainKey, pnpmOverrideKey } from './overrideKeys.js';
import { MAX_MANIFEST_LENGTH, tooLong } from '../../shared/manifestLimits.js';
import { readYamlMapping, type YamlEntry } from '../../../syntax/yaml/mapping.js';
import { type YamlScalar, yamlRawSpan } from '../../../syntax/yaml/scalar.js';

/**
 * Reads a pnpm-workspace.yaml (https://pnpm.io/pnpm-workspace_yaml): `catalog`, `catalogs` (https://pnpm.io/catalogs), `overrides` and
 * `configDependencies` (https://pnpm.io/config-dependencies); the packages of the workspace and pnpm's settings are no dependencies. A .yarnrc.yml has its catalogs in the same form.
 * Never throws: what cannot be read is a problem, and costs its own line.
 */
export function parsePnpmWorkspace(text: string): Manifest {
  if (text.length > MAX_MANIFEST_LENGTH) return { ...tooLong('pnpm-workspace.yaml'), ecosystem: 'npm' };
  const { entries, broken } = readYamlMapping(text);
  const reading: Reading = { text, dependencies: [], problems: [] };
  for (const span of broken) report(reading, 'error', 'This line cannot be read as YAML', span);
  for (const entry of entries) readTopLevel(reading, entry);
  const problems = reading.problems.sort((a, b) => a.span.start - b.span.start);
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
  const section = entry.key.text;
  if (section === 'catalog') readSection(reading, 'catalog', entry);
  else if (section === 'overrides' || section === CONFIG_DEPENDENCIES) readSection(reading, section, entry);
  else if (section === 'catalogs' && isMapping(reading, 'catalogs', entry))
    for (const named of entry.children) readSection(reading, `catalogs.${named.key.text}`, named);
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
  const integrity = entry.children.find(({ key, value }) => key.text === 'integrity' && value);
  if (!integrity?.value) return entry;
  const end = Math.max(...[entry, ...entry.children].map(({ removalSpan }) => removalSpan.end));
  return { ...entry, value: integrity.value, valueStart: integrity.valueStart, children: [], removalSpan: { ...entry.removalSpan, end } };
}

function isMapping(reading: Reading, group: string, { value, children }: YamlEntry): boolean {
  if (value && !isNull(value)) report(reading, 'error', `${quoted(group)} must be a mapping`, value.span);
  return value === undefined || children.length > 0;
}

function readEntry(reading: Reading, group: string, entry: YamlEntry, keyName: (key: string) => KeyName, isOverride: boolean): void {
  const { text } = reading;
  const { key, removalSpan } = entry;
  const value = entry.value && !isNull(entry.value) ? entry.value : undefined;
  const problem = valueProblem(group, entry);
  if (problem) reading.problems.push(problem);
  if (entry.children.length > 0 || value?.style === 'block') return;
  const gap = { start: entry.valueStart, end: entry.valueStart };
  const specifierSpan = value?.span ?? gap;
  const { dependency, problem: badName } = npmDependency(
    {
      text,
      group,
      key: key.text,
      name: keyName(key.text),
      value: value?.text ?? '',
      specifierSpan,
      removalSpan,
      ...(group === CONFIG_DEPENDENCIES && { isPinned: true }),
      keySpan: (from, to) => yamlRawSpan(text, key, from, to),
      valueSpan: (from, to) => (value ? yamlRawSpan(text, value, from, to) : gap),
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

function valueProblem(group: string, { key, value, children }: YamlEntry): Problem | undefined {
  const what = `The version of ${shownKey(key.text)} in ${quoted(group)}`;
  if (children.length > 0) return { level: 'error', message: `${what} must be a string`, span: key.span };
  if (value === undefined || isNull(value)) return { level: 'error', message: `${what} is missing`, span: key.span };
  if (!value.isClosed) return { level: 'error', message: `${what} has no closing quote`, span: value.span };
  if (value.style === 'block' || (value.style === 'alias' && value.text === '*'))
    return { level: 'error', message: `${what} must stand in quotes: ${value.text[0]} has a meaning in YAML`, span: value.span };
  return undefined;
}

/** YAML 1.2.2, 10.2.1.1: an empty value, `~` and `null` alike. */
function isNull({ style, text }: YamlScalar): boolean {
  return style === 'plain' && /^(?:~|null|)$/i.test(text);
}
