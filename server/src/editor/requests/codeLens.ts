import { type CodeLens, type CodeLensParams, CodeLensRequest } from 'vscode-languageserver';
import { tallyOf } from '../../analysis/counts.js';
import { hasPreferredFixes } from '../../fixes/fixAll.js';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { codeLensesOf } from '../features/codeLenses.js';

/** Off unless the settings of the document's folder turn it on. */
export const codeLens: RequestHandler<
  CodeLensParams,
  CodeLens[],
  'manifestSnapshot' | 'workspace' | 'capabilities' | 'extensions' | 'clock'
> = {
  method: CodeLensRequest.method,
  handle: async ({ manifestSnapshot, workspace, capabilities, extensions, clock }, { textDocument: { uri } }) => {
    const settings = await workspace.settingsOf(uri);
    const manifest = settings.codeLens ? manifestSnapshot(uri) : undefined;
    if (!manifest) return [];
    const { result } = manifest;
    const fixes = capabilities.appliesEdits && hasPreferredFixes(result.judged, 1, clock());
    return codeLensesOf(uri, tallyOf(result), { fixes, report: extensions.report });
  },
};
