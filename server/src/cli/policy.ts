import path from 'node:path';
import type { EnvironmentReport } from '../analysis/environmentCheck.js';
import type { FileResult } from '../analysis/results.js';
import { diskFiles } from '../compose/index.js';
import { DEFAULT_POLICY } from '../policy/config.js';
import { folderPolicyFile } from '../policy/folderPolicy.js';
import { type Policy, policyOf } from '../policy/policy.js';
import { isPolicyText, POLICY_FILE, type PolicyFile, readPolicyFile } from '../policy/policyFile.js';
import { isQuieting, untrustedPolicyFile } from '../policy/untrusted.js';
import type { FileSystem } from '../ports/index.js';
import { type PolicyReport, placeOf, problemsAfter } from '../reports/policy.js';
import { complain } from './process.js';

/** What holds for a scan, and the file that says so. */
export interface ScanPolicy {
  readonly policy: Policy;
  /** What would hold if the folder were trusted, where its policy file says more than counts. */
  readonly leftOut?: Policy;
  readonly source?: { readonly path: string; readonly text: string; readonly file: PolicyFile };
}

/** The policy file that a scan is to obey: where it may lie, and how much of it counts. */
export interface PolicyPlace {
  readonly root: string;
  /** Another file in the place of the root's own, which then has to be one; who names it trusts it. */
  readonly config: string | undefined;
  readonly isTrusted: boolean;
  readonly files: Pick<FileSystem, 'read'>;
}

/**
 * Reads the policy file of the folder that is scanned.
 * @returns a message fit to be shown, where it cannot be read
 */
export async function readScanPolicy({ root, config, isTrusted, files }: PolicyPlace): Promise<ScanPolicy | string> {
  const file = config === undefined ? path.join(root, POLICY_FILE) : path.resolve(config);
  const content = await (config === undefined ? files : diskFiles).read(file);
  if (content.kind === 'unreadable') {
    return content.absent && config === undefined
      ? { policy: policyOf(DEFAULT_POLICY, undefined) }
      : `${config ?? file}: ${content.reason}`;
  }
  if (config !== undefined && !isPolicyText(content.text)) return `${config}: it is no policy file`;
  const whole = readPolicyFile(content.text);
  const isObeyed = isTrusted || config !== undefined;
  const read = config !== undefined ? whole : isTrusted ? folderPolicyFile(whole) : untrustedPolicyFile(whole);
  return {
    policy: policyOf(DEFAULT_POLICY, read),
    ...(!isObeyed && isQuieting(whole) && { leftOut: policyOf(DEFAULT_POLICY, folderPolicyFile(whole)) }),
    source: { path: file, text: content.text, file: read },
  };
}

/**
 * What is to be told of the policy file after a scan.
 * @param isEverything all of the folder that it is for was scanned
 */
export function reportAfter(
  { source }: ScanPolicy,
  results: readonly FileResult[],
  reports: readonly EnvironmentReport[],
  isEverything: boolean,
): PolicyReport | undefined {
  if (!source) return undefined;
  const { path: file, text } = source;
  return { path: file, text, file: source.file, problems: problemsAfter(source.file, results, reports, isEverything, Date.now()) };
}

/** Complains of a policy file on standard error; what is merely told stands in the report alone. */
export function warnOf(report: PolicyReport | undefined, root: string): void {
  for (const problem of report?.problems ?? []) {
    if (problem.level === 'warning' && report) complain(`${placeOf(problem, report, root)}: ${problem.message}`);
  }
}
