import type { Dependency, SourceText } from '../../model/index.js';
import type { OverrideForm } from './descriptor.js';

/** What else of a project can be changed for a dependency than its own line. */
export interface Places {
  /** The catalog entry that a dependency refers to. */
  catalogEntry(dependency: Dependency): CatalogEntry | undefined;
  /** Where releases are set that only other packages ask for; undefined where the package manager has no such place, or it is not known. */
  readonly overrides?: OverridePlace;
}

export interface CatalogEntry {
  readonly entry: Dependency;
  readonly file: SourceText;
  /** The file is the manifest of the finding itself. */
  readonly isManifest: boolean;
}

export interface OverridePlace {
  readonly form: OverrideForm;
  readonly file: SourceText;
  /** What has to hold for the file to be read, as a title says it; undefined where nothing is in doubt. */
  readonly condition?: string;
  /** The file is the manifest of the finding itself. */
  readonly isManifest: boolean;
  /** Every version of a package that the lockfile has; undefined where one of them is of no registry. */
  lockedVersions(name: string): readonly string[] | undefined;
  /** Whether the project asks for a package itself: then its own line says which release. */
  isDirect(name: string): boolean;
}
