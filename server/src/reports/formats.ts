import { jsonReportText } from '../text/sanitize.js';
import { withoutSecrets } from '../text/secrets.js';
import { cycloneDx } from './cyclonedx.js';
import { htmlReport } from './html.js';
import { jsonReport } from './json.js';
import { markdownReport } from './markdown.js';
import { overviewOf } from './overview.js';
import { sarifLog } from './sarif.js';
import type { ScanOutcome } from './scanOutcome.js';

/** A form in which a scan is handed on. */
export interface ReportFormat {
  /** It tells which fixes there are: what they lead to has to be known before it is made. */
  readonly hasFixes: boolean;
  /** It tells places in lockfiles (`ScanOutcome.lockTexts`). */
  readonly hasLockPlaces: boolean;
  /** It is one JSON value. */
  readonly isJson: boolean;
  /** The whole text of the file. */
  render(outcome: ScanOutcome): string;
}

/** Every form that `depwarden scan --format` and the editor's exports know, by the name that both use. Lines for a terminal (`text`) are none of them. */
export const REPORT_FORMATS = {
  json: { hasFixes: true, hasLockPlaces: false, isJson: true, render: outcome => `${jsonReportText(jsonOf(outcome))}\n` },
  sarif: { hasFixes: true, hasLockPlaces: true, isJson: true, render: outcome => `${jsonReportText(sarifLog(outcome))}\n` },
  html: {
    hasFixes: true,
    hasLockPlaces: false,
    isJson: false,
    render: outcome => withoutSecrets(htmlReport(overviewOf(outcome.results, outcome))),
  },
  markdown: {
    hasFixes: true,
    hasLockPlaces: false,
    isJson: false,
    render: outcome => withoutSecrets(markdownReport(overviewOf(outcome.results, outcome))),
  },
  cyclonedx: { hasFixes: false, hasLockPlaces: false, isJson: true, render: outcome => `${jsonReportText(cycloneDx(outcome))}\n` },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type ReportFormatId = keyof typeof REPORT_FORMATS;

function jsonOf({ results, roots: [root = ''], fixed, ...outcome }: ScanOutcome): unknown {
  return jsonReport(results, { ...outcome, root, ...(fixed && { fixed }) });
}
