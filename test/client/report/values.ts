import type { PageOverview, PageRow, ReportState } from '../../../client/src/report/messages.js';
import type { StatusParams } from '../../../server/src/protocol/index.js';

/** A row of the report, a finding on litellm by itself. */
export function row(part: Partial<PageRow> = {}): PageRow {
  const { label = 'litellm 1.82.7', file = 'requirements.txt' } = part;
  return {
    id: `${file} ${label}`,
    group: label,
    kind: 'dependency',
    level: 'error',
    rule: 'malicious-release',
    ecosystem: 'PyPI',
    version: label.replace(/^.* /, ''),
    label,
    file,
    range: { start: { line: 1, character: 7 }, end: { line: 1, character: 13 } },
    message: `${label} is a compromised release.`,
    brief: 'Compromised release.',
    isTransitive: false,
    ways: [],
    advisories: [],
    ...part,
  };
}

/** A report of a scanned workspace in which nothing was found. */
export function overview(part: Partial<PageOverview> = {}): PageOverview {
  return {
    madeAt: 0,
    folders: ['shop'],
    inventory: [],
    totals: {
      manifests: 2,
      dependencies: 10,
      checked: 10,
      unknown: 0,
      skipped: 0,
      ignored: 0,
      counts: { error: 0, warning: 0, information: 0, hint: 0 },
      locked: 0,
      withoutLockfile: 0,
      installed: 0,
    },
    rows: [],
    ignored: [],
    unchecked: [],
    scanned: true,
    scan: { state: 'whole', done: 2, of: 2 },
    waiting: 0,
    ...part,
  };
}

/** The status of a scanned workspace in which nothing was found. */
export function status(part: Partial<StatusParams> = {}): StatusParams {
  return {
    state: 'idle',
    counts: { error: 0, warning: 0, information: 0, hint: 0 },
    unknown: 0,
    unknownLocked: 0,
    reasons: [],
    scan: { state: 'whole', done: 2, of: 2 },
    maliciousInstalled: 0,
    open: [],
    ...part,
  };
}

export const RUNNING: ReportState = { server: 'running', trusted: true, hasFolder: true };
