import type { Workbench } from './install.mjs';

export interface ServerOptions {
  /** The user's settings, over a quiet set. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of scope `machine` and `machine-overridable`: VS Code reads them from the remote machine alone. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** An extension to install. */
  readonly vsix?: string;
  readonly flags?: readonly string[];
}

export interface WorkbenchServer {
  /** The folder with everything that this server writes. */
  readonly root: string;
  readonly port: number;
  /** What stands for this server in `vscode-remote:` URIs. */
  readonly authority: string;
  /** The workbench's address, the access token included. */
  url(query?: Readonly<Record<string, string>>): string;
  /** What the server has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

export function startServer(workbench: Workbench & { kind: 'ready' }, options?: ServerOptions): Promise<WorkbenchServer>;
