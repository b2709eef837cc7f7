import type { Connection, Diagnostic, Range } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { EnvironmentReport } from '../../analysis/environmentCheck.js';
import { usedIgnores } from '../../analysis/usedIgnores.js';
import type { Span } from '../../model/index.js';
import type { Ignore } from '../../policy/ignores.js';
import type { PolicyProblem } from '../../policy/policyFile.js';
import { problemsNow } from '../../policy/problemsNow.js';
import type { Clock } from '../../ports/index.js';
import type { PolicyReport } from '../../reports/policy.js';
import { folderOf } from '../../text/paths.js';
import { policyDiagnostics } from '../features/policyDiagnostics.js';
import type { ClientCapabilities, ClientExtensions } from './clientCapabilities.js';
import type { ScannedFile } from './closedFiles.js';
import { type PositionEncoding, toRange } from './encoding.js';
import type { InBackground } from './inBackground.js';
import { documentAt } from './openFiles.js';
import { isPolicyFile, type Policies, policyPath, type ReadPolicy } from './policies.js';
import type { Schedule } from './schedule.js';
import { pathOf, uriOf } from './uris.js';
import type { Workspace } from './workspace.js';

/** What policy files themselves show, and what happens when one has changed. */
export interface PolicyFiles {
  /** Whether a document is a policy file, in force or not. */
  isPolicyFile(uri: string): boolean;
  /** Some documents or files have changed: those among them that are policy files are read again, `milliseconds` from now. */
  touched(uris: readonly string[], milliseconds: number): void;
  /** Everything was scanned: entries that matched nothing are known now. */
  scanned(manifests: readonly Pick<ScannedFile, 'path' | 'isWhole' | 'used'>[]): void;
  /** Shows what is wrong with the files, where that is not what was last shown. */
  show(): void;
  diagnosticsOf(uri: string): Diagnostic[];
  /** What is wrong with the files that are in force. */
  reports(): readonly PolicyReport[];
}

export interface PolicyFilesOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly capabilities: ClientCapabilities;
  readonly encoding: PositionEncoding;
  readonly extensions: Pick<ClientExtensions, 'policySchema'>;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly inBackground: InBackground;
  readonly workspace: Pick<Workspace, 'rootOf'>;
  readonly policies: Policies;
  /** What was found installed. */
  installed(): readonly EnvironmentReport[];
  /** A client that asks for diagnostics is to ask again. */
  askForPull(): void;
  /** Dependencies are judged otherwise now. */
  changed(): void;
}

export function createPolicyFiles(options: PolicyFilesOptions): PolicyFiles {
  const { connection, documents, capabilities, clock, schedule, inBackground, workspace, policies } = options;
  const sent = new Map<string, string>();
  /** By path: the entries that a scan of everything could have matched, and those that it did. */
  const scans = new Map<string, { readonly asked: ReadonlySet<string>; readonly used: ReadonlySet<string> }>();
  const waiting = new Set<string>();

  async function reread(): Promise<void> {
    const paths = [...waiting];
    waiting.clear();
    if (await policies.reread(paths)) options.changed();
    show();
  }

  function isUnused(path: string): (ignore: Ignore) => boolean {
    const scan = scans.get(path);
    const installed = usedIgnores([], options.installed());
    return ({ key, entry }) =>
      scan !== undefined && entry.rule !== 'malicious-installed' && scan.asked.has(key) && !scan.used.has(key) && !installed.has(key);
  }

  function diagnosticsOn({ path, text, file }: ReadPolicy, document: TextDocument | undefined): Diagnostic[] {
    const problems = problemsNow(file, isUnused(path), clock());
    return inDocument(problems, document ?? TextDocument.create('', '', 0, text), document !== undefined);
  }

  function inDocument(problems: readonly PolicyProblem[], document: TextDocument, isOpen: boolean): Diagnostic[] {
    const ranged = (span: Span): Range => toRange(document, span, options.encoding);
    return policyDiagnostics(problems, ranged, options.extensions.policySchema && isOpen);
  }

  function diagnosticsOf(uri: string): Diagnostic[] {
    const path = pathOf(uri);
    const document = documents.get(uri);
    const read = policies.all().find(policy => policy.path === path);
    if (read) return diagnosticsOn(read, document);
    return document && policyPath(workspace.rootOf(path)) !== path ? inDocument([NOT_IN_FORCE], document, true) : [];
  }

  function show(): void {
    const present = policies.all().map(({ path }) => documentAt(path, documents)?.uri ?? uriOf(path));
    const open = documents.keys().filter(uri => isPolicyFile(pathOf(uri)));
    for (const uri of new Set([...present, ...open, ...sent.keys()])) showOne(uri);
  }

  function showOne(uri: string): void {
    const document = documents.get(uri);
    const isPulled = document !== undefined && capabilities.pullDiagnostics;
    const diagnostics = isPulled ? [] : diagnosticsOf(uri);
    const text = JSON.stringify([document?.version, diagnostics]);
    if (isPulled) options.askForPull();
    if (sent.get(uri) === text || (diagnostics.length === 0 && !sent.has(uri))) return;
    sent.set(uri, text);
    void connection.sendDiagnostics({ uri, diagnostics, ...(document && { version: document.version }) });
  }

  return {
    isPolicyFile: uri => isPolicyFile(pathOf(uri)),
    touched: (uris, milliseconds) => {
      const paths = uris.map(pathOf).filter(isPolicyFile);
      for (const path of paths) waiting.add(path);
      if (paths.length > 0) schedule.after(milliseconds, 'read policies', () => inBackground(reread()));
    },
    scanned: manifests => {
      for (const { path, file } of policies.all()) {
        const inFolder = manifests.filter(manifest => policyPath(workspace.rootOf(manifest.path)) === path);
        const used = new Set(inFolder.flatMap(manifest => [...manifest.used]));
        if (inFolder.some(({ isWhole }) => !isWhole)) scans.delete(path);
        else scans.set(path, { asked: new Set(file.entries.map(({ ignore }) => ignore.key)), used });
      }
      show();
    },
    show,
    diagnosticsOf,
    reports: () =>
      policies.all().map(({ path, text, file }) => ({
        path,
        text,
        file,
        folder: folderOf(path),
        problems: problemsNow(file, isUnused(path), clock()),
      })),
  };
}

const NOT_IN_FORCE: PolicyProblem = {
  message: 'Nothing here holds: only a policy file at the root of a workspace folder is read.',
  span: { start: 0, end: 0 },
  level: 'information',
};
