import { createHash } from 'node:crypto';
import { EXPORT_REQUEST } from '../../protocol/index.js';
import { REPORT_FORMATS, type ReportFormat } from '../../reports/formats.js';
import { learnBelow } from '../../scan/fixContext.js';
import { lockTexts } from '../../scan/lockTexts.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';
import { withSignal } from '../session/cancellation.js';
import { pathOf } from '../session/uris.js';

/** Every manifest of the workspace is read and evaluated for the report, open ones as they stand. */
export const exportReport: CustomRequestHandler<
  typeof EXPORT_REQUEST,
  'version' | 'clock' | 'isTrusted' | 'disk' | 'workspace' | 'services' | 'manifests' | 'scans' | 'installed' | 'policyFiles'
> = {
  method: EXPORT_REQUEST,
  handle: (session, { format }, token) =>
    withSignal([token], async signal => {
      const { workspace, services, manifests, scans, disk } = session;
      const { hasFixes, hasLockPlaces, render }: ReportFormat = REPORT_FORMATS[format];
      const { files, gitignore } = await workspace.projectFiles(signal);
      const paths = new Set([...files, ...manifests.uris().map(pathOf)]);
      const results = await scans.scan([...paths], signal);
      const { offline } = workspace.settingsNow();
      const { facts, databaseUse } = await services.get();
      if (hasFixes) await learnBelow(results, facts, offline, signal);
      const text = render({
        results,
        roots: workspace.folders(),
        version: session.version,
        now: session.clock(),
        installed: session.installed.results(),
        policies: session.policyFiles.reports(),
        settings: workspace.settingsNow(),
        ...databaseUse(offline),
        gitignore,
        isTrusted: session.isTrusted(),
        lockTexts: hasLockPlaces ? await lockTexts(results, disk.read) : new Map(),
        sha256: content => createHash('sha256').update(content).digest('hex'),
      });
      return { text };
    }),
};
