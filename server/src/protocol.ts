// What the server and its own VS Code client say to each other beyond LSP. The only file of the server that the client imports.
// Other editors need none of it: every part is optional.

import type { Ecosystem } from './model.js';

/** `initializationOptions` of the `initialize` request. */
export interface InitializationOptions {
  /** The client shows `depwarden/status`; without it none is sent. */
  readonly statusNotifications?: boolean;
  /** The client shows `depwarden/installed` and has the command `depwarden.showResponse`; without it neither is used. */
  readonly installedNotifications?: boolean;
  /** The `depwarden` section of the settings, for clients that do not support `workspace/configuration`. */
  readonly settings?: unknown;
}

/** Notification, server to client: what the status bar item shows. Sent on change only. */
export const STATUS_NOTIFICATION = 'depwarden/status';

export interface StatusParams {
  /** `checking`: look-ups under way. `offline`: asked not to use the network. `degraded`: some service did not answer. */
  readonly state: 'idle' | 'checking' | 'offline' | 'degraded';
  /** Findings in all manifests known: open ones and those of the last scan. */
  readonly counts: FindingCounts;
  /** Dependencies that could not be checked. */
  readonly unknown: number;
  /** Why, one line a reason; plain text. */
  readonly reasons: readonly string[];
}

export interface FindingCounts {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

/** `workspace/executeCommand`: scans every manifest of the workspace folders. Takes a work-done token; answers a `ScanSummary`. */
export const SCAN_COMMAND = 'depwarden.scanWorkspace';

export interface ScanSummary {
  readonly manifests: number;
  readonly dependencies: number;
  readonly checked: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly counts: FindingCounts;
  readonly cancelled: boolean;
}

/** Request, client to server: the findings known now as plain text, in the command line's form. Params: none. */
export const REPORT_REQUEST = 'depwarden/report';

export interface ReportResult {
  readonly text: string;
}

/** Notification, server to client: something malicious is installed. Sent once for each, to clients with `installedNotifications`. */
export const INSTALLED_NOTIFICATION = 'depwarden/installed';

export interface InstalledParams {
  readonly package: string;
  readonly ecosystem: Ecosystem;
  /** Missing where only a trace of some release is there. */
  readonly version?: string;
  /** The environment, relative to its workspace folder: `.venv`, `node_modules`. */
  readonly where: string;
  /** One sentence, plain text. */
  readonly message: string;
}

/** Request, client to server: what to do about a release that was installed. */
export const RESPONSE_REQUEST = 'depwarden/response';

export interface ResponseParams {
  readonly package: string;
  readonly version: string;
  readonly ecosystem: Ecosystem;
}

export interface ResponseResult {
  readonly markdown: string;
}

/** Command of the client: shows the answer to `depwarden/response`. Its argument: `ResponseParams`; without one it asks. */
export const SHOW_RESPONSE_COMMAND = 'depwarden.showResponse';

/** Notification, client to server: the Python interpreters that are selected in the editor. Sent at start, and whenever one has changed. */
export const INTERPRETERS_NOTIFICATION = 'depwarden/interpreters';

export interface InterpretersParams {
  /**
   * By the URI of a workspace folder: the path of the interpreter selected for it. Folders without one are left out; what is said takes the
   * place of all that was said before. What is installed for that interpreter is looked at too, and is what the folder's manifests get.
   */
  readonly interpreters: Readonly<Record<string, string>>;
}

/** Globs of the manifests: what a client should open with the server, and what the server watches. The server's own choice by name is narrower. */
export const MANIFEST_GLOBS = [
  '**/package.json',
  '**/*[rR]equirements*.txt',
  '**/[rR]equirements/*.txt',
  '**/[cC]onstraints*.txt',
  '**/*.in',
  '**/pyproject.toml',
  '**/Pipfile',
  '**/setup.cfg',
  '**/pnpm-workspace.yaml',
] as const;

/** Globs of the lockfiles, the same. */
export const LOCKFILE_GLOBS = [
  '**/package-lock.json',
  '**/npm-shrinkwrap.json',
  '**/pnpm-lock.yaml',
  '**/yarn.lock',
  '**/bun.lock',
  '**/uv.lock',
  '**/poetry.lock',
  '**/pdm.lock',
  '**/Pipfile.lock',
  '**/pylock*.toml',
] as const;
