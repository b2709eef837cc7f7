// The table of commands and their options. Parser, help and docs/cli.md are made from it: a new option is one row here, and a line where it is used.

/** One option of a command. */
export interface OptionRow {
  /** Without the dashes. */
  readonly name: string;
  /** What its value is called; undefined for a flag. */
  readonly value?: string;
  /** A flag that may have one of these values behind `=`, never behind a space; without one it has the first. */
  readonly choices?: readonly [string, ...string[]];
  /** It may be repeated. */
  readonly isMultiple?: true;
  /** In the help, after the option. */
  readonly brief: string;
  /** In docs/cli.md, as Markdown. */
  readonly meaning: string;
}

export interface CommandRow {
  readonly name: string;
  /** What stands behind the name. */
  readonly takes: string;
  readonly summary: string;
  readonly options: readonly OptionRow[];
  /** What its exit statuses mean. */
  readonly status: string;
}

const OFFLINE: OptionRow = {
  name: 'offline',
  brief: 'ask nothing of the network: built-in incidents, offline database and cache only',
  meaning:
    'Ask nothing of the network: the built-in incidents, the [offline database](offline.md) and the cache alone. Where only the registry was not asked, the report says so: advisories checked, registry not asked.',
};
const ADVISORIES: OptionRow = {
  name: 'advisories',
  value: 'SOURCE',
  brief:
    'where advisories come from: auto, osv or database; default auto: the offline database while it is younger than 24 hours, else OSV; with database no name is sent anywhere for advisories',
  meaning:
    'Where advisories come from, as the setting `depwarden.advisories.source`: `auto` (default; the [offline database](offline.md) while it is younger than 24 hours, after that OSV hears the names of public packages), `osv`, or `database` (no name is sent for advisories, however old the database is).',
};
const EXCLUDE: OptionRow = {
  name: 'exclude',
  value: 'PATTERN',
  isMultiple: true,
  brief: 'leave out, tracked by git or not; may be repeated',
  meaning: 'Leave out more, in the syntax of `.gitignore`, also what git tracks. May be repeated.',
};
const CONFIG: OptionRow = {
  name: 'config',
  value: 'FILE',
  brief: 'the policy file; default: .depwarden.jsonc of the folder that is scanned',
  meaning: 'The [policy file](policy.md), in place of the `.depwarden.jsonc` of the folder that is scanned.',
};
const TRUST: OptionRow = {
  name: 'trust',
  brief: 'trust what is scanned: obey its registries, proxies, credentials, cooldowns and exceptions; also DEPWARDEN_TRUST=1',
  meaning:
    'What is scanned is trusted: its registries, proxies, credentials, cooldowns and exceptions count, and files outside of it are read for it. Without it a folder is trusted only if [`depwarden trust`](#depwarden-trust-path) remembers it, or `DEPWARDEN_TRUST=1` says so ([trust](trust.md)).',
};
const UNTRUSTED: OptionRow = {
  name: 'untrusted',
  brief: 'do not trust it, whatever else says so; the default but for --trust and what depwarden trust remembers',
  meaning: 'What is scanned is not trusted, whatever else says so. Not together with `--trust`.',
};
const HOW_TO_LOOK: readonly OptionRow[] = [OFFLINE, ADVISORIES, EXCLUDE, CONFIG, TRUST, UNTRUSTED];

export const SCAN: CommandRow = {
  name: 'scan',
  takes: '[PATH…]',
  summary: 'find malicious, vulnerable and withdrawn dependencies; default: the current folder',
  options: [
    {
      name: 'format',
      value: 'FORMAT',
      brief: 'text, json, sarif, cyclonedx, markdown or html; default text',
      meaning: '`text` (default), `json`, [`sarif`](#sarif), [`cyclonedx`](#cyclonedx), `markdown` or `html`.',
    },
    {
      name: 'output',
      value: 'FILE',
      brief: 'default: standard output',
      meaning:
        'Write the report to a file, whole or not at all. A symbolic link is followed; a pipe or device is written to. Default: standard output.',
    },
    {
      name: 'fail-on',
      value: 'LEVEL',
      brief: 'error, warning, information, hint or never; default error',
      meaning: 'The weakest level that makes the exit status 1: `error` (default), `warning`, `information`, `hint` or `never`.',
    },
    {
      name: 'fail-on-unknown',
      choices: ['all', 'advisories'],
      brief: 'also fail where something could not be checked; with =advisories only where advisories are not known',
      meaning:
        'Fail (status 3) also where something could not be checked, or nothing was found to scan. With `=advisories` only where advisories are not known: what only a registry would say does not count.',
    },
    {
      name: 'fail-on-new',
      value: 'FILE',
      brief: 'fail only on what is not in FILE, a report of an earlier scan with --format json',
      meaning: 'Exit status 1 only for what is not in FILE, a report of an earlier scan with `--format json`: see [below](#what-is-new).',
    },
    {
      name: 'since',
      value: 'REF',
      brief: 'report only what commits have brought in since REF of git, by the policy and baseline of REF; text, json or markdown',
      meaning:
        'Report only what the commits up to HEAD have brought in since REF, a branch, tag or commit of git: see [below](#since-a-commit).',
    },
    ...HOW_TO_LOOK,
    {
      name: 'ask-public',
      brief: 'ask PyPI too for names that a further index of pip has: which of both is higher is not known else',
      meaning:
        "Ask PyPI too for names that a further index of pip's has; else it is not known which of both is higher. The names are then told to PyPI.",
    },
    {
      name: 'fix',
      brief: 'apply the preferred fixes, file by file; the report is of the files as they are then',
      meaning: 'Apply the preferred fixes, see below.',
    },
  ],
  status:
    '0 nothing at or above --fail-on; 1 findings at or above it; 2 wrong usage, or a PATH or FILE that cannot be read;\n3 only unknowns, with --fail-on-unknown',
};

export const WATCH: CommandRow = {
  name: 'watch',
  takes: '[PATH…]',
  summary: 'scan again and again, and tell what has changed; Ctrl+C ends it',
  options: [
    {
      name: 'interval',
      value: 'DURATION',
      brief: 'from the end of one look to the next: 30s, 15m, 2h; default 15m',
      meaning: 'From the end of one look to the next: `30s`, `15m` (default), `2h`; at least `10s`, at most 7 days.',
    },
    {
      name: 'on-change',
      value: 'COMMAND',
      brief: 'run it by the shell at every change, with the change as JSON on its standard input',
      meaning: 'A command line that the shell runs at every change, with the change as JSON on its standard input.',
    },
    {
      name: 'write',
      value: 'FILE',
      brief: 'add every change to a file, as a line of JSON',
      meaning: 'Add every change to a file, as a line of JSON.',
    },
    { name: 'once', brief: 'look once, tell what has changed since the last look, and end', meaning: 'One look, then the end.' },
    ...HOW_TO_LOOK,
  ],
  status: 'with --once 0 nothing new; 1 new findings; 2 as for scan',
};

export const BASELINE: CommandRow = {
  name: 'baseline',
  takes: '[PATH…]',
  summary: 'record what is known of the releases in use in .depwarden/baseline.json, for later scans to compare with',
  options: [
    { name: 'check', brief: 'write nothing; tell what is not as recorded', meaning: 'Write nothing; tell what is not as recorded.' },
    {
      name: 'update',
      brief: 'record also what is not as recorded before',
      meaning: 'Record also what is not as recorded before.',
    },
    {
      name: 'direct',
      brief: 'only what manifests name, not what lockfiles add',
      meaning: 'Only what manifests name, not what lockfiles add.',
    },
    ...HOW_TO_LOOK,
  ],
  status: '0 as recorded; 1 something is not; 2 as for scan; 3 something could not be asked',
};

export const TRUSTED: CommandRow = {
  name: 'trust',
  takes: '[PATH…]',
  summary: 'remember folders as trusted, with all below them, for later scans and editors but VS Code; default: the current folder',
  options: [
    { name: 'list', brief: 'print them', meaning: 'Print the folders that are remembered.' },
    { name: 'remove', brief: 'forget them', meaning: 'Forget the folders.' },
  ],
  status: '0 done; 1 not done: a folder belongs to another account, or the list cannot be written; 2 wrong usage, or no such folder',
};

export const RESPOND: CommandRow = {
  name: 'respond',
  takes: 'PACKAGE@VERSION',
  summary: 'what to do where a malicious release was installed; npm: or pypi: before the name tells which is meant',
  options: [
    { name: 'format', value: 'FORMAT', brief: 'text or markdown; default text', meaning: '`text` (default) or `markdown`.' },
    OFFLINE,
    ADVISORIES,
  ],
  status: '0 done; 2 wrong usage',
};

export const DB: CommandRow = {
  name: 'db',
  takes: 'update|info|path',
  summary: 'download the offline advisory database or bring it up to date; tell of it; name its folder',
  options: [
    {
      name: 'format',
      value: 'FORMAT',
      brief: 'of info: text or json; default text',
      meaning: 'Of `info` alone: `text` (default) or `json`.',
    },
  ],
  status: '0 done; 1 not done, or there is no database; 2 wrong usage',
};

export const LSP: CommandRow = {
  name: 'lsp',
  takes: '--stdio',
  summary: 'the language server, for any editor',
  options: [],
  status: '2 wrong usage',
};

export const COMMANDS: readonly CommandRow[] = [SCAN, WATCH, BASELINE, TRUSTED, RESPOND, DB, LSP];
