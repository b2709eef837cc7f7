// What the report's page and the extension say to each other. Types and constants only: both sides import this file.
import type { IgnoredReportRow, OverviewResult, ReportRow, StatusParams } from '../../../server/src/protocol/index.js';

export type Level = keyof StatusParams['counts'];
/** What the page shows of a report: without what only the extension needs, because much of it is much to send. */
export type PageRow = Omit<ReportRow, 'uri' | 'package' | 'respond'>;
export type PageIgnored = Omit<IgnoredReportRow, 'uri' | 'package'>;
export interface PageOverview extends Omit<OverviewResult, 'rows' | 'ignored' | 'manifests'> {
  readonly rows: readonly PageRow[];
  readonly ignored: readonly PageIgnored[];
}
export type Unchecked = OverviewResult['unchecked'][number];

/** Extension to page. Without an overview: the one that the page has still holds. */
export interface ToPage {
  readonly state: ReportState;
  readonly overview?: PageOverview;
}

export interface ReportState {
  readonly server: 'starting' | 'stopped' | 'running';
  /** The workspace is trusted. */
  readonly trusted: boolean;
  /** A folder is open that can be scanned. */
  readonly hasFolder: boolean;
  readonly status?: StatusParams;
  /** Why the server's last answer did not come; plain text. */
  readonly failure?: string;
}

/** Page to extension. Rows are named by their ids: what is done with one is read from the extension's own copy. */
export type FromPage =
  /** It is loaded; `knows`: what was sent meanwhile has come. */
  | { readonly type: 'ready'; readonly knows: boolean }
  | { readonly type: RowAction; readonly row: string }
  /** Go to the place of one that is ignored; `row` is its id. */
  | { readonly type: 'showIgnored'; readonly row: string }
  | { readonly type: 'command'; readonly command: PageCommand };

export const ROW_ACTIONS = ['jump', 'reveal', 'fix', 'respond', 'ignore', 'copy', 'learn'] as const;
export type RowAction = (typeof ROW_ACTIONS)[number];

export const PAGE_COMMANDS = ['scan', 'fixAll', 'stop', 'retry', 'export', 'restart', 'output', 'trust'] as const;
export type PageCommand = (typeof PAGE_COMMANDS)[number];

/** Rules whose findings have a response page, where the release is known. */
export const RESPONDED_RULES: readonly string[] = ['malicious-installed', 'malicious-release'];
