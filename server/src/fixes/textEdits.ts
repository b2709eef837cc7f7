import type { Edit } from '../model.js';

/** A text with all edits made, each of which lies in it as it was; none may overlap. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(end, span.start), newText);
    end = span.end;
  }
  return parts.join('') + text.slice(end);
}
