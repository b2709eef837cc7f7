import type { Analyzer } from '../analysis/manifest.js';
import type { Facts, Freshness } from '../analysis/packageMetadata.js';
import type { Policy } from '../policy/policy.js';
import type { Breathe } from '../ports/index.js';
import type { ProjectPorts } from '../project/project.js';
import type { ScanProgress } from './progress.js';

/** What a scan is made with. */
export interface Engine extends ProjectPorts, Analyzer {
  readonly facts: Facts;
  readonly breathe: Breathe;
}

export interface ScanOptions {
  readonly offline: boolean;
  /** How young an answer has to be not to be asked for again; `FRESH_FOR` where not given. */
  readonly freshFor?: Freshness;
  /** It may differ from folder to folder. */
  policyOf(path: string): Policy;
  /** Called as manifests are read and look-ups come in. */
  onProgress?(progress: ScanProgress): void;
  /** What manifests outside of this scan say of a lockfile already. */
  readonly toldElsewhere?: ToldElsewhere;
}

/** Keys of a lockfile's releases whose findings stand on lines of manifests outside of the scan; undefined where there is no such manifest. */
export type ToldElsewhere = (lockfile: string) => ReadonlySet<string> | undefined;
