export type Workbench =
  /** `node`: the executable that the server needs. `serverDir`: VS Code's server build. */
  { readonly kind: 'ready'; readonly node: string; readonly serverDir: string } | { readonly kind: 'missing'; readonly why: string };

export type ReleaseName = 'newest' | 'oldest';
export const RELEASE_NAMES: readonly ReleaseName[];
export function installWorkbench(log: (line: string) => void, name?: ReleaseName): Promise<Workbench>;
