import type { Dependency, Problem } from '../../../model/index.js';

/** What was found so far. */
export interface PyprojectReading {
  readonly text: string;
  readonly dependencies: Dependency[];
  readonly problems: Problem[];
}
