// What a URL tells of a source outside registries: whether it is safe on the way, and what it is fixed to.
import type { ForeignSource } from '../../model/index.js';

/**
 * A git repository as npm or pip write it: `git+https://…`, `github:owner/name`, `owner/name`, each with or without the commit.
 * @param commit what is named as branch, tag or commit; undefined where nothing is
 */
export function gitSource(address: string, commit: string | undefined): ForeignSource {
  const [, version] = (commit !== undefined && commit.length <= LONGEST_URL && VERSION_TAG.exec(commit)) || [];
  return sourceOf('git', address, commit !== undefined && COMMIT.test(commit) ? commit : undefined, version);
}

/**
 * An archive at an http(s) URL. It is fixed by a digest in the fragment (pip: `#sha256=…`, https://pip.pypa.io/en/stable/topics/secure-installs/), or
 * where it is what a code host packs of one commit.
 */
export function archiveSource(url: string): ForeignSource {
  const file = url.length > LONGEST_URL ? '' : (/^[^?#]*/.exec(url.trim())?.[0] ?? '').replace(ARCHIVE_ENDING, '');
  const [, name, version] = VERSION_FILE.exec(file) ?? [];
  return sourceOf('archive', url, DIGEST.exec(url)?.[1] ?? COMMIT_ARCHIVE.exec(url)?.[1], version, name);
}

/** npm: the commit stands behind `#` (https://docs.npmjs.com/cli/configuring-npm/package-json#git-urls-as-dependencies); `#semver:…` and others name none. */
export function npmGitSource(specifier: string): ForeignSource {
  const hash = specifier.indexOf('#');
  return gitSource(specifier, hash < 0 ? undefined : specifier.slice(hash + 1).replace(/^commit[:=]/, ''));
}

/** pip: the commit stands behind the last `@` of the path (https://pip.pypa.io/en/stable/topics/vcs-support/). */
export function pipGitSource(url: string): ForeignSource {
  const path = url.replace(/[#?].*$/, '').replace(/^[^/]*\/\/[^/]*/, '');
  const at = path.lastIndexOf('@');
  return gitSource(url, at < 0 ? undefined : path.slice(at + 1));
}

/** SHA-1 and SHA-256, whole: a short one may come to mean another commit. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
const DIGEST = /[#&]((?:sha256|sha384|sha512)=[0-9a-f]{64,128})(?:&|$)/i;
const COMMIT_ARCHIVE =
  /^https:\/\/(?:codeload\.github\.com\/[^/]+\/[^/]+\/(?:legacy\.)?(?:tar\.gz|zip)\/|github\.com\/[^/]+\/[^/]+\/(?:archive|tarball|zipball)\/)([0-9a-f]{40})(?:\.tar\.gz|\.zip)?(?:[?#]|$)/i;
/** Schemes that neither encrypt nor authenticate. */
const INSECURE = /^(?:git\+)?(?:http|git):/i;

/** A tag that is a version: `v1.2.3`, `1.2.3-rc.1`, `refs/tags/v1.2.3`, of one package among several `name@1.2.3`, `name-v1.2.3`; Yarn's `tag=v1.2.3`. */
const VERSION_TAG = /^(?:refs\/tags\/|tag[=:])?(?:(?:@[\w.-]+\/)?[\w.-]+[@-])?v?(\d+(?:\.\d+)+(?:[-+._]?[a-z][\w.+-]*)?)$/i;
/** A version at the end of a file's name, or what a code host packs of such a tag. */
const VERSION_FILE = /\/(?:([^/]+)-)?v?(\d+(?:\.\d+)+(?:[-+._]?[a-z][\w.+-]*)?)$/i;
const ARCHIVE_ENDING = /\.(?:tgz|tar(?:\.\w+)?|zip)$/i;
/** Characters of a URL, or of what names a commit in one, above which no release is looked for in it. */
const LONGEST_URL = 4096;

function sourceOf(
  kind: ForeignSource['kind'],
  address: string,
  fixedTo: string | undefined,
  version?: string,
  name?: string,
): ForeignSource {
  return {
    kind,
    insecure: INSECURE.test(address.trim()),
    ...(fixedTo !== undefined && { fixedTo }),
    ...(version !== undefined && { release: { version, ...(name !== undefined && { name }) } }),
  };
}

/** Whether the reason for which something is no registry release (`Origin`, `LockedPackage.skipped`) is that it comes from git or a URL. */
export function isForeign(reason: string | undefined): boolean {
  return reason !== undefined && FOREIGN.has(reason);
}

const FOREIGN: ReadonlySet<string> = new Set(['git source', 'tarball URL', 'URL source']);
