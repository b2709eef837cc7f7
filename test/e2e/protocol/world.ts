import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { ClientCapabilities, Diagnostic, Range } from 'vscode-languageserver-protocol/node';
import { type ClientOptions, type LanguageClient, startClient } from '../../support/languageClient.js';
import { type Services, startServices } from '../../support/services/index.js';

/** Services, a temporary folder and language clients, put away after each test; every server must then end with exit code 0. */
export interface World {
  readonly services: Services;
  /** A new folder with these files. */
  folder(files?: Readonly<Record<string, string | Buffer>>): Promise<string>;
  /** Starts a server that knows only the services on loopback. */
  start(options?: StartOptions): Promise<LanguageClient>;
  /** The `depwarden` section that points to the services, with changes (an object in it is changed key by key). */
  section(changes?: Section): Section;
  /** Runs after the test. */
  later(work: () => unknown): void;
}

export type Section = Readonly<Record<string, unknown>>;

export interface StartOptions extends ClientOptions {
  /** Changes of the `depwarden` section. */
  readonly section?: Section;
}

/** Makes the world of one test file. To be called at its top. */
export function useWorld(): World {
  let services: Services;
  let root = '';
  let folders = 0;
  let clients: LanguageClient[] = [];
  let chores: (() => unknown)[] = [];

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-protocol-')));
  });
  afterEach(async () => {
    const running = clients.filter(client => client.isRunning());
    const codes = await Promise.all(running.map(client => client.shutdown()));
    for (const client of clients) client.connection.dispose();
    clients = [];
    for (const chore of chores.reverse()) await chore();
    chores = [];
    services.npm.heal();
    services.pypi.heal();
    services.osv.heal();
    services.forget();
    await rm(root, { recursive: true, force: true });
    expect(codes).toEqual(codes.map(() => 0));
  });

  const section = (changes: Section = {}): Section =>
    merged(
      {
        advisories: { osvUrl: services.osv.url },
        registries: { npm: services.npm.url, pypi: services.pypi.indexUrl },
        cache: { folder: path.join(root, 'cache') },
        scan: { onOpen: 'off' },
      },
      changes,
    );

  return {
    get services() {
      return services;
    },
    folder: async (files = {}) => {
      const folder = path.join(root, `workspace-${++folders}`);
      await mkdir(folder);
      for (const [name, content] of Object.entries(files)) await put(path.join(folder, name), content);
      return folder;
    },
    start: async options => {
      const settings = options?.settings ?? (() => section(options?.section));
      const client = await startClient({
        ...options,
        capabilities: { ...options?.capabilities, workspace: { configuration: true, ...options?.capabilities?.workspace } },
        settings,
        env: { HOME: path.join(root, 'home'), ...options?.env },
      });
      clients.push(client);
      return client;
    },
    section,
    later: work => void chores.push(work),
  };
}

/** Writes a file and the folders it needs. */
export async function put(file: string, content: string | Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** What a client says that can do all the server makes use of, and publishes diagnostics. */
export const PUSH: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
};

/** The same for a client that asks for diagnostics. */
export const PULL: ClientCapabilities = {
  ...PUSH,
  textDocument: { ...PUSH.textDocument, diagnostic: {} },
  workspace: { ...PUSH.workspace, diagnostics: { refreshSupport: true } },
};

/** Waits until all that is to be known of the open manifests is known: the report asks for it too. */
export async function lookUpsDone(client: LanguageClient): Promise<void> {
  await client.request('depwarden/report');
}

/** The codes of diagnostics, in their order. */
export function codes(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code }) => String(code));
}

/** The first of some; there must be one. */
export function firstOf<T>(some: readonly T[] | undefined): T {
  const [first] = some ?? [];
  if (first === undefined) throw new Error('there is none');
  return first;
}

export function hasCode(code: string): (diagnostics: readonly Diagnostic[]) => boolean {
  return diagnostics => diagnostics.some(diagnostic => diagnostic.code === code);
}

/** Whether some diagnostic's message has a text in it. */
export function says(text: string): (diagnostics: readonly Diagnostic[]) => boolean {
  return diagnostics => diagnostics.some(({ message }) => String(message).includes(text));
}

export function isEmpty(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.length === 0;
}

/** The range from one place to another on one line. */
export function on(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}

/** The text in a range whose characters are UTF-16 units. */
export function textIn(text: string, { start, end }: Range): string {
  return start.line === end.line ? (text.split('\n')[start.line] ?? '').slice(start.character, end.character) : '(several lines)';
}

function merged(base: Section, changes: Section): Section {
  const isObject = (value: unknown): value is Section => typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = Object.entries(changes).map(([key, value]) => {
    const before = base[key];
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}
