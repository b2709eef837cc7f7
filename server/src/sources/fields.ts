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
