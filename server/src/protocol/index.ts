// What the server and its own VS Code client say to each other beyond LSP. The only file of the server that the client imports.
// Other editors need none of it: every part is optional.

import type { Range, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Ecosystem } from '../model/index.js';
import type { IgnoredRow, Overview, OverviewManifest, OverviewRow } from '../reports/overview.js';

export { LOCKFILE_GLOBS, MANIFEST_GLOBS, RELEASE_EXAMPLES } from '../model/ecosystemFiles.js';
export { type Group, groupsOf } from '../reports/grouping.js';

/** `initializationOptions` of the `initialize` request. */
export interface InitializationOptions {
  /** The client shows `depwarden/status`; without it none is sent. */
  readonly statusNotifications?: boolean;
  /** The client shows `depwarden/installed` and has the command `depwarden.showResponse`; without it neither is used. */
  readonly installedNotifications?: boolean;
  /** The client shows `depwarden/alert`; without it, what turns malicious is a plain `window/showMessage`. */
  readonly alertNotifications?: boolean;
  /** The client has the commands `depwarden.copyCommand` and `depwarden.typeCommand`; without it neither is used. */
  readonly terminalCommands?: boolean;
  /** The client has the command `depwarden.showReport`; without it no action leads there. */
  readonly reportCommand?: boolean;
  /** The client has the command `depwarden.ignore`; without it nothing is offered to be ignored. */
  readonly ignoreCommand?: boolean;
  /** The client has the command `depwarden.showRule`; without it no page is offered as an action. */
  readonly ruleCommand?: boolean;
  /** The client's hover shows the messages of diagnostics over the text that they cover: the server's hover does not say them again there. */
  readonly problemsInHover?: boolean;
  /** The client knows the JSON schema of policy files and tells itself where an open one deviates from it. */
  readonly policySchema?: boolean;
  /**
   * Whether the client's user trusts the workspace. Without it, it is trusted where `depwarden trust` remembers all of its folders. In one that is not,
   * nothing outside of its folders is read for it, what is installed decides no version, and what it configures of registries, cooldowns and exceptions
   * does not count (docs/trust.md).
   */
  readonly trusted?: boolean;
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
  /** Dependencies of manifests that could not be checked. */
  readonly unknown: number;
  /** Releases that lockfiles name and that could not be checked. */
  readonly unknownLocked: number;
  /** Why, one line a reason; plain text. */
  readonly reasons: readonly string[];
  /** How many of the dependencies and locked releases known are looked up; there while look-ups are under way. */
  readonly checking?: Progress;
  /** When what no service answered for is asked for again, in milliseconds since 1970; missing where nothing is. */
  readonly retryAt?: number;
  /** How much of the workspace was looked at. */
  readonly scan: ScanCoverage;
  /** Malicious releases, and traces of them, that were found installed. */
  readonly maliciousInstalled: number;
  /** The manifests and lockfiles that are open. */
  readonly open: readonly OpenFileStatus[];
  /** When the export was read of the offline database that advisories come from, in milliseconds since 1970; missing where OSV is asked. */
  readonly databaseFrom?: number;
  /** What is not looked at because the workspace is not trusted, as a sentence; plain text. Missing where it is trusted. */
  readonly untrusted?: string;
}

export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** How much of the workspace was looked at: what is open, and what a scan has read. */
export interface ScanCoverage {
  /** `none`: no scan has begun, and something is not open. `partial`: a scan was given up, or files have come since. `whole`: every file. */
  readonly state: 'none' | 'partial' | 'whole';
  /** Manifests that were looked at; a lockfile without one counts as one. */
  readonly done: number;
  /** Manifests that there are; missing while that is not known. */
  readonly of?: number;
  /** A scan is under way, and so far. */
  readonly running?: Progress;
}

/** What is known of an open manifest or lockfile: dependencies and locked releases, in numbers. */
export interface OpenFileStatus {
  readonly uri: string;
  readonly checking?: Progress;
  readonly unknown: number;
  readonly unknownLocked: number;
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
  /** Releases that lockfiles name and that could not be checked. */
  readonly unknownLocked: number;
  readonly skipped: number;
  readonly counts: FindingCounts;
  readonly cancelled: boolean;
}

/**
 * `workspace/executeCommand`: fixes every manifest of the workspace folders. What there is to change is told by `window/showMessageRequest`, and what its
 * user chooses is made by one `workspace/applyEdit`, whose changes wait for confirmation in a preview. Offered to clients that apply edits. Takes a work-done token; answers a `FixSummary`.
 */
export const FIX_WORKSPACE_COMMAND = 'depwarden.fixWorkspace';

export interface FixSummary {
  /** Changes that the client was asked to make: dependencies, in how many files. */
  readonly changes: number;
  readonly files: number;
  /** How many of them change the major line: the client's user confirms them or not. */
  readonly toConfirm: number;
  /** Findings that stay when the others are made. */
  readonly stays: number;
  /** The files that the client was asked to change. Whether they are saved, the client knows. */
  readonly uris: readonly string[];
  /** Paths of manifests that changed while they were looked at: nothing was to be changed in them. */
  readonly refused: readonly string[];
  /** Whether the client has applied the edit; false also where there was nothing to change. */
  readonly applied: boolean;
  readonly cancelled: boolean;
}

/** `workspace/executeCommand`: makes all preferred fixes of one manifest, by `workspace/applyEdit`. Its argument: the manifest's URI; it must be open. */
export const FIX_FILE_COMMAND = 'depwarden.fixFile';

/**
 * `workspace/executeCommand`: shows the file in which a project names a private registry, with an example in a comment at its end, to be completed. Its
 * argument: `RegistryFile`.
 */
export const CONFIGURE_REGISTRY_COMMAND = 'depwarden.configureRegistry';

export interface RegistryFile {
  /** The open manifest. */
  readonly uri: string;
  readonly ecosystem: Ecosystem;
  readonly package: string;
}

/**
 * `workspace/executeCommand`: updates every dependency of one manifest that nothing is wrong with to the newest safe release of its major line, in the same
 * way. Its argument: the manifest's URI; it must be open. Answers a `FixSummary`.
 */
export const UPDATE_MINORS_COMMAND = 'depwarden.updateMinors';

/**
 * `workspace/executeCommand`: downloads the offline database of advisories, or brings it up to date. Takes a work-done token; answers an `UpdateSummary`.
 * An error's message is fit to be shown.
 */
export const UPDATE_DATABASE_COMMAND = 'depwarden.updateDatabase';

export interface UpdateSummary {
  /** In the database now. */
  readonly records: number;
  readonly megabytes: number;
  readonly cancelled: boolean;
}

/** Commands of the client: put a command line on the clipboard, or into a terminal, where nobody runs it but the user. Argument: `TerminalCommand`. */
export const COPY_COMMAND = 'depwarden.copyCommand';
export const TYPE_COMMAND = 'depwarden.typeCommand';

export interface TerminalCommand {
  readonly command: string;
  /** Path of the folder to run it in. */
  readonly folder: string;
}

/** Request, client to server: the findings known now as plain text, in the command line's form. Params: none. */
export const REPORT_REQUEST = 'depwarden/report';

export interface ReportResult {
  readonly text: string;
}

/** Request, client to server: what is known now, as values for a view: open manifests, those of the last scan, what is installed. Params: none. */
export const OVERVIEW_REQUEST = 'depwarden/overview';

/** Text from outside in it is neutralised, and stands as plain text; names, versions and addresses of rows are as they were written. */
export interface OverviewResult extends Omit<Overview, 'rows' | 'ignored' | 'manifests'> {
  readonly rows: readonly ReportRow[];
  readonly ignored: readonly IgnoredReportRow[];
  readonly manifests: readonly ReportManifest[];
  /** The workspace was scanned: what is not open is part of it. */
  readonly scanned: boolean;
  /** How much of the workspace is part of it. */
  readonly scan: ScanCoverage;
  /** Manifests that services are still asked about: they are missing here, or not known whole. To be asked for again. */
  readonly waiting: number;
}

/** `range` is in the encoding agreed on. */
export interface ReportRow extends Omit<OverviewRow, 'path'> {
  readonly uri: string;
  /** What it is about, to be shown: `litellm 1.82.7`, or the file's name where it is about the file. */
  readonly label: string;
}

/** Likewise. */
export interface IgnoredReportRow extends Omit<IgnoredRow, 'path'> {
  readonly uri: string;
  readonly label: string;
}

export interface ReportManifest extends Omit<OverviewManifest, 'path'> {
  readonly uri: string;
}

/** Request, client to server: applies the fix that a row of the overview offers, by `workspace/applyEdit`. The manifest must be open. */
export const APPLY_FIX_REQUEST = 'depwarden/applyFix';

export interface ApplyFixParams {
  readonly uri: string;
  /** The row's id. */
  readonly row: string;
  /** The fix that was seen: no other one is applied. */
  readonly title: string;
}

export interface ApplyFixResult {
  readonly applied: boolean;
  /** Why not; one sentence, plain text. */
  readonly why?: string;
}

/**
 * Request, client to server: all of the workspace as the text of one file, for other programs or for people. Every manifest is read and judged for that. Can be
 * cancelled.
 */
export const EXPORT_REQUEST = 'depwarden/export';

/** The forms, by the names that `depwarden scan --format` has for them. */
export type ExportFormat = 'sarif' | 'cyclonedx' | 'html' | 'markdown' | 'json';

export interface ExportParams {
  readonly format: ExportFormat;
}

export interface ExportResult {
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
  /** Its absolute path. */
  readonly environment?: string;
  /** The manifest that it is shown on; missing where there is none. */
  readonly uri?: string;
  /** One sentence, plain text. */
  readonly message: string;
}

/** Notification, server to client: releases in use have turned malicious or critical. Sent once for each, to clients with `alertNotifications`. */
export const ALERT_NOTIFICATION = 'depwarden/alert';

export interface AlertParams {
  /** One sentence on all of them, plain text. */
  readonly message: string;
  /** Never empty. */
  readonly releases: readonly AlertedRelease[];
}

export interface AlertedRelease {
  readonly package: string;
  /** `''` where the whole package is meant. */
  readonly version: string;
  readonly ecosystem: Ecosystem;
  /** Malicious; else it has a critical vulnerability. */
  readonly malicious: boolean;
  /** The manifest, and where it names the release or what brings it in. */
  readonly uri: string;
  readonly range: Range;
}

/** `workspace/executeCommand`: asks at once whether there is anything new about what is in use; findings follow. Answers a `CheckSummary`. */
export const CHECK_COMMAND = 'depwarden.checkNow';

export interface CheckSummary {
  /** How many packages were looked at. */
  readonly packages: number;
  /** Of how many something else is known now. */
  readonly changed: number;
  /** Of how many no new answer could be had. */
  readonly unknown: number;
}

/** Notification, client to server: the machine saves power, or does so no longer. While it does nothing is asked in the background. */
export const POWER_SAVE_NOTIFICATION = 'depwarden/powerSave';

export interface PowerSaveParams {
  readonly on: boolean;
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
  /** The same as the inside of an HTML page: headings, paragraphs, lists, links and commands, nothing that acts. */
  readonly html: string;
}

/** `workspace/executeCommand`: gives up a scan that is under way; what it has read is kept. Answers nothing. */
export const STOP_SCAN_COMMAND = 'depwarden.stopScan';

/** `workspace/executeCommand`: asks the services again, now, for what they did not answer. Answers a `RetrySummary`. */
export const RETRY_COMMAND = 'depwarden.tryAgain';

export interface RetrySummary {
  /** What could not be checked this time either: dependencies, and releases that lockfiles name. */
  readonly unknown: number;
  readonly unknownLocked: number;
}

/** Command of the client: shows the answer to `depwarden/response`. Its argument: `ResponseParams`; without one it asks. */
export const SHOW_RESPONSE_COMMAND = 'depwarden.showResponse';

/** Command of the client: shows the page of a rule, which lies beside the program. Its argument: `RuleParams`; without one it asks. */
export const SHOW_RULE_COMMAND = 'depwarden.showRule';

export interface RuleParams {
  /** Id of a rule, or another code of a diagnostic: `manifest`, `not-checked`. */
  readonly rule: string;
}

/** A key that a client adds to the `depwarden` section of its settings: `rules` as the user has chosen them, without the workspace's settings. */
export const RULES_OF_USER = 'rulesOfUser';

/** Command of the client: shows the report of the workspace. */
export const SHOW_REPORT_COMMAND = 'depwarden.showReport';

/** Command of the client: asks what of a finding is to be ignored, why and for how long. Its argument: `IgnoreQuestion`. */
export const IGNORE_COMMAND = 'depwarden.ignore';

export interface IgnoreQuestion {
  /** The document the finding is in. */
  readonly uri: string;
  readonly title: string;
  /** To be asked about once more: it is about malware. */
  readonly malicious: boolean;
  /** An entry without an end would ignore nothing. */
  readonly needsExpiry: boolean;
  /** What can be chosen, the narrowest first. */
  readonly scopes: readonly { readonly label: string; readonly entry: IgnoreSelectors }[];
}

/** What an entry of `ignore` in a policy file names; docs/policy.md. */
export interface IgnoreSelectors {
  readonly rule?: string;
  readonly advisory?: string;
  readonly package?: string;
  readonly versions?: string;
}

/** Request, client to server: what can be ignored of a row of the overview. Its parameters are those of the row. */
export const IGNORE_CHOICES_REQUEST = 'depwarden/ignoreChoices';

export interface IgnoreChoicesParams {
  readonly uri: string;
  readonly rule: string;
  readonly package: string;
  readonly ecosystem: Ecosystem;
  readonly version?: string;
  /** Ids. */
  readonly advisories: readonly string[];
  readonly signals?: readonly string[];
}

export interface IgnoreChoicesResult {
  /** Null where nothing can be. */
  readonly question: IgnoreQuestion | null;
}

/** Request, client to server: the edit that adds an entry to the policy file. An error's message is fit to be shown. */
export const IGNORE_REQUEST = 'depwarden/ignore';

export interface IgnoreParams {
  readonly uri: string;
  /** `expires` is a day: `2027-01-31`. */
  readonly entry: IgnoreSelectors & { readonly reason: string; readonly expires?: string };
}

export interface IgnoreResult {
  /** The policy file. */
  readonly uri: string;
  readonly edit: WorkspaceEdit;
}

/** Every request beyond LSP, by its method: what it takes and what it answers. */
export interface CustomRequests {
  readonly [REPORT_REQUEST]: { readonly params: undefined; readonly result: ReportResult };
  readonly [OVERVIEW_REQUEST]: { readonly params: undefined; readonly result: OverviewResult };
  readonly [APPLY_FIX_REQUEST]: { readonly params: ApplyFixParams; readonly result: ApplyFixResult };
  readonly [EXPORT_REQUEST]: { readonly params: ExportParams; readonly result: ExportResult };
  readonly [RESPONSE_REQUEST]: { readonly params: ResponseParams; readonly result: ResponseResult };
  readonly [IGNORE_CHOICES_REQUEST]: { readonly params: IgnoreChoicesParams; readonly result: IgnoreChoicesResult };
  readonly [IGNORE_REQUEST]: { readonly params: IgnoreParams; readonly result: IgnoreResult };
}

/** Those that change files: offered to clients that apply edits. */
export const EDITING_COMMANDS: readonly string[] = [
  CONFIGURE_REGISTRY_COMMAND,
  FIX_FILE_COMMAND,
  FIX_WORKSPACE_COMMAND,
  UPDATE_MINORS_COMMAND,
];

/** Every command of the server. */
export const SERVER_COMMANDS = [
  SCAN_COMMAND,
  STOP_SCAN_COMMAND,
  RETRY_COMMAND,
  CHECK_COMMAND,
  UPDATE_DATABASE_COMMAND,
  CONFIGURE_REGISTRY_COMMAND,
  FIX_FILE_COMMAND,
  FIX_WORKSPACE_COMMAND,
  UPDATE_MINORS_COMMAND,
] as const;

/** Notification, client to server, without params: the client's user has come to trust a workspace that `trusted` said was not. */
export const TRUST_NOTIFICATION = 'depwarden/trustGranted';

/** Notification, client to server: the Python interpreters that are selected in the editor. Sent at start, and whenever one has changed. */
export const INTERPRETERS_NOTIFICATION = 'depwarden/interpreters';

export interface InterpretersParams {
  /**
   * By the URI of a workspace folder: the path of the interpreter selected for it. Folders without one are left out; what is said takes the
   * place of all that was said before. What is installed for that interpreter is looked at too, and is what the folder's manifests get.
   */
  readonly interpreters: Readonly<Record<string, string>>;
}

/** Globs of the package managers' configuration, in which a cooldown may stand. */
export const CONFIGURATION_GLOBS = [
  '**/.npmrc',
  '**/.yarnrc.yml',
  '**/bunfig.toml',
  '**/uv.toml',
  '**/poetry.toml',
  '**/pdm.toml',
  '**/pip.conf',
  '**/pip.ini',
] as const;

/** Glob of baselines, the same: they are watched, and need not be opened with the server. */
export const BASELINE_GLOB = '**/.depwarden/baseline.json';

/** Glob of policy files, the same. */
export const POLICY_GLOB = '**/.depwarden.jsonc';
