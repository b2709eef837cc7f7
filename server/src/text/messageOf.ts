/** What a caught value says: the message of an error, of anything else its text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
