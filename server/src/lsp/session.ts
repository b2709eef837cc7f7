// What runs once the client is initialized: from a change of a document to its diagnostics, and every question about it.
import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  Connection,
  Diagnostic,
  Hover,
  HoverParams,
  Range,
  WorkDoneProgressReporter,
} from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DEFAULT_SETTINGS, type Settings } from '../config.js';
import { checkEnvironments, type EnvironmentPorts } from '../engine/environmentCheck.js';
import { type Facts, FRESH_FOR, RETRY_AFTER } from '../engine/facts.js';
import { createInspect } from '../engine/inspect.js';
import { createJudgements, lockedPackages } from '../engine/lockedProject.js';
import { withoutPrivate } from '../engine/locks.js';
import { learnMalice } from '../engine/malice.js';
import { type Origins, withPrivateOrigins } from '../engine/origins.js';
import type { Projects } from '../engine/projects.js';
import { type Engine, judge, type ManifestResult, packagesOf, scanManifests } from '../engine/scan.js';
import { NOTHING, sum, type Tally, tallyOf } from '../engine/tally.js';
import { diagnosticsOf } from '../features/diagnostics.js';
import { hoverAt } from '../features/hover.js';
import { lockDiagnosticsOf } from '../features/lockDiagnostics.js';
import { formatOf } from '../manifests/index.js';
import type { Ecosystem, PackageId, Span } from '../model.js';
import type { Clock, FileSystem, Logger, PackageRegistry } from '../ports.js';
import type { ReportResult, ResponseParams, ResponseResult, ScanSummary } from '../protocol.js';
import { allNotices, countNotices, foundHere, type InstalledResults } from '../reports/installed.js';
import { responseText } from '../reports/response.js';
import { textReport } from '../reports/text.js';
import type { Abilities } from './abilities.js';
import { withSignal } from './cancellation.js';
import { type CodeActionPorts, codeActionsAt, resolveCodeAction, uriOfAction } from './codeActions.js';
import { type PositionEncoding, toRange, toSpan } from './encoding.js';
import { createEnvironmentWatch } from './environmentWatch.js';
import { installedDiagnostics, manifestFor } from './installedPlace.js';
import { createOpenLockfiles } from './openLockfiles.js';
import { createOpenManifests } from './openManifests.js';
import { responseActions } from './responseActions.js';
import { createSchedule } from './schedule.js';
import { createSettings } from './settings.js';
import { createStatus } from './status.js';
import { pathOf, uriOf } from './uris.js';

/** The world as the session sees it, made from the settings that hold everywhere. */
export interface World {
  readonly facts: Facts;
  readonly registries: Readonly<Record<Ecosystem, PackageRegistry>>;
  readonly origins: Origins;
  readonly projects: Projects;
  /** Whether package managers' caches still hold a release: the paths. */
  heldInCaches(release: PackageId & { readonly version: string }, signal: AbortSignal): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  readonly initialSettings: unknown;
  readonly wantsStatus: boolean;
  /** The client shows `depwarden/installed`. */
  readonly wantsInstalled: boolean;
  /** URIs of the workspace folders now. */
  folders(): readonly string[];
  readonly disk: FileSystem;
  readonly installedFolders: EnvironmentPorts['folders'];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the adapters; made again when endpoints change. */
  createWorld(settings: Settings, rootOf: (path: string) => string): World;
  /** Where a rule's documentation can be opened. */
  rulePage(rule: string): string | undefined;
}

export interface Session {
  opened(uri: string): void;
  changed(uri: string): void;
  closed(uri: string): void;
  settingsChanged(pushed: unknown): void;
  filesChanged(uris: readonly string[]): void;
  foldersChanged(): void;
  pull(uri: string): Promise<Diagnostic[]>;
  hover(params: HoverParams): Promise<Hover | null>;
  codeActions(params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]>;
  resolve(action: CodeAction, token: CancellationToken): Promise<CodeAction>;
  scan(token: CancellationToken, progress: WorkDoneProgressReporter & { readonly token?: CancellationToken }): Promise<ScanSummary>;
  report(): Promise<ReportResult>;
  respond(params: ResponseParams): Promise<ResponseResult>;
  dispose(): Promise<void>;
}

/** After the last key stroke, milliseconds until services are asked about what was typed. */
const TYPING_PAUSE = 400;
/** What is open is judged first. Milliseconds. */
const START_PAUSE = 300;
/** After a manifest or lockfile has changed on disk, milliseconds in which an install may go on. */
const INSTALL_PAUSE = 2000;
/** While look-ups come in, milliseconds between two publications. */
const PUBLISH_EVERY = 50;

export function createSession(options: SessionOptions): Session {
  const { connection, documents, abilities, encoding, logger } = options;
  const settings = createSettings(connection, abilities.configuration, options.initialSettings, logger);
  const schedule = createSchedule();
  const manifests = createOpenManifests(documents, options.disk, (manifest, path) =>
    world ? withPrivateOrigins(manifest, path, world.world.origins) : manifest,
  );
  const inspect = createInspect(options.clock);
  const judgements = createJudgements();
  const lockfiles = createOpenLockfiles(documents, (lockfile, path) =>
    world ? withoutPrivate(lockfile, world.world.origins.privateRegistryOf(path)) : lockfile,
  );
  const showStatus = createStatus(connection, options.wantsStatus);
  const environments = createEnvironmentWatch({
    connection,
    wantsNotices: options.wantsInstalled,
    schedule,
    logger,
    folders: () => options.folders().map(pathOf),
    check: checkFolder,
    levels: folder => (settings.peek(folderUri(folder)) ?? DEFAULT_SETTINGS).rules,
    place: async (notice, folder, signal) => {
      const path = await manifestFor(notice, await manifestsIn(folder, signal), manifests.files);
      return path && (documents.keys().find(uri => pathOf(uri) === path) ?? uriOf(path));
    },
    changed: uris => {
      uris.forEach(showInstalled);
      tellStatus();
    },
  });
  const learning = new Map<string, AbortController>();
  /** What was last sent for a document, as text: the same thing is not sent twice. */
  const sent = new Map<string, string>();
  const openTallies = new Map<string, Tally>();
  /** Closed manifests that a scan has read, by path. */
  const scanned = new Map<string, { readonly tally: Tally; readonly includes: readonly string[] }>();
  let world: { readonly key: string; readonly world: World } | undefined;

  // ---- settings, and the world made from them

  function scopeOf(uri: string): string | undefined {
    const holding = options.folders().filter(folder => uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
    return holding.sort((a, b) => b.length - a.length)[0];
  }

  async function theWorld(): Promise<World> {
    const everywhere = await settings.load(undefined);
    const key = JSON.stringify([everywhere.osvUrl, everywhere.npmRegistry, everywhere.pythonIndex, everywhere.cacheFolder]);
    if (world?.key === key) return world.world;
    void world?.world.close();
    world = { key, world: options.createWorld(everywhere, rootOf) };
    manifests.reparse();
    lockfiles.reparse();
    return world.world;
  }

  /** The search for lockfiles and installed packages ends at the workspace folder. */
  function rootOf(path: string): string {
    const scope = scopeOf(uriOf(path));
    return scope === undefined ? path.replace(/[\\/][^\\/]*$/, '') : pathOf(scope);
  }

  const settingsNow = (uri: string): Settings => settings.peek(scopeOf(uri)) ?? DEFAULT_SETTINGS;

  // ---- from a document to its diagnostics

  function resultOf(uri: string): ManifestResult | undefined {
    const read = manifests.read(uri);
    return read && judge(read, { facts: world?.world.facts ?? NO_FACTS, inspect, judgements }, settingsNow(uri).rules);
  }

  /** A lockfile is read after a pause in typing: it may be large, and a program writes it. */
  function lockDiagnosticsNow(uri: string): Diagnostic[] {
    const lockfile = lockfiles.read(uri);
    const document = documents.get(uri);
    if (!lockfile || !document || !world) return [];
    const judgement = judgements(lockfile, world.world.facts);
    return lockDiagnosticsOf(judgement, lockfile.problems, span => toRange(document, span, encoding), settingsNow(uri).rules);
  }

  function diagnosticsNow(uri: string): Diagnostic[] {
    if (lockfiles.isLockfile(uri)) return lockDiagnosticsNow(uri);
    const result = resultOf(uri);
    const document = documents.get(uri);
    if (!result || !document) return [];
    openTallies.set(uri, tallyOf(result));
    return allDiagnostics(result, uri, document);
  }

  /** What stands in a manifest, and what was found installed. */
  function allDiagnostics(result: ManifestResult, uri: string, document: TextDocument): Diagnostic[] {
    const ranged = (span: Span): Range => toRange(document, span, encoding);
    const dependencies = result.judged.map(({ dependency }) => dependency);
    return [
      ...diagnosticsOf(result, uri, ranged, options.rulePage),
      ...installedDiagnostics(environments.noticesOn(uri), { text: result.text, dependencies }, ranged, options.rulePage),
    ];
  }

  function publish(uri: string): void {
    const document = documents.get(uri);
    if (!document) return;
    const diagnostics = diagnosticsNow(uri);
    // A client's marks move with its text: each version gets its own, even where they are the same as before. Who asks, asks again by itself.
    const text = JSON.stringify(abilities.pullDiagnostics ? diagnostics : [document.version, diagnostics]);
    if (sent.get(uri) !== text) {
      sent.set(uri, text);
      if (abilities.pullDiagnostics) askForPull();
      else void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    }
    tellStatus();
  }

  function askForPull(): void {
    schedule.atMostEvery(PUBLISH_EVERY, 'pull', () => {
      connection.languages.diagnostics.refresh().catch(error => logger.warn(`the client does not refresh: ${messageOf(error)}`));
    });
  }

  function tellStatus(): void {
    const closed = [...scanned].filter(([path]) => !isOpen(path)).map(([, { tally }]) => tally);
    const installed: Tally = { ...NOTHING, counts: countNotices(allNotices(installedResults())) };
    const everything = sum([...openTallies.values(), ...closed, installed]);
    showStatus(everything, settings.peek(undefined)?.offline ?? false);
  }

  /** Learns what is not known of an open manifest, publishing as it comes in. A newer call for the same document ends an older one. */
  async function learn(uri: string): Promise<void> {
    learning.get(uri)?.abort();
    const controller = new AbortController();
    learning.set(uri, controller);
    const { signal } = controller;
    try {
      const { facts, projects } = await theWorld();
      const { offline } = await settings.load(scopeOf(uri));
      const asWritten = manifests.read(uri);
      // what stands around is waited for; meanwhile the cache is read
      await Promise.all([manifests.follow(uri, projects, signal), facts.recall(packagesOf(asWritten ? [asWritten.manifest] : []))]);
      const read = manifests.read(uri);
      const lockfile = read ? read.around.lock?.lockfile : lockfiles.read(uri);
      if (signal.aborted) return;
      const advisoriesOnly = lockedPackages(lockfile ? [lockfile] : []);
      const onChange = (): void => schedule.atMostEvery(PUBLISH_EVERY, `publish ${uri}`, () => publish(uri));
      await facts.gather(packagesOf(read ? [read.manifest] : []), { offline, advisoriesOnly, onChange }, signal);
      publish(uri);
      const again = (openTallies.get(uri)?.unknown ?? 0) > 0 ? RETRY_AFTER : FRESH_FOR;
      schedule.after(again, `learn again ${uri}`, () => void learn(uri));
    } catch (error) {
      if (!signal.aborted) logger.error(`${pathOf(uri)}: ${messageOf(error)}`);
    } finally {
      if (learning.get(uri) === controller) learning.delete(uri);
    }
  }

  /** What a manifest includes or refers to may have changed, on disk or in the client. */
  function followLater(milliseconds: number): void {
    for (const uri of manifests.uris()) {
      const { manifest, around } = manifests.read(uri) ?? {};
      if (around?.catalogs || (manifest?.includes.length ?? 0) > 0) learnLater(uri, milliseconds);
    }
  }

  function learnLater(uri: string, milliseconds: number): void {
    schedule.after(milliseconds, `learn ${uri}`, () => void learn(uri));
  }

  // ---- closed manifests

  async function scanPaths(
    paths: readonly string[],
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<readonly ManifestResult[]> {
    const { facts, origins, projects } = await theWorld();
    const { offline } = await settings.load(undefined);
    await Promise.all([...new Set(paths.map(path => scopeOf(uriOf(path))))].map(settings.load));
    const engine: Engine = { facts, inspect, judgements, files: manifests.files, origins, projects };
    const levelsOf = (path: string): Settings['rules'] => settingsNow(uriOf(path)).rules;
    return scanManifests(paths, engine, { offline, levelsOf, ...(onProgress && { onProgress }) }, signal);
  }

  function publishClosed(result: ManifestResult): void {
    scanned.set(result.path, { tally: tallyOf(result), includes: result.includes });
    if (isOpen(result.path)) return;
    const uri = uriOf(result.path);
    void connection.sendDiagnostics({ uri, diagnostics: allDiagnostics(result, uri, TextDocument.create(uri, '', 0, result.text)) });
  }

  function forgetClosed(path: string): void {
    if (scanned.delete(path) && !isOpen(path)) showInstalled(uriOf(path));
  }

  const judgedUris = (): readonly string[] => [...manifests.uris(), ...lockfiles.uris()];

  function isOpen(path: string): boolean {
    return documents.keys().some(uri => pathOf(uri) === path);
  }

  async function rescan(paths: readonly string[]): Promise<void> {
    const present = await Promise.all(paths.map(async path => ((await options.disk.read(path)).kind === 'text' ? path : undefined)));
    for (const path of paths) if (!present.includes(path)) forgetClosed(path);
    const again = present.filter(path => path !== undefined);
    const results = await scanPaths(again, new AbortController().signal);
    for (const result of results) if (again.includes(result.path)) publishClosed(result);
    tellStatus();
  }

  async function findManifests(signal: AbortSignal): Promise<readonly string[]> {
    const found = await Promise.all(options.folders().map(folder => manifestsIn(pathOf(folder), signal)));
    return [...new Set(found.flat())];
  }

  async function manifestsIn(folder: string, signal: AbortSignal): Promise<readonly string[]> {
    return options.disk.findManifests(folder, (await settings.load(folderUri(folder))).exclude, signal);
  }

  function folderUri(path: string): string | undefined {
    return options.folders().find(uri => pathOf(uri) === path);
  }

  // ---- what is installed

  async function checkFolder(folder: string, signal: AbortSignal): ReturnType<typeof checkEnvironments> {
    const { facts } = await theWorld();
    const { offline } = await settings.load(undefined);
    const holders = (await manifestsIn(folder, signal)).map(path => path.replace(/[\\/][^\\/]*$/, ''));
    const ports = { folders: options.installedFolders, facts, clock: options.clock };
    return checkEnvironments(folder, ports, { offline, projects: holders }, signal);
  }

  /** Brings what a document shows up to date with what was found installed. */
  function showInstalled(uri: string): void {
    if (documents.get(uri)) publish(uri);
    else if (scanned.has(pathOf(uri))) void rescan([pathOf(uri)]);
    else void showInstalledAlone(uri);
  }

  /** On a manifest that is neither open nor scanned nothing else is shown. */
  async function showInstalledAlone(uri: string): Promise<void> {
    const notices = environments.noticesOn(uri);
    const file = notices.length > 0 ? await options.disk.read(pathOf(uri)) : undefined;
    if (documents.get(uri) || scanned.has(pathOf(uri))) return;
    const text = file?.kind === 'text' ? file.text : '';
    const document = TextDocument.create(uri, '', 0, text);
    const dependencies = formatOf(pathOf(uri))?.parse(text).dependencies ?? [];
    const ranged = (span: Span): Range => toRange(document, span, encoding);
    const diagnostics = installedDiagnostics(environments.noticesOn(uri), { text, dependencies }, ranged, options.rulePage);
    void connection.sendDiagnostics({ uri, diagnostics });
  }

  function installedResults(): InstalledResults {
    return { reports: environments.reports(), levels: (settings.peek(undefined) ?? DEFAULT_SETTINGS).rules };
  }

  // ---- answers

  async function scan(token: CancellationToken, progress: Parameters<Session['scan']>[1]): Promise<ScanSummary> {
    progress.begin('Depwarden: scanning dependencies', 0, 'looking for manifests', true);
    try {
      return await withSignal([token, progress.token], async signal => {
        const paths = await findManifests(signal);
        progress.report(0, `${paths.length} manifests`);
        const results = await scanPaths(paths, signal, (done, total) =>
          progress.report(Math.round((100 * done) / total), `${done} of ${total} packages`),
        );
        const seen = new Set(results.map(({ path }) => path));
        for (const path of [...scanned.keys()]) if (!seen.has(path)) forgetClosed(path);
        results.forEach(publishClosed);
        tellStatus();
        environments.lookLater(0);
        return summaryOf(results, false);
      });
    } catch (error) {
      if (token.isCancellationRequested || progress.token?.isCancellationRequested) return summaryOf([], true);
      throw error;
    } finally {
      progress.done();
    }
  }

  function portsOf({ registries }: World): CodeActionPorts {
    return { registries, clock: options.clock, abilities, encoding };
  }

  environments.lookLater(START_PAUSE);
  return {
    opened: uri => {
      followLater(0);
      if (!manifests.isManifest(uri) && !lockfiles.isLockfile(uri)) return;
      if (abilities.pullDiagnostics && (scanned.has(pathOf(uri)) || environments.noticesOn(uri).length > 0))
        void connection.sendDiagnostics({ uri, diagnostics: [] });
      learnLater(uri, 0);
    },
    changed: uri => {
      followLater(TYPING_PAUSE);
      if (!manifests.isManifest(uri) && !lockfiles.isLockfile(uri)) return;
      if (world && !abilities.pullDiagnostics && manifests.isManifest(uri)) publish(uri);
      learnLater(uri, TYPING_PAUSE);
    },
    closed: uri => {
      learning.get(uri)?.abort();
      for (const key of ['learn', 'learn again', 'publish']) schedule.cancel(`${key} ${uri}`);
      manifests.drop(uri);
      lockfiles.drop(uri);
      openTallies.delete(uri);
      sent.delete(uri);
      followLater(0);
      if (scanned.has(pathOf(uri))) void rescan([pathOf(uri)]);
      else if (!abilities.pullDiagnostics || environments.noticesOn(uri).length > 0) void showInstalledAlone(uri);
      tellStatus();
    },
    settingsChanged: pushed => {
      settings.invalidate(pushed);
      void Promise.all([undefined, ...options.folders()].map(settings.load)).then(() => {
        for (const uri of judgedUris()) learnLater(uri, 0);
        for (const uri of judgedUris()) publish(uri);
        if (scanned.size > 0) void rescan([...scanned.keys()]);
        environments.lookLater(0);
      });
    },
    filesChanged: uris => {
      const changed = new Set(uris.map(pathOf));
      const closed = [...scanned].filter(([path, { includes }]) => [path, ...includes].some(other => changed.has(other)));
      if (closed.length > 0) void rescan(closed.map(([path]) => path));
      for (const uri of manifests.uris()) learnLater(uri, 0);
      environments.lookLater(INSTALL_PAUSE);
    },
    foldersChanged: () => {
      const folders = options.folders().map(pathOf);
      for (const path of [...scanned.keys()]) if (!folders.some(folder => isInside(path, folder))) forgetClosed(path);
      for (const uri of judgedUris()) void settings.load(scopeOf(uri)).then(() => publish(uri));
      for (const uri of judgedUris()) learnLater(uri, 0);
      environments.lookLater(0);
      tellStatus();
    },
    pull: async uri => {
      await Promise.all([theWorld(), settings.load(scopeOf(uri))]);
      const diagnostics = diagnosticsNow(uri);
      sent.set(uri, JSON.stringify(diagnostics));
      tellStatus();
      return diagnostics;
    },
    hover: async ({ textDocument, position }) => {
      const document = documents.get(textDocument.uri);
      const result = resultOf(textDocument.uri);
      if (!document || !result) return null;
      const { start } = toSpan(document, { start: position, end: position }, encoding);
      const hover = hoverAt(result.judged, start);
      if (!hover) return null;
      const kind = abilities.markdownHover ? 'markdown' : 'plaintext';
      const value = abilities.markdownHover ? hover.markdown : hover.plain;
      return { contents: { kind, value }, range: toRange(document, hover.span, encoding) };
    },
    codeActions: (params, token) =>
      withSignal([token], async signal => {
        const ports = portsOf(await theWorld());
        const document = documents.get(params.textDocument.uri);
        const result = resultOf(params.textDocument.uri);
        const fixes = document && result ? await codeActionsAt(params, document, result, ports, signal) : [];
        return options.wantsInstalled ? [...fixes, ...responseActions(params.context.diagnostics)] : fixes;
      }),
    resolve: (action, token) =>
      withSignal([token], async signal => {
        const uri = uriOfAction(action);
        if (uri === undefined) return action;
        return resolveCodeAction(action, documents.get(uri), resultOf(uri), portsOf(await theWorld()), signal);
      }),
    scan,
    report: async () => {
      const paths = [...new Set([...scanned.keys(), ...manifests.uris().map(pathOf)])];
      const results = await scanPaths(paths, new AbortController().signal);
      const roots = options.folders().map(pathOf);
      return {
        text: textReport(results, {
          root: roots.length === 1 ? roots[0] : undefined,
          now: options.clock(),
          paint: (_style, text) => text,
          installed: installedResults(),
        }),
      };
    },
    respond: async ({ package: name, version, ecosystem }) => {
      const { facts, heldInCaches } = await theWorld();
      const { offline } = await settings.load(undefined);
      const release = { ecosystem, name, version };
      const { signal } = new AbortController();
      const malice = await learnMalice(release, { facts, clock: options.clock }, { offline }, signal);
      const cached = malice.advisories.length > 0 ? await heldInCaches(release, signal) : [];
      return { markdown: responseText(malice, { format: 'markdown', found: { ...foundHere(release, installedResults()), cached } }) };
    },
    dispose: async () => {
      environments.dispose();
      schedule.dispose();
      for (const controller of learning.values()) controller.abort();
      await world?.world.close();
    },
  };
}

const NO_FACTS: Pick<Facts, 'peek' | 'revision'> = {
  revision: () => 0,
  peek: () => NOT_ASKED,
};
const NOT_ASKED = { registry: { kind: 'pending' }, advisories: { kind: 'pending' } } as const;

function summaryOf(results: readonly ManifestResult[], cancelled: boolean): ScanSummary {
  const { dependencies, checked, unknown, skipped, counts } = sum(results.map(tallyOf));
  return { manifests: results.length, dependencies, checked, unknown, skipped, counts, cancelled };
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.replace(/[\\/]$/, '').length));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
