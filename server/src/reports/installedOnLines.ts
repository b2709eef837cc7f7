// A release that a line asks for and that is installed is one finding: it stands on the line, and says that it is installed.
import type { Judged } from '../analysis/evaluate.js';
import type { InstalledNotice } from '../analysis/installedNotices.js';
import type { FileResult } from '../analysis/results.js';
import { type Finding, LEVELS, type Level } from '../model/index.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import { disagreement } from '../rules/messages.js';
import { folderOf } from '../text/paths.js';
import { everyNotice, type InstalledResults, installedKey } from './installed.js';

export interface Placed {
  readonly results: readonly FileResult[];
  readonly installed: InstalledResults;
}

/**
 * Joins findings on compromised releases with what is installed of the same release; what is joined already stays as it is. What the policy ignores of one of them does not silence the other.
 */
export function onLines(results: readonly FileResult[], installed: InstalledResults): Placed {
  const notices = everyNotice(installed).filter(({ name, version }) => name !== undefined && version !== undefined);
  if (notices.length === 0) return { results, installed };
  const keys = new Set<string>();
  const placed = results.map(result => {
    const judged = result.judged.map(one => joined(one, noticesFor(result, notices), keys));
    return judged.some((one, index) => one !== result.judged[index]) ? { ...result, judged } : result;
  });
  return { results: placed, installed: { ...installed, onLines: keys } };
}

/** Whether an environment lies beside a manifest, or in a folder above. */
export function isAround(environment: string, manifest: string): boolean {
  const [folder, holder] = [manifest, environment].map(path => `${folderOf(path)}/`.replaceAll('\\', '/')) as [string, string];
  return folder.startsWith(holder);
}

/** Those of environments around the manifest, the nearest first. */
function noticesFor({ path, ecosystem }: FileResult, notices: readonly InstalledNotice[]): readonly InstalledNotice[] {
  return notices
    .filter(notice => notice.ecosystem === ecosystem && isAround(notice.environment, path))
    .sort((a, b) => b.environment.length - a.environment.length);
}

function joined(one: Judged, notices: readonly InstalledNotice[], keys: Set<string>): Judged {
  const noticeOf = (finding: Finding): InstalledNotice | undefined => {
    const version = finding.version ?? one.subject?.effective?.version;
    if (finding.through || !RELEASE_RULES.includes(finding.alsoRule ?? finding.rule)) return undefined;
    return notices.find(notice => notice.name === finding.dependency.name && notice.version === version);
  };
  const join = (finding: Finding): Finding => {
    const notice = noticeOf(finding);
    if (!notice) return finding;
    keys.add(installedKey(notice));
    const besides = one.subject?.effective && disagreement(one.subject.effective);
    return finding.environment === notice.environment ? finding : asInstalled(finding, notice, besides);
  };
  const heard = one.ignored.filter(({ finding }) => noticeOf(finding));
  const findings = [...one.findings, ...heard.map(({ finding }) => finding)].map(join);
  if (heard.length === 0 && findings.every((finding, index) => finding === one.findings[index])) return one;
  return { ...one, findings, ignored: one.ignored.filter(ignored => !heard.includes(ignored)) };
}

const RELEASE_RULES: readonly string[] = ['malicious-release', 'malicious-package'];

/** @param besides a sentence on what the line asks for instead */
function asInstalled(finding: Finding, { message, level, environment, version }: InstalledNotice, besides: string | undefined): Finding {
  return {
    ...finding,
    rule: maliciousInstalled.id,
    alsoRule: finding.alsoRule ?? finding.rule,
    level: graver(finding.level, level),
    environment,
    span: finding.dependency.nameSpan,
    message: besides === undefined ? message : `${message} ${besides}`,
    ...(version !== undefined && { version }),
  };
}

function graver(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) < LEVELS.indexOf(b) ? a : b;
}
