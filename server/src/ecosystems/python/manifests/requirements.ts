// requirements*.txt, constraints*.txt, *.in: pip's requirements file format
// (https://pip.pypa.io/en/stable/reference/requirements-file-format/), read as pip reads it.

import type { Dependency, HashOption, Include, Level, Manifest, Origin, PipOptions, Problem, Span } from '../../../model/index.js';
import { MAX_DEPENDENCIES, MAX_PROBLEMS } from '../../shared/manifestLimits.js';
import { normalizeName } from '../names/packageName.js';
import { originOf, type RequirementReading, readEditable, readRequirement } from './pep508.js';
import { endOfLine, fileSpan, type LogicalLine, logicalLines, trimmed } from './requirementLines.js';
import { type PipOption, readOptions, startOfOptions } from './requirementOptions.js';

/** Characters of a file that are read; what follows is reported as not read. */
export const MAX_TEXT_LENGTH = 5_000_000;
/** Characters of one logical line, comment left out, above which it is reported instead of read. */
export const MAX_LINE_LENGTH = 100_000;

/**
 * Reads a file by whose name, or by whose being included, it should be one of requirements or constraints. Where less than two thirds of its lines (blank
 * ones and comments left out) are requirements, options or includes, it is none: it is skipped. Never throws, as `parseRequirements`.
 */
export function parseRequirementsFile(text: string): Manifest {
  const found = readLines(text);
  return found.understood * 3 < found.lines * 2 ? noRequirements(found) : manifestOf(found);
}

/** Reads the lines of a requirements or constraints file. Never throws and takes time linear in the text; what cannot be read is a problem. */
export function parseRequirements(text: string): Manifest {
  return manifestOf(readLines(text));
}

function manifestOf(found: Found): Manifest {
  if (found.unlisted > 0) found.problems.push(unlistedProblem(found));
  const { dependencies, problems, includes } = found;
  return { ecosystem: 'PyPI', dependencies, problems, includes, pip: pipOptions(found.options) };
}

/** What was found so far. */
interface Found {
  readonly text: string;
  readonly dependencies: Dependency[];
  readonly problems: Problem[];
  readonly includes: Include[];
  /** The global options. */
  readonly options: PipOption[];
  /** Problems beyond the limit. */
  unlisted: number;
  /** Logical lines that are neither blank nor comments, as far as they are read. */
  lines: number;
  /** Those among them that are requirements, options or includes. */
  understood: number;
}

function noRequirements({ lines, understood }: Found): Manifest {
  const skipped = `no requirements file: of ${lines} lines ${understood} can be read as requirement, option or include`;
  const problem: Problem = { message: `Skipped, ${skipped}.`, span: { start: 0, end: 0 }, level: 'information' };
  return { ecosystem: 'PyPI', dependencies: [], problems: [problem], includes: [], pip: pipOptions([]), skipped };
}

function readLines(text: string): Found {
  const found: Found = { text, dependencies: [], problems: [], includes: [], options: [], unlisted: 0, lines: 0, understood: 0 };
  const isCut = found.text.length > MAX_TEXT_LENGTH;
  const readable = isCut ? found.text.slice(0, MAX_TEXT_LENGTH) : found.text;
  for (const line of logicalLines(readable)) {
    const mayBeCut = isCut && line.span.end === readable.length;
    if (mayBeCut || (found.dependencies.length === MAX_DEPENDENCIES && line.text !== '')) {
      found.problems.push(unreadRest(found.text, line, mayBeCut));
      break;
    }
    readLine(found, line);
  }
  return found;
}

function unreadRest(text: string, { span: { start } }: LogicalLine, isCut: boolean): Problem {
  const limit = isCut ? `${formatted(MAX_TEXT_LENGTH)} characters` : `${formatted(MAX_DEPENDENCIES)} dependencies`;
  return {
    message: `Not read from here on: the file has more than ${limit}.`,
    span: { start, end: endOfLine(text, start) },
    level: 'error',
  };
}

/** A line is a requirement, an editable install, an include or a set of global options; pip ignores options of the other kinds on it. */
function readLine(found: Found, line: LogicalLine): void {
  if (line.text === '') return;
  if (line.text.length > MAX_LINE_LENGTH) {
    const message = `Not read: the line has more than ${formatted(MAX_LINE_LENGTH)} characters.`;
    report(found, line, { start: 0, end: line.text.length }, message, 'error');
    return;
  }
  found.lines++;
  const optionsAt = startOfOptions(line.text);
  const { options, problems } = readOptions(line.text, optionsAt);
  const requirement = line.text.slice(0, trimmed(line.text, 0, optionsAt).end);
  const reading = requirement === '' ? undefined : readRequirement(requirement);
  if (reading ? isRequirement(reading, requirement) : options.length > 0) found.understood++;
  const used = reading ? readRequirementLine(found, line, reading, options) : readOptionLine(found, line, options);
  for (const { span, message, level } of problems) report(found, line, span, message, level);
  for (const { name, span } of options.filter(option => !used.has(option))) report(found, line, span, ignoredMessage(name), 'warning');
}

/** Whether a text is meant as a requirement: it can be read, or its name has an operator behind it, whatever the version; also half an operator at the end. */
function isRequirement({ name, specifier, unreadable }: RequirementReading, text: string): boolean {
  return name !== undefined && (unreadable === undefined || /^(?:[~=!]=|[<>]|[~=!]$)/.test(text.slice(specifier.start)));
}

function readRequirementLine(
  found: Found,
  line: LogicalLine,
  reading: RequirementReading,
  options: readonly PipOption[],
): ReadonlySet<PipOption> {
  if (reading.unreadable !== undefined) report(found, line, reading.unreadable.span, reading.unreadable.message, 'error');
  const hashes = options.filter(option => option.name === '--hash').flatMap(option => readHash(found, line, option));
  add(found, line, reading, span => span, hashes);
  return new Set(options.filter(option => OF_REQUIREMENTS.has(option.name)));
}

/** A line that begins with an option. pip reads the first editable or include of a line and no other. */
function readOptionLine(found: Found, line: LogicalLine, options: readonly PipOption[]): ReadonlySet<PipOption> {
  const first = (name: string): PipOption | undefined => options.find(option => option.name === name);
  const editable = first('--editable');
  if (editable !== undefined) {
    add(found, line, readEditable(editable.value), span => editable.valueSpan(span.start, span.end), []);
    return new Set(options.filter(option => option === editable || OF_EDITABLES.has(option.name)));
  }
  const include = first('--requirement') ?? first('--constraint');
  if (include !== undefined) {
    const kind = include.name === '--requirement' ? 'requirements' : 'constraints';
    found.includes.push({ kind, target: include.value, span: fileSpan(line, include.valueSpan()) });
    return new Set([include]);
  }
  const global = options.filter(option => !OF_REQUIREMENTS.has(option.name));
  found.options.push(...global);
  return new Set(global);
}

/** Options that belong to one requirement. */
const OF_REQUIREMENTS: ReadonlySet<string> = new Set(['--hash', '--config-settings', '--global-option', '--install-option']);
const OF_EDITABLES: ReadonlySet<string> = new Set(['--config-settings', '--global-option', '--install-option']);

function ignoredMessage(option: string): string {
  if (OF_REQUIREMENTS.has(option)) return `pip ignores ${option} here: it belongs on the line of a requirement.`;
  return `pip ignores ${option} here: it belongs on a line of its own.`;
}

/** pip refuses any algorithm but these (`STRONG_HASHES`). */
const ALGORITHMS = ['sha256', 'sha384', 'sha512'];

function readHash(found: Found, line: LogicalLine, { value, span }: PipOption): HashOption[] {
  const colon = value.indexOf(':');
  const [algorithm, digest] = [value.slice(0, Math.max(colon, 0)), value.slice(colon + 1)];
  if (!ALGORITHMS.includes(algorithm)) report(found, line, span, 'pip takes sha256:, sha384: or sha512: and the digest here.', 'error');
  else if (digest === '') report(found, line, span, 'The digest is missing.', 'error');
  return colon < 0 ? [] : [{ algorithm, digest, span: fileSpan(line, span) }];
}

/** `place` turns spans of the requirement into spans of the line. */
function add(found: Found, line: LogicalLine, reading: RequirementReading, place: (span: Span) => Span, hashes: HashOption[]): void {
  if (reading.name === undefined) return;
  const [nameInLine, specifierInLine] = [place(reading.name), place(reading.specifier)];
  const [nameSpan, specifierSpan] = [fileSpan(line, nameInLine), fileSpan(line, specifierInLine)];
  const [name, range] = [cut(line.text, nameInLine), cut(line.text, specifierInLine)];
  const origin = fixedBy(hashes, originOf(reading, range, specifierSpan));
  found.dependencies.push({
    ecosystem: 'PyPI',
    name: reading.isPackage ? normalizeName(name) : name,
    writtenName: cut(found.text, nameSpan),
    group: 'requirements',
    specifier: cut(found.text, specifierSpan),
    nameSpan,
    specifierSpan,
    removalSpan: line.span,
    origin,
    ...(hashes.length > 0 ? { hashes } : {}),
    ...(reading.marker === undefined ? {} : { marker: reading.marker }),
  });
}

/** pip takes no archive but one of these hashes. */
function fixedBy([hash]: readonly HashOption[], origin: Origin): Origin {
  if (hash === undefined || origin.kind === 'registry' || origin.source?.kind !== 'archive') return origin;
  return { ...origin, source: { fixedTo: `${hash.algorithm}=${hash.digest}`, ...origin.source } };
}

function cut(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** The last index wins, the others add up. Variables in them are kept as written. */
function pipOptions(options: readonly PipOption[]): PipOptions {
  const values = (name: string): string[] => options.filter(option => option.name === name).map(option => option.value);
  const has = (name: string): boolean => options.some(option => option.name === name);
  const indexUrl = values('--index-url').at(-1);
  return {
    ...(indexUrl === undefined ? {} : { indexUrl }),
    extraIndexUrls: values('--extra-index-url'),
    findLinks: values('--find-links'),
    trustedHosts: values('--trusted-host'),
    noIndex: has('--no-index'),
    pre: has('--pre'),
  };
}

function report(found: Found, line: LogicalLine, span: Span, message: string, level: Level): void {
  if (found.problems.length < MAX_PROBLEMS) found.problems.push({ message, span: fileSpan(line, span), level });
  else found.unlisted++;
}

function unlistedProblem({ unlisted, problems }: Found): Problem {
  const start = problems.at(-1)?.span.end ?? 0;
  return { message: `${formatted(unlisted)} more problems in this file are not listed.`, span: { start, end: start }, level: 'error' };
}

function formatted(count: number): string {
  return count.toLocaleString('en-US');
}
