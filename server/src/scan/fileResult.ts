import { type Analyzer, analyzeManifest } from '../analysis/manifest.js';
import type { Facts } from '../analysis/packageMetadata.js';
import type { FileResult } from '../analysis/results.js';
import type { Policy } from '../policy/policy.js';
import type { Project } from '../project/project.js';
import { withManifest, withNeighbours, withPlaces } from './fixContext.js';

/** Analyzes a manifest by what is known now, and adds what fixes have to know of its project; never waits. */
export function manifestResult(
  project: Project,
  engine: Analyzer & { readonly facts: Pick<Facts, 'peek' | 'revision'> },
  policy: Policy,
): FileResult {
  const result = analyzeManifest(project, engine.facts, engine, policy);
  return {
    ...result,
    judged: withManifest(withNeighbours(withPlaces(result.judged, project)), project),
    as: (text, others) => {
      const other = project.as(text, others);
      return other && manifestResult(other, engine, policy);
    },
  };
}
