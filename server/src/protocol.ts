// What the server and its own VS Code client say to each other beyond LSP. The only file of the server that the client imports.
// Other editors need none of it: every part is optional.

/** `initializationOptions` of the `initialize` request. */
export interface InitializationOptions {
  /** The client shows `depwarden/status`; without it none is sent. */
  readonly statusNotifications?: boolean;
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
