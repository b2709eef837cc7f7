import type { PackageId, Span } from './index.js';
import type { Question } from './questions.js';

/** What became of a component or of one of its occurrences: the first that applies, in this order. */
export const ASSESSMENTS = ['findings', 'unknown', 'skipped', 'pending', 'clean'] as const;
export type Assessment =
  | { readonly kind: 'findings' | 'pending' | 'clean' }
  | { readonly kind: 'unknown' | 'skipped'; readonly reason: string };

/** Where a component was read. */
export const OCCURRENCE_KINDS = ['declared', 'locked', 'installed'] as const;
export type OccurrenceKind = (typeof OCCURRENCE_KINDS)[number];

/** One place where a component was read. */
export interface Occurrence {
  readonly kind: OccurrenceKind;
  /** The manifest, the lockfile, or the first folder in which it is installed; absolute. */
  readonly path: string;
  /** In the text of the manifest or lockfile. */
  readonly span?: Span;
  /** What became of it there. */
  readonly assessment: Assessment;
  /** Questions that apply there and have no answer. */
  readonly unanswered: readonly Question[];
}

/** A release or name that was read anywhere, with everything that was read of it. */
export interface Component extends PackageId {
  /** Undefined where only the name is known. */
  readonly version?: string;
  /** Never empty. */
  readonly occurrences: readonly Occurrence[];
  readonly assessment: Assessment;
  readonly unanswered: readonly Question[];
}
