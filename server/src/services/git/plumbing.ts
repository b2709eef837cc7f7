// Runs git's plumbing: commands that read objects, with everything turned off that a repository could have run.

import { spawn, spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import path from 'node:path';
import { RepositoryError } from '../../ports/repository.js';
import { messageOf } from '../../text/messageOf.js';
import { linked } from '../linkedSignal.js';
import { allowedFolders, type ProgramSearch } from './program.js';

export interface Ran {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Commands that change nothing and read objects, names of commits and the index. */
export type PlumbingCommand = 'rev-parse' | 'merge-base' | 'ls-tree' | 'cat-file';

export interface Plumbing {
  /** Rejects with the signal's reason, and where the program cannot be started or takes too long. */
  run(command: PlumbingCommand, words: readonly string[], signal: AbortSignal, input?: string): Promise<Ran>;
  /** Runs it while everything else waits. */
  runNow(command: PlumbingCommand, words: readonly string[], mostBytes: number): Ran;
}

export interface PlumbingOptions extends ProgramSearch {
  /** Absolute path of git. */
  readonly program: string;
  /** The folder it runs in. */
  readonly folder: string;
  /** Bytes that a command may write before it is stopped: trees can be made to have more names than any disk has room for. */
  readonly mostBytes?: number;
}

export function createPlumbing({ program, folder, mostBytes = MOST_BYTES, ...search }: PlumbingOptions): Plumbing {
  const env = environmentFor(search);
  const wordsOf = (command: PlumbingCommand, words: readonly string[]): string[] => [...OPTIONS, command, ...words];
  return {
    run: (command, words, signal, input) => collected(program, wordsOf(command, words), { cwd: folder, env, mostBytes }, signal, input),
    runNow: (command, words, maxBuffer) => {
      const options = { cwd: folder, env, maxBuffer, timeout: LONGEST_RUN, windowsHide: true };
      const { status, stdout, stderr, error } = spawnSync(program, wordsOf(command, words), options);
      return { status: error ? null : status, stdout: stdout ?? Buffer.alloc(0), stderr: stderr?.toString('utf8') ?? '' };
    },
  };
}

/**
 * What a repository's configuration could have run or looked up, given on the command line, which wins over it (git-config(1)).
 * `safe.bareRepository`: a folder that is made to look like a repository is not taken for one.
 */
const OPTIONS: readonly string[] = [
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.untrackedCache=false',
    `core.hooksPath=${devNull}`,
    `core.attributesFile=${devNull}`,
    'core.sshCommand=',
    'core.askPass=',
    'core.gitProxy=',
    'core.pager=cat',
    'core.warnAmbiguousRefs=true',
    'advice.graftFileDeprecated=false',
    'credential.helper=',
    'diff.external=',
    'gpg.program=',
    'log.showSignature=false',
    'protocol.allow=never',
    'gc.auto=0',
    'maintenance.auto=false',
    'safe.bareRepository=explicit',
  ].flatMap(setting => ['-c', setting]),
];

/** Of the user's own variables for git only those stay that say which configuration and which repositories are theirs. */
function environmentFor(search: ProgramSearch): NodeJS.ProcessEnv {
  const kept = Object.entries(search.env).filter(([name]) => !/^(?:GIT_|PATH$)/i.test(name) || OWN_VARIABLES.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: allowedFolders(search).join(path.delimiter),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_NO_LAZY_FETCH: '1',
    // git before 2.44 does not know the line above: no transport is allowed
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_PAGER: 'cat',
    PAGER: 'cat',
  };
}

const OWN_VARIABLES = /^GIT_(?:CONFIG_\w+|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/i;

/** Milliseconds that one command may take. */
const LONGEST_RUN = 120_000;
/** As above: more than two million names of files. */
const MOST_BYTES = 256 * 1024 * 1024;

interface Where {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly mostBytes: number;
}

function collected(program: string, words: string[], { mostBytes, ...where }: Where, signal: AbortSignal, input = ''): Promise<Ran> {
  const limit = AbortSignal.timeout(LONGEST_RUN);
  const either = linked(signal, limit);
  const options = { ...where, signal: either.signal, windowsHide: true };
  const ran = new Promise<Ran>((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= mostBytes) stdout.push(part);
      else if (child.kill()) reject(new RepositoryError('the repository has more in it than is read'));
    });
    child.stderr.on('data', (part: Buffer) => stderr.push(part));
    child.on('error', error => {
      if (signal.aborted) reject(signal.reason);
      else reject(new RepositoryError(limit.aborted ? 'git takes too long' : `git cannot be run: ${messageOf(error)}`));
    });
    child.on('close', status => resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') }));
    child.stdin.on('error', () => {}); // it has ended before it has read all: its status says why
    child.stdin.end(input);
  });
  return ran.finally(either.release);
}
