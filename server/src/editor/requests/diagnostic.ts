import {
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
} from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';

export const diagnostic: RequestHandler<
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  'services' | 'workspace' | 'policyFiles' | 'findings'
> = {
  method: DocumentDiagnosticRequest.method,
  handle: async ({ services, workspace, policyFiles, findings }, { textDocument: { uri } }) => {
    await Promise.all([services.get(), workspace.settingsOf(uri)]);
    const items = policyFiles.isPolicyFile(uri) ? policyFiles.diagnosticsOf(uri) : findings.answer(uri);
    return { kind: DocumentDiagnosticReportKind.Full, items };
  },
};
