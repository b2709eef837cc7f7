import { fieldsOf } from './fields.js';

/** What came with a 404 or 410. */
export interface NotFound {
  /** The media type, without parameters. */
  readonly type: string;
  /** The beginning of the body; undefined where it is long, or could not be read. */
  readonly text?: string;
}

/** The text of a member of the JSON object that came with a 404; undefined where it is no such object. */
export function errorTextIn({ type, text = '' }: NotFound, member: string): string | undefined {
  if (!/^application\/(?:[\w.+-]*\+)?json$/.test(type)) return undefined;
  try {
    const value = fieldsOf(JSON.parse(text))?.[member];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
