// Where in a text the name of a package is being written. As for versions, the text is read with a whole name in the place of the half-typed one: then the
// parser of the format says whether a name stands there.
import type { Dependency, Manifest, Span } from '../../model/index.js';

/** A place at which a name may be written. Offsets count UTF-16 units of the text as it stands. */
export interface NamePlace {
  /** The name under the cursor, which is replaced. */
  readonly replaced: Span;
  /** What of it stands before the cursor. */
  readonly typed: string;
  /** The text with a whole name in that place, and with what makes it a dependency, in the ways it may have to be written. */
  readonly completed: readonly string[];
}

/** The place at an offset, by the characters around it alone; undefined where nothing is typed yet. */
export function namePlaceAt(text: string, offset: number): NamePlace | undefined {
  const start = offset - lengthOf(NAME_BEFORE, text.slice(Math.max(0, offset - LONGEST), offset));
  const end = offset + lengthOf(NAME_BEHIND, text.slice(offset, offset + LONGEST));
  const typed = text.slice(start, offset);
  if (!/^@?[a-z]/i.test(typed)) return undefined;
  const [before, behind] = [text.slice(0, start), text.slice(end)];
  const unquoted = behind.replace(/^"/, '');
  return {
    replaced: { start, end },
    typed,
    completed: [`${before}${PLACEHOLDER}${behind}`, ...(isKey(before) ? [`${before}${PLACEHOLDER}": "1"${unquoted}`] : [])],
  };
}

/** The dependency whose name stands at a place in a completed text; undefined where none does. */
export function namedAt({ dependencies }: Manifest, { replaced: { start } }: NamePlace): Dependency | undefined {
  return dependencies.find(({ nameSpan, name }) => nameSpan.start === start && name === PLACEHOLDER);
}

/** A name in every ecosystem's grammar that nobody has: it is asked of nobody. */
const PLACEHOLDER = 'name-being-typed';
/** The longest name that is looked at, in UTF-16 units. */
const LONGEST = 214;
const NAME_BEFORE = /[\w@/.-]*$/;
const NAME_BEHIND = /^[\w/.-]*/;

/** Behind a colon stands a value. */
function isKey(before: string): boolean {
  return before.endsWith('"') && !before.slice(0, -1).trimEnd().endsWith(':');
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}
