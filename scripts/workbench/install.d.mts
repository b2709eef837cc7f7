export type Workbench =
  /** `node`: the executable that the server needs. `serverDir`: VS Code's server build. */
  { readonly kind: 'ready'; readonly node: string; readonly serverDir: string } | { readonly kind: 'missing'; readonly why: string };

export function installWorkbench(log: (line: string) => void): Promise<Workbench>;
