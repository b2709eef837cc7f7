/** A text without the given sign at its end, however often it stands there. Takes time linear in their number, as no regular expression does. */
export function withoutTrailing(text: string, sign: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === sign) end--;
  return text.slice(0, end);
}
