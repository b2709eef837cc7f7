/** What `.gitignore` files do to a search for manifests and lockfiles. Paths are absolute. */
export interface GitignoreEffect {
  /** What they leave out, sorted by path: folders, of which the content is not known, and manifests and lockfiles. */
  readonly hidden: readonly HiddenPath[];
  /** Checkouts in which they leave out nothing, because what git tracks there is not known. */
  readonly unread: readonly UnreadCheckout[];
}

export interface HiddenPath {
  readonly path: string;
  readonly kind: 'folder' | 'file';
}

export interface UnreadCheckout {
  readonly path: string;
  /** A clause that fits behind the path and a colon. */
  readonly reason: string;
}

export const NO_GITIGNORE: GitignoreEffect = { hidden: [], unread: [] };

/** The effects of several searches, each path once. */
export function joinedEffects(effects: readonly GitignoreEffect[]): GitignoreEffect {
  const once = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] => [
    ...new Map(all.map(one => [one.path, one])).values(),
  ];
  return { hidden: once(effects.flatMap(({ hidden }) => hidden)), unread: once(effects.flatMap(({ unread }) => unread)) };
}
