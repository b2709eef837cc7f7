import type { Include, Manifest, Problem, SourceText } from '../model/index.js';
import type { FileSystem } from '../ports/index.js';
import { quoted } from '../text/sanitize.js';
import type { ParseManifest } from './parseOnce.js';

/** What the files that a requirements file names add to it. */
export interface Included {
  /** Specifiers from constraints files, by normalised name: pip applies them to every requirement. */
  readonly constraints: ReadonlyMap<string, readonly string[]>;
  /** Includes that could not be followed, each on its own line of the including file. */
  readonly problems: readonly Problem[];
  /** Every file that was read, or that should have been. */
  readonly paths: readonly string[];
  /** Those among them that `-r` names: manifests of their own. */
  readonly requirements: readonly string[];
  /** Those that `-c` names in the first file itself, as far as they could be read. */
  readonly constraintsFiles: readonly SourceText[];
}

export const NOTHING_INCLUDED: Included = { constraints: new Map(), problems: [], paths: [], requirements: [], constraintsFiles: [] };

/** How many files one manifest may pull in before the rest is left unread, and said so. */
export const INCLUDE_LIMIT = 200;

/**
 * Follows `-r` and `-c` from a requirements file, each file once. As for pip, what counts is the option that names a file: what a
 * constraints file includes with `-r` is required.
 * pip: https://pip.pypa.io/en/stable/reference/requirements-file-format/#referring-to-other-requirements-files
 */
export async function followIncludes(
  path: string,
  manifest: Manifest,
  files: FileSystem,
  parse: ParseManifest,
  signal: AbortSignal,
): Promise<Included> {
  if (manifest.includes.length === 0) return NOTHING_INCLUDED;
  const constraints = new Map<string, string[]>();
  const problems: Problem[] = [];
  const seen = new Map<string, Manifest | undefined>();
  const requirements = new Set<string>();
  const constraintsFiles: SourceText[] = [];
  let isCut = false;

  async function follow(from: string, includes: readonly Include[], trail: Trail): Promise<void> {
    for (const include of includes) {
      const root = trail.root ?? include;
      const refusal = refuse(include.target);
      if (refusal) {
        report(root, include, refusal);
        continue;
      }
      const target = files.resolve(from, include.target);
      if (trail.paths.includes(target)) report(root, include, 'it includes itself', 'error');
      else await read(target, include, { root, paths: [...trail.paths, target] });
    }
  }

  async function read(target: string, include: Include, trail: Required<Trail>): Promise<void> {
    const key = `${include.kind} ${target}`;
    if (seen.has(key)) return;
    if (seen.size >= INCLUDE_LIMIT) {
      if (!isCut) report(trail.root, include, `more than ${INCLUDE_LIMIT} files are included`);
      isCut = true;
      return;
    }
    seen.set(key, undefined);
    const file = await files.read(target);
    signal.throwIfAborted();
    if (file.kind === 'unreadable') return report(trail.root, include, file.reason, 'error');
    const included = parse(target, file.text);
    if (included.skipped !== undefined) return report(trail.root, include, included.skipped);
    if (include.kind !== 'constraints') requirements.add(target);
    else {
      addConstraints(included);
      if (trail.root === include) constraintsFiles.push({ path: target, text: file.text });
    }
    await follow(target, included.includes, trail);
  }

  function addConstraints(included: Manifest): void {
    for (const { name, origin, marker } of included.dependencies) {
      // on the platforms that its marker leaves out nothing is limited
      if (origin.kind === 'registry' && origin.range !== '' && marker === undefined)
        constraints.set(name, [...(constraints.get(name) ?? []), origin.range]);
    }
  }

  function report(root: Include, include: Include, reason: string, level: Problem['level'] = 'warning'): void {
    const what = root === include ? quoted(include.target, 80) : `${quoted(root.target, 50)} → ${quoted(include.target, 50)}`;
    problems.push({ message: `${what} is not read: ${reason}. What it names is not checked.`, span: root.span, level, leavesUnread: true });
  }

  await follow(path, manifest.includes, { paths: [path] });
  const paths = [...new Set([...seen.keys()].map(key => key.slice(key.indexOf(' ') + 1)))];
  return { constraints, problems, paths, requirements: [...requirements], constraintsFiles };
}

interface Trail {
  /** The include in the first file, on whose line problems are shown. */
  readonly root?: Include;
  /** From the first file to here. */
  readonly paths: readonly string[];
}

function refuse(target: string): string | undefined {
  if (/^(?:[a-z][a-z+.-]+:\/\/|(?:https?|file):)/i.test(target)) return 'files are not fetched by URL';
  if (/\$\{[A-Z0-9_]+\}/.test(target)) return 'it depends on an environment variable';
  return undefined;
}
