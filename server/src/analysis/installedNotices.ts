// What an environment check has to say, one sentence a matter: the same in the editor, the terminal and reports.

import type { Trace } from '../ecosystems/python/installed/indicators.js';
import { STARTUP_SIGNS } from '../ecosystems/python/installed/startupFiles.js';
import { type AdvisoryGroup, type Ecosystem, LEVELS, type Level } from '../model/index.js';
import type { RuleLevel, RuleLevels } from '../policy/config.js';
import {
  installedHeadline,
  installedMessage,
  leftBehindMessage,
  maliciousInstalled,
  suspiciousFileMessage,
} from '../rules/maliciousInstalled.js';
import type { EnvironmentReport, InstalledFinding, LoneTrace } from './environmentCheck.js';

/** One thing that an environment check found. */
export interface InstalledNotice {
  readonly level: Level;
  /** Under 160 characters, the fact first; text from outside in it is neutralised. */
  readonly message: string;
  /** The fact alone, with a full stop. */
  readonly headline: string;
  readonly ecosystem: Ecosystem;
  /** The package meant; undefined where a file is merely suspicious. */
  readonly name?: string;
  /** Undefined where only a trace of some release is there. */
  readonly version?: string;
  /** The `node_modules` folder or Python environment. */
  readonly environment: string;
  /** The environment as messages name it: relative to the workspace folder where it is inside. */
  readonly where: string;
  /** Folders and files meant, the most telling first; never empty. */
  readonly paths: readonly string[];
  /** Files that were left behind, of `paths`. */
  readonly left: readonly string[];
  readonly advisories: readonly AdvisoryGroup[];
}

/** The notices of a report, worst first; none where the rule is off. */
export function noticesOf(report: EnvironmentReport, levels: RuleLevels): readonly InstalledNotice[] {
  const chosen = levels[maliciousInstalled.id];
  if (chosen === 'off') return [];
  return [
    ...report.findings.map(finding => ofFinding(finding, report.folder, levelOf(chosen, 'error'))),
    ...report.traces.map(lone => ofTrace(lone, report.folder, chosen)),
  ].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

function ofFinding(finding: InstalledFinding, folder: string, level: Level): InstalledNotice {
  const { ecosystem, name, version, environment, everyRelease, advisories } = finding;
  const where = shownBelow(folder, environment);
  const left = finding.traces.map(({ path }) => path);
  const what = { ecosystem, name, version, where, everyRelease, advisories, left: [...new Set(finding.traces.map(({ file }) => file))] };
  return {
    level,
    message: installedMessage(what),
    headline: `${installedHeadline(what)}.`,
    ecosystem,
    name,
    version,
    environment,
    where,
    paths: [...finding.paths, ...left],
    left,
    advisories,
  };
}

function ofTrace({ environment, trace }: LoneTrace, folder: string, chosen: RuleLevel | undefined): InstalledNotice {
  const where = shownBelow(folder, environment);
  const message =
    trace.kind === 'known'
      ? leftBehindMessage(trace.file, where, trace.known.package, trace.known.ids)
      : suspiciousFileMessage(
          trace.file,
          where,
          (trace.code?.signs ?? []).map(sign => STARTUP_SIGNS[sign]),
          trace.owner,
        );
  return {
    level: levelOf(chosen, traceLevel(trace)),
    message,
    headline: message,
    ecosystem: 'PyPI',
    ...(trace.kind === 'known' && { name: trace.known.package.name }),
    environment,
    where,
    paths: [trace.path],
    left: [trace.path],
    advisories: [],
  };
}

function traceLevel(trace: Trace): Level {
  if (trace.kind === 'known') return 'error';
  return trace.weight === 'strong' ? 'warning' : 'information';
}

function levelOf(chosen: RuleLevel | undefined, own: Level): Level {
  return chosen === undefined || chosen === 'off' ? own : chosen;
}

/** With `/`; the folder itself is `.`. */
function shownBelow(folder: string, path: string): string {
  const [base, full] = [folder, path].map(one => one.replaceAll('\\', '/').replace(/\/+$/, '')) as [string, string];
  if (full === base) return '.';
  return full.startsWith(`${base}/`) ? full.slice(base.length + 1) : full;
}
