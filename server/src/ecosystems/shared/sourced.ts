/**
 * Who says something. `project`: a file that came with the project, or its manifest. `user`: a file outside of it, or the environment.
 * In a workspace that is not trusted the project may make names private, and nothing else.
 */
export type Scope = 'project' | 'user';

/** A value with the place it comes from. */
export interface Sourced<T> {
  readonly value: T;
  readonly scope: Scope;
  /** A file or variable, as a message names it. */
  readonly source: string;
}

/** What counts in a project that is not trusted: all that is not the project's. */
export function withoutProject<T extends { readonly scope: Scope }>(all: readonly T[]): readonly T[] {
  return all.filter(({ scope }) => scope !== 'project');
}
