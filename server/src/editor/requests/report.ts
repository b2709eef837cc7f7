import { REPORT_REQUEST } from '../../protocol/index.js';
import { textReport } from '../../reports/text.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';

export const report: CustomRequestHandler<
  typeof REPORT_REQUEST,
  'knownPaths' | 'scans' | 'workspace' | 'services' | 'clock' | 'installed' | 'isTrusted' | 'policyFiles'
> = {
  method: REPORT_REQUEST,
  takesParams: false,
  handle: async ({ knownPaths, scans, workspace, services, clock, installed, isTrusted, policyFiles }) => {
    const { signal } = new AbortController();
    const results = await scans.scan(knownPaths(), signal);
    const [root, ...others] = workspace.folders();
    return {
      text: textReport(results, {
        root: others.length === 0 ? root : undefined,
        now: clock(),
        paint: (_style, text) => text,
        installed: installed.results(),
        policies: policyFiles.reports(),
        settings: workspace.settingsNow(),
        gitignore: (await workspace.projectFiles(signal)).gitignore,
        ...services.now()?.databaseUse(workspace.settingsNow().offline),
        isTrusted: isTrusted(),
      }),
    };
  },
};
