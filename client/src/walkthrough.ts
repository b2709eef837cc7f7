import { commands, type Diagnostic, DiagnosticSeverity, Disposable, languages, Range, type Uri, window, workspace } from 'vscode';
import { SCAN_COMMAND } from '../../server/src/protocol/index.js';

/** What the walkthrough's steps need: a command that shows a problem with its fixes, and the context `depwarden.hasFixed` once one is gone. */
export function registerWalkthrough(): Disposable {
  return Disposable.from(commands.registerCommand('depwarden.walkthrough.fix', showFixes), watchForFix());
}

async function showFixes(): Promise<void> {
  const [worst] = languages
    .getDiagnostics()
    .flatMap(([uri, all]) => all.filter(isMark).map(mark => ({ uri, mark })))
    .sort((a, b) => a.mark.severity - b.mark.severity);
  if (worst === undefined) return suggestFirstSteps();
  const { start } = worst.mark.range;
  await window.showTextDocument(worst.uri, { preview: false, selection: new Range(start, start) });
  await commands.executeCommand('editor.action.quickFix');
}

const FIRST_STEPS = { 'Open Example': 'depwarden.openExample', 'Scan Workspace': SCAN_COMMAND };

async function suggestFirstSteps(): Promise<void> {
  const names = Object.keys(FIRST_STEPS) as readonly (keyof typeof FIRST_STEPS)[];
  const chosen = await window.showInformationMessage('Depwarden: no line is marked yet.', ...names);
  if (chosen !== undefined) await commands.executeCommand(FIRST_STEPS[chosen]);
}

/** Sets the context once a document has changed and has fewer marks than before, by a quick fix or by hand. */
function watchForFix(): Disposable {
  const before = new Map<string, { readonly version: number; readonly marks: number }>();
  const watching = languages.onDidChangeDiagnostics(({ uris }) => {
    if (!uris.some(isFixed)) return;
    watching.dispose();
    void commands.executeCommand('setContext', 'depwarden.hasFixed', true);
  });

  function isFixed(uri: Uri): boolean {
    const key = uri.toString();
    const was = before.get(key);
    const marks = languages.getDiagnostics(uri).filter(isMark).length;
    const version = workspace.textDocuments.find(document => document.uri.toString() === key)?.version;
    if (version === undefined || (was === undefined && marks === 0)) return false;
    before.set(key, { version, marks });
    return was !== undefined && version !== was.version && marks < was.marks;
  }

  return watching;
}

function isMark({ source, severity }: Diagnostic): boolean {
  return source === 'depwarden' && severity <= DiagnosticSeverity.Warning;
}
