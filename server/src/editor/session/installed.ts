import type { Connection, Diagnostic, Range } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { affectedProjects } from '../../analysis/affectedProjects.js';
import { checkEnvironments, type EnvironmentPorts, type EnvironmentReport } from '../../analysis/environmentCheck.js';
import { withoutIgnoredReleases } from '../../analysis/ignoredInstalled.js';
import type { InstalledNotice } from '../../analysis/installedNotices.js';
import { learnMalice } from '../../analysis/malwareVerdict.js';
import { formatOf } from '../../ecosystems/manifests.js';
import type { Dependency, PackageId, Span } from '../../model/index.js';
import type { Clock, FileSystem, Logger } from '../../ports/index.js';
import type { ResponseParams, ResponseResult } from '../../protocol/index.js';
import { foundHere, type InstalledResults, installedKey } from '../../reports/installed.js';
import { responseText } from '../../reports/response.js';
import { folderOf } from '../../text/paths.js';
import type { ClientExtensions } from './clientCapabilities.js';
import type { ClosedFiles } from './closedFiles.js';
import { type PositionEncoding, toRange } from './encoding.js';
import { createEnvironmentWatch } from './environmentWatch.js';
import { installedDiagnostics, manifestFor } from './installedPlace.js';
import type { Interpreters } from './interpreters.js';
import type { Schedule } from './schedule.js';
import type { ServiceHolder } from './services.js';
import { pathOf, uriOf } from './uris.js';
import type { Workspace } from './workspace.js';

/** What is installed in the workspace folders: looked at in the background, shown on the manifests it was placed on. */
export interface Installed {
  /** Looks (again), `milliseconds` from now. */
  lookLater(milliseconds: number): void;
  /** Whether anything is shown on a document. */
  isOn(uri: string): boolean;
  /** What is shown on a document, in its text. */
  /** @param onLines keys of releases that the document's own findings tell of */
  diagnosticsOn(document: TextDocument, dependencies: readonly Dependency[], onLines?: ReadonlySet<string>): Diagnostic[];
  /** Shows it on a manifest that is neither open nor scanned: there nothing else is shown. */
  showAlone(uri: string): Promise<void>;
  results(): InstalledResults;
  /** Resolves when no look is due or under way. */
  settled(): Promise<void>;
  /** Whether a release is known to be installed and malicious. */
  holds(release: PackageId & { readonly version: string }): boolean;
  /** What to do about a release, and where it was found. */
  respond(params: ResponseParams): Promise<ResponseResult>;
  dispose(): void;
}

export interface InstalledOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly encoding: PositionEncoding;
  readonly extensions: Pick<ClientExtensions, 'installed'>;
  readonly disk: FileSystem;
  readonly installedFolders: EnvironmentPorts['folders'];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly schedule: Schedule;
  readonly workspace: Workspace;
  readonly services: ServiceHolder;
  readonly interpreters: Interpreters;
  /** Files as the client shows them. */
  readonly files: FileSystem;
  readonly closed: Pick<ClosedFiles, 'has'>;
  rulePage(rule: string): string | undefined;
  /** What is to be shown on these documents has changed. */
  changed(uris: readonly string[]): void;
}

export function createInstalled(options: InstalledOptions): Installed {
  const { documents, disk, clock, workspace, services, interpreters, closed } = options;
  const watch = createEnvironmentWatch({
    connection: options.connection,
    extensions: options.extensions,
    schedule: options.schedule,
    logger: options.logger,
    folders: () => workspace.folders(),
    check,
    levels: folder => workspace.policyNow(uriOf(folder)).rules,
    place,
    changed: options.changed,
  });

  async function check(folder: string, signal: AbortSignal): Promise<EnvironmentReport> {
    const { facts, origins } = await services.get();
    const { offline } = await workspace.settingsOf();
    const projects = (await workspace.manifestsIn(folder, signal)).map(path => folderOf(path));
    const selected = interpreters.of(folder);
    const extraInterpreters = selected === undefined ? [] : [selected];
    const ports = { folders: options.installedFolders, facts, clock, origins };
    const report = await checkEnvironments(folder, ports, { offline, projects, extraInterpreters }, signal);
    await workspace.settingsOf(uriOf(folder));
    return withoutIgnoredReleases(report, workspace.policyNow(uriOf(folder)), clock());
  }

  async function place(notice: InstalledNotice, folder: string, signal: AbortSignal): Promise<string | undefined> {
    const path = await manifestFor(notice, await workspace.manifestsIn(folder, signal), options.files);
    return path && (documents.keys().find(uri => pathOf(uri) === path) ?? uriOf(path));
  }

  function diagnosticsOn(document: TextDocument, dependencies: readonly Dependency[], onLines?: ReadonlySet<string>): Diagnostic[] {
    const ranged = (span: Span): Range => toRange(document, span, options.encoding);
    const notices = watch.noticesOn(document.uri).filter(notice => !onLines?.has(installedKey(notice)));
    return installedDiagnostics(notices, { text: document.getText(), dependencies }, ranged, options.rulePage);
  }

  const results = (): InstalledResults => ({ reports: watch.reports(), levels: folder => workspace.policyNow(uriOf(folder)).rules });
  const isOn = (uri: string): boolean => watch.noticesOn(uri).length > 0;

  return {
    lookLater: watch.lookLater,
    isOn,
    diagnosticsOn,
    showAlone: async uri => {
      const file = isOn(uri) ? await disk.read(pathOf(uri)) : undefined;
      if (documents.get(uri) || closed.has(pathOf(uri))) return;
      const text = file?.kind === 'text' ? file.text : '';
      const dependencies = formatOf(pathOf(uri))?.parse(text).dependencies ?? [];
      const diagnostics = diagnosticsOn(TextDocument.create(uri, '', 0, text), dependencies);
      void options.connection.sendDiagnostics({ uri, diagnostics });
    },
    results,
    settled: watch.settled,
    holds: release => foundHere(release, results()).paths.length > 0,
    respond: async ({ package: name, version, ecosystem }) => {
      const { facts, heldInCaches } = await services.get();
      const { offline } = await workspace.settingsOf();
      const release = { ecosystem, name, version };
      const { signal } = new AbortController();
      const malice = await learnMalice(release, { facts, clock }, { offline }, signal);
      const cached = malice.advisories.length > 0 ? await heldInCaches(release, signal) : [];
      const projects = await affectedProjects(release, watch.reports(), options.installedFolders);
      const found = { ...foundHere(release, results()), cached, projects };
      return { markdown: responseText(malice, { format: 'markdown', found }), html: responseText(malice, { format: 'html', found }) };
    },
    dispose: watch.dispose,
  };
}
