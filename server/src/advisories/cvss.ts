// The only file that needs the calculator, whose loading takes some ten milliseconds; only the reader of OSV records needs this one.
import { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } from 'ae-cvss-calculator';
import type { SeverityName } from '../model/index.js';
import { fieldsOf, itemsOf } from '../text/values.js';

/**
 * The severity that an OSV `severity` array tells (`[{type, score}]`, score being a CVSS vector): by the vector of the newest CVSS version.
 * Undefined where there is no complete vector or its score is 0.
 */
export function severityOfVectors(severities: unknown): SeverityName | undefined {
  const scores = itemsOf(severities)
    .map(entry => cvssScore(fieldsOf(entry).score))
    .filter(score => score !== undefined);
  const newest = Math.max(...scores.map(score => score.cvssVersion));
  return bandOf(Math.max(...scores.filter(score => score.cvssVersion === newest).map(score => score.score)));
}

/** The score of one CVSS vector, 0 to 10, as the vector stands (temporal, threat and environmental metrics included), or undefined. */
function cvssScore(vector: unknown): { readonly cvssVersion: number; readonly score: number } | undefined {
  if (typeof vector !== 'string' || vector.length > 500) return undefined;
  const match = VECTOR.exec(vector);
  const prefix = match?.[1] ?? '';
  const calculator = match === null ? undefined : CALCULATORS.get(prefix);
  if (calculator === undefined) return undefined;
  try {
    const cvss = new calculator(vector);
    return cvss.isBaseFullyDefined() ? { cvssVersion: Number(prefix), score: cvss.calculateScores().overall } : undefined;
  } catch {
    return undefined; // The calculator throws on values that a metric does not have.
  }
}

/** NVD's qualitative bands; of CVSS v2 the same ones are used, so that 9 and more is critical there too. */
function bandOf(score: number): SeverityName | undefined {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : undefined;
}

/** By the version in the vector's prefix; CVSS v2 vectors have none. */
const CALCULATORS = new Map<string, typeof Cvss2 | typeof Cvss3P0 | typeof Cvss3P1 | typeof Cvss4P0>([
  ['', Cvss2],
  ['3.0', Cvss3P0],
  ['3.1', Cvss3P1],
  ['4.0', Cvss4P0],
]);

/** `METRIC:VALUE/…` behind the version; of CVSS v2 without one, and sometimes in parentheses. */
const VECTOR = /^(?:CVSS:(\d\.\d)\/)?\(?[A-Za-z]{1,3}:[A-Za-z]{1,5}(?:\/[A-Za-z]{1,3}:[A-Za-z]{1,5})+\)?$/;
