import { type CompletionItem, CompletionItemKind, type CompletionList } from 'vscode-languageserver-types';
import type { ToRange } from './diagnostics.js';
import type { NamePlace } from './namePlace.js';

/** Names to choose from. */
export interface KnownNames {
  /** The popular ones, the most popular first. */
  readonly popular: readonly string[];
  /** Those of public packages that the workspace uses. */
  readonly used: readonly string[];
}

/** How many names a list has at most. */
export const NAME_LIMIT = 50;

/**
 * The names that begin as was typed, then those that have it behind a scope or a hyphen; those in use first, then the most popular. The list is never
 * whole, so that the client asks again when more was typed; nothing is asked of the network.
 * @param ranged turns spans of the text as it stands into ranges
 */
export function nameCompletions({ replaced, typed }: NamePlace, { popular, used }: KnownNames, ranged: ToRange): CompletionList {
  const wanted = typed.toLowerCase();
  const inUse = new Set(used);
  const all = [...inUse, ...popular.filter(name => !inUse.has(name))];
  const begins = all.filter(name => name.startsWith(wanted));
  const within = begins.length < NAME_LIMIT && wanted.length > 1 ? all.filter(name => isWithin(name, wanted)) : [];
  const range = ranged(replaced);
  const items = [...begins, ...within].slice(0, NAME_LIMIT).map(
    (name, rank): CompletionItem => ({
      label: name,
      kind: CompletionItemKind.Module,
      detail: inUse.has(name) ? 'used in this workspace' : 'popular package',
      sortText: String(rank).padStart(3, '0'),
      filterText: name,
      textEdit: { range, newText: name },
    }),
  );
  return { isIncomplete: true, items };
}

function isWithin(name: string, wanted: string): boolean {
  const at = name.indexOf(wanted, 1);
  return at > 0 && /[/_.-]/.test(name.charAt(at - 1));
}
