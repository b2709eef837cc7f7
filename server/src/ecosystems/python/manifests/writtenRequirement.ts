// One PEP 508 requirement that stands inside another format: a TOML string, a line of an ini file.

import type { Dependency, Problem, Span } from '../../../model/index.js';
import { normalizeName } from '../names/packageName.js';
import { originOf, type RequirementReading, readEditable, readRequirement } from './pep508.js';
import { trimmed } from './requirementLines.js';

/** A requirement as it is written down. */
export interface Written {
  readonly value: string;
  /** Where a part of `value`, in UTF-16 units, stands in the file. */
  spanOf(from: number, to: number): Span;
  readonly group: string;
  readonly removalSpan: Span;
}

export interface WrittenReading {
  /** Undefined where no name can be read. */
  readonly dependency?: Dependency;
  readonly problem?: Problem;
}

/** Reads one requirement of the file `text`: PEP 508, or `-e` with a URL or a path where the format knows editable installs (PDM). */
export function readWritten(text: string, { value, spanOf, group, removalSpan }: Written): WrittenReading {
  const { start, end } = trimmed(value);
  const editable = /^-e\s+/.exec(value.slice(start, end))?.[0].length ?? 0;
  const body = value.slice(start + editable, end);
  const reading = editable > 0 ? readEditable(body) : readRequirement(body);
  const place = (span: Span): Span => spanOf(start + editable + span.start, start + editable + span.end);
  const problem = reading.unreadable && {
    message: reading.unreadable.message,
    span: place(reading.unreadable.span),
    level: 'error' as const,
  };
  const dependency = reading.name && dependencyOf(text, body, { ...reading, name: reading.name }, place, { group, removalSpan });
  return { ...(dependency && { dependency }), ...(problem && { problem }) };
}

type Named = RequirementReading & { readonly name: Span };

function dependencyOf(
  text: string,
  body: string,
  reading: Named,
  place: (span: Span) => Span,
  own: Pick<Dependency, 'group' | 'removalSpan'>,
): Dependency {
  const [nameSpan, specifierSpan] = [place(reading.name), place(reading.specifier)];
  const name = body.slice(reading.name.start, reading.name.end);
  const range = body.slice(reading.specifier.start, reading.specifier.end);
  const origin = originOf(reading, range, specifierSpan);
  return {
    ecosystem: 'PyPI',
    name: reading.isPackage ? normalizeName(name) : name,
    writtenName: text.slice(nameSpan.start, nameSpan.end),
    specifier: text.slice(specifierSpan.start, specifierSpan.end),
    nameSpan,
    specifierSpan,
    origin,
    ...own,
    ...(reading.marker === undefined ? {} : { marker: reading.marker }),
  };
}
