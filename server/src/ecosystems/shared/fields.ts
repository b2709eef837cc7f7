import * as v from 'valibot';

// Reading documents from outside field by field.

/** A schema for one field of an object: where the value is missing or does not fit, the field is undefined and the others stand. */
export function ignoringOddities<T extends v.GenericSchema>(schema: T) {
  return v.fallback(v.optional(schema), undefined);
}

/** The members of a JSON object; undefined for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** An RFC 3339 time as milliseconds since 1970; undefined where it is none. */
export function instantOf(value: unknown): number | undefined {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

/** What a document says of one release in one field: a value, nothing (undefined), or what cannot be read (null). */
export type Said<T> = T | undefined | null;

/**
 * How a field is read that registries leave out where there is nothing to tell, and mirrors strip from whole documents: where some release
 * of a document has it, those without it have `nothing`; where none has, the document does not tell, and it is unknown of all. What
 * cannot be read is unknown.
 */
export function tellingTogether<T>(said: readonly Said<T>[], nothing: T): (T | undefined)[] {
  const isTold = said.some(one => one !== undefined && one !== null);
  return said.map(one => (one === undefined && isTold ? nothing : (one ?? undefined)));
}
