import { type Diagnostic, Disposable, EventEmitter, FileDecoration, languages, ThemeColor, type Uri, window } from 'vscode';

/** Marks manifests and lockfiles in the explorer in which malware is found, and no others. */
export function registerDecorations(): Disposable {
  const changed = new EventEmitter<Uri[]>();
  const marked = new Set<string>();

  /** Whether its mark is another one than before. */
  function look(uri: Uri): boolean {
    const key = uri.toString();
    const isBad = languages.getDiagnostics(uri).some(isMalware);
    if (isBad === marked.has(key)) return false;
    if (isBad) marked.add(key);
    else marked.delete(key);
    return true;
  }

  return Disposable.from(
    changed,
    languages.onDidChangeDiagnostics(({ uris }) => {
      const news = uris.filter(look);
      if (news.length > 0) changed.fire(news);
    }),
    window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: uri => (marked.has(uri.toString()) ? MARK : undefined),
    }),
  );
}

const MARK = new FileDecoration('‼', 'Malicious dependency (Depwarden)', new ThemeColor('list.errorForeground'));
/** Rules that say of a release in use, or an installed one, that it is malicious. */
const MALWARE = ['malicious-release', 'malicious-package', 'malicious-installed'];

function isMalware({ source, code }: Diagnostic): boolean {
  const id = typeof code === 'object' ? code.value : code;
  return source === 'depwarden' && MALWARE.includes(String(id));
}
