import { createHash } from 'node:crypto';
import type { CancellationToken } from 'vscode-languageserver';
import { lockTexts } from '../../scan/lockTexts.js';
import { learnBelow } from '../../scan/fixContext.js';
import type { Clock, FileSystem } from '../../ports/index.js';
import type { ExportParams, ExportResult } from '../../protocol.js';
import { REPORT_FORMATS, type ReportFormat } from '../../reports/formats.js';
import { withSignal } from '../cancellation.js';
import type { Installed } from '../installed.js';
import type { OpenManifests } from '../openManifests.js';
import type { PolicyFiles } from '../policyFiles.js';
import type { Scans } from '../scans.js';
import { pathOf } from '../uris.js';
import type { Workspace } from '../workspace.js';
import type { TheWorld } from '../services.js';

export interface ExportsOptions {
  /** Depwarden's own. */
  readonly version: string;
  readonly clock: Clock;
  isTrusted(): boolean;
  readonly disk: Pick<FileSystem, 'read'>;
  readonly workspace: Workspace;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly scans: Scans;
  readonly installed: Pick<Installed, 'results'>;
  readonly policyFiles: Pick<PolicyFiles, 'reports'>;
}

/** Writes down what a whole workspace comes to: every manifest in it is read and judged for that, open ones as they stand. */
export type ExportReport = (params: ExportParams, token: CancellationToken) => Promise<ExportResult>;

export function createExportReport(options: ExportsOptions): ExportReport {
  const { version, clock, disk, workspace, theWorld, manifests, scans, installed, policyFiles } = options;
  return ({ format }, token) =>
    withSignal([token], async signal => {
      const { hasFixes, hasLockPlaces, render }: ReportFormat = REPORT_FORMATS[format];
      const paths = new Set([...(await workspace.manifests(signal)), ...manifests.uris().map(pathOf)]);
      const results = await scans.scan([...paths], signal);
      const { offline } = workspace.settingsNow();
      const { facts, databaseInUse } = await theWorld.get();
      if (hasFixes) await learnBelow(results, facts, offline, signal);
      const text = render({
        results,
        roots: workspace.folders(),
        version,
        now: clock(),
        installed: installed.results(),
        policies: policyFiles.reports(),
        databaseFrom: databaseInUse(offline),
        isTrusted: options.isTrusted(),
        lockTexts: hasLockPlaces ? await lockTexts(results, disk.read) : new Map(),
        sha256: content => createHash('sha256').update(content).digest('hex'),
      });
      return { text };
    });
}
