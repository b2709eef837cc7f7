// `depwarden scan --since REF`: what the commits up to HEAD have brought in.
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { version } from '../../../package.json';
import { createInspect } from '../analysis/evaluate.js';
import { createAnalyzeLockfile } from '../analysis/lockfile.js';
import type { Facts } from '../analysis/packageMetadata.js';
import { publicFacts } from '../analysis/privateMetadata.js';
import type { FileResult } from '../analysis/results.js';
import { type CommitDisk, type Commits, openCommits } from '../compose/commits.js';
import { composeWorld, openDisk, type World } from '../compose/index.js';
import { lockfileFormatOf } from '../ecosystems/lockfiles.js';
import { BASELINE_FILE } from '../model/baseline.js';
import { LEVELS, type Level } from '../model/index.js';
import { entryChanges } from '../policy/entryChanges.js';
import { type Policy, withBaseline, withPrivateNames } from '../policy/policy.js';
import { POLICY_FILE } from '../policy/policyFile.js';
import { affectedFiles, isSettingsFile } from '../project/changedScope.js';
import { NOTHING_INSTALLED } from '../reports/installed.js';
import { relativeTo } from '../reports/positions.js';
import { newDependencies, newPackages } from '../reports/since/dependencies.js';
import { countGone, newFindings, newIgnored, newPartlyRead, newProblems, newUnknowns } from '../reports/since/findings.js';
import { sinceJson } from '../reports/since/json.js';
import { digestChanges, hostChanges } from '../reports/since/lockfiles.js';
import type { FileChanges, SinceReport, SubmoduleChange } from '../reports/since/report.js';
import { sinceMarkdown, sinceText } from '../reports/since/text.js';
import type { Engine } from '../scan/engine.js';
import { scanFiles } from '../scan/scan.js';
import { messageOf } from '../text/messageOf.js';
import { annotations, problemsIn, withoutCommands } from './annotations.js';
import type { ScanArguments } from './arguments.js';
import { painter } from './colours.js';
import { newIn, readKnown, tellNew } from './failOnNew.js';
import { type Found, foundIn } from './foundManifests.js';
import { isInside } from './namedPaths.js';
import { writeCommands, writeReport } from './output.js';
import { readScanPolicy, reportAfter, warnOf } from './policy.js';
import { complain, fail, stderrLogger, stopOnInterrupt } from './process.js';
import { createProgress } from './progress.js';
import { inGitHubActions } from './runner.js';
import { isPartlyRead, isUnknown } from './scan.js';
import { baselineFor, settingsOf } from './scanning.js';
import { trustBy } from './trust.js';

/**
 * Runs `depwarden scan --since`. Resolves with the exit status (docs/cli.md).
 * @param revision the word behind `--since`
 */
export async function runSince(args: ScanArguments, revision: string): Promise<number> {
  const signal = stopOnInterrupt();
  try {
    const known = args.failOnNew === undefined ? undefined : await readKnown(args.failOnNew);
    if (typeof known === 'string') return fail(known);
    const scope = scopeOf(args.paths);
    const commits = await openCommits(scope.holders, process.env, signal);
    const isTrusted = scope.holders.every(trustBy(args, process.env));
    const sides = await readSides(commits, revision, { ...args, isTrusted }, signal);
    const root = scope.root(commits.root);
    const chosen = await readScanPolicy({ root, config: args.config, isTrusted: true, files: sides.accepted.files });
    if (typeof chosen === 'string') return fail(chosen);
    const recorded = await baselineFor({ root, ofRoot: sides.accepted.files });
    // of HEAD only that counts which tells fewer names to public services
    const ofHead = await readScanPolicy({ root, config: undefined, isTrusted: false, files: sides.after.files });
    if (typeof ofHead === 'string') return fail(ofHead);
    const policy = withPrivateNames(withBaseline(chosen.policy, recorded?.file.baseline), ofHead.policy.privateNames);
    const { after, ...compared } = await compare(commits, sides, { ...scope, root, isTrusted }, policy, args, signal);
    warnOf(reportAfter(chosen, after, [], false), root);
    const report: SinceReport = { root, version, now: Date.now(), isTrusted, ...compared };
    const isRunner = args.format === 'text' && inGitHubActions(process.env);
    if (isRunner && args.output === undefined) await writeCommands(withoutCommands(written(report, args)));
    else await writeReport(written(report, args), args.output, args.format === 'json');
    const unread = after.find(result => result.unread && scope.explicit.includes(result.path));
    if (unread) return fail(`${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}`);
    const found = foundNew(report, after);
    const levels: readonly Level[] = args.failOn === 'never' ? [] : LEVELS.slice(0, LEVELS.indexOf(args.failOn) + 1);
    const failing = found.filter(({ level }) => levels.includes(level));
    const fresh = known ? newIn(failing, known, levels) : failing;
    if (known) tellNew(fresh, failing.length, args.failOnNew ?? '', root);
    if (isRunner)
      await writeCommands(
        annotations(
          [...(known ? fresh : found), ...problemsIn(report.problems.map(({ result, problem }) => ({ ...result, problems: [problem] })))],
          process.env.GITHUB_WORKSPACE || commits.root,
        ),
      );
    if (fresh.length > 0) return 1;
    return isOpen(report, args) ? 3 : 0;
  } catch (error) {
    return fail(messageOf(error));
  }
}

/** What was named on the command line. */
interface Scope {
  /** Folders whose manifests are compared; absolute, links resolved. */
  readonly folders: readonly string[];
  /** Manifests and lockfiles that were named themselves. */
  readonly explicit: readonly string[];
  /** The folders, and those that hold the files. */
  readonly holders: readonly string[];
  /** The folder whose policy holds: the one that was named, else the current one, as far as it lies in the repository. */
  root(repository: string): string;
}

/** @throws where something cannot be found */
function scopeOf(words: readonly string[]): Scope {
  const named = words.map(word => {
    const full = path.resolve(word);
    const stats = statSync(full, { throwIfNoEntry: false });
    if (!stats) throw new Error(`${word}: there is no such file or folder`);
    const isFolder = stats.isDirectory();
    // a link to a file lies where its name does
    const real = isFolder ? realpathSync(full) : path.join(realpathSync(path.dirname(full)), path.basename(full));
    return { real, isFolder };
  });
  const folders = named.filter(({ isFolder }) => isFolder).map(({ real }) => real);
  const explicit = named.filter(({ isFolder }) => !isFolder).map(({ real }) => real);
  const [only] = folders;
  const root = (repository: string): string => {
    if (only !== undefined && named.length === 1) return only;
    const current = realpathSync(process.cwd());
    return isWithin(current, repository) ? current : repository;
  };
  return { folders, explicit, holders: [...folders, ...explicit.map(file => path.dirname(file))], root };
}

function isWithin(target: string, folder: string): boolean {
  return target === folder || isInside(target, folder);
}

interface Sides {
  readonly before: CommitDisk;
  readonly after: CommitDisk;
  /** Of the revision itself: its policy and baseline hold. */
  readonly accepted: CommitDisk;
  readonly compared: Omit<SinceReport['compared'], 'files'>;
}

async function readSides(
  commits: Commits,
  revision: string,
  { config, isTrusted }: Pick<ScanArguments, 'config'> & { readonly isTrusted: boolean },
  signal: AbortSignal,
): Promise<Sides> {
  const commit = await commits.commitOf(revision, signal);
  const head = await commits.commitOf('HEAD', signal);
  const mergeBase = await commits.mergeBaseOf(commit, head, signal);
  const base = mergeBase ?? commit;
  const outside = openDisk({ folders: () => [commits.root], isTrusted: () => isTrusted });
  const disks = new Map<string, CommitDisk>();
  for (const one of new Set([base, head, commit])) disks.set(one, await commits.diskOf(one, outside, signal));
  const at = (one: string): CommitDisk => disks.get(one) as CommitDisk;
  const file = config === undefined ? undefined : path.resolve(config);
  const compared = { revision, commit, base, head, isMergeBase: mergeBase !== undefined, config: file };
  return { before: at(base), after: at(head), accepted: at(commit), compared };
}

type Comparison = Omit<SinceReport, 'root' | 'version' | 'now' | 'isTrusted'> & {
  /** What the files of HEAD are that were looked at. */
  readonly after: readonly FileResult[];
};

async function compare(
  commits: Commits,
  sides: Sides,
  scope: Omit<Scope, 'root'> & { readonly root: string; readonly isTrusted: boolean },
  policy: Policy,
  args: ScanArguments,
  signal: AbortSignal,
): Promise<Comparison> {
  const world = composeWorld(settingsOf(args), process.env, stderrLogger, {
    rootOf: () => commits.root,
    isTrusted: () => scope.isTrusted,
    folders: () => [commits.root],
  });
  const facts = publicFacts(world.facts, world.registries, id => policy.privateNames?.reasonFor(id));
  const progress = createProgress(process.stderr);
  process.once('exit', progress.end);
  try {
    const [before, after] = [engineOf(sides.before, world, facts), engineOf(sides.after, world, facts)];
    for (const { disk } of [before, after]) await disk.preload(isReadOften, signal);
    const changed = changedIn(sides, commits.root);
    const [old, now] = [await projectFiles(before.disk, scope, args, signal), await projectFiles(after.disk, scope, args, signal)];
    refuseUnknown(scope, old, now);
    if (now.length === 0) complain('no manifest or lockfile found in HEAD: nothing was checked');
    const affected = await affectedFiles(
      [
        { paths: old, ...before.engine },
        { paths: now, ...after.engine },
      ],
      changed,
      signal,
    );
    const judge = (paths: readonly string[], engine: Engine): Promise<readonly FileResult[]> =>
      scanFiles(
        paths.filter(one => affected.has(one)),
        engine,
        { offline: args.offline, policyOf: () => policy, onProgress: progress.show },
        signal,
      );
    // what is new is asked about first; of what both have the same is known then
    const head = await judge(now, after.engine);
    const base = await judge(old, before.engine);
    await facts.recall(newPackages(newDependencies(base, head, facts.peek)));
    const differing = [...changed].filter(file => isWithin(file, scope.root) || scope.folders.some(folder => isWithin(file, folder)));
    const comparison = {
      after: head,
      compared: { ...sides.compared, files: new Set([...base, ...head].map(result => result.path)).size },
      findings: newFindings(base, head),
      ignored: newIgnored(base, head),
      gone: countGone(base, head),
      dependencies: newDependencies(base, head, facts.peek),
      hosts: hostChanges(base, head),
      digests: digestChanges(base, head),
      policy: await fileChanges(differing, POLICY_FILE, sides),
      baseline: await fileChanges(differing, BASELINE_FILE, sides),
      unknown: newUnknowns(base, head),
      problems: newProblems(base, head),
      partly: newPartlyRead(base, head, isPartlyRead),
      submodules: submodulesIn(differing, sides, commits.root),
      isEmpty: old.length + now.length === 0,
      ...world.databaseUse(args.offline),
    };
    commits.checkWhole();
    return comparison;
  } finally {
    process.off('exit', progress.end);
    progress.end();
    await world.close();
  }
}

function engineOf(disk: CommitDisk, world: World, facts: Facts): { readonly disk: CommitDisk; readonly engine: Engine } {
  const analyzer = { inspect: createInspect(Date.now), analyzeLockfile: createAnalyzeLockfile(Date.now) };
  return { disk, engine: { facts, ...world.readersOf(disk), ...analyzer, files: disk.files, breathe: () => nextTurn() } };
}

/** Small files that are looked at for many manifests, without waiting. */
function isReadOften(file: string): boolean {
  return isSettingsFile(file) && lockfileFormatOf(file) === undefined;
}

async function projectFiles(
  disk: CommitDisk,
  { folders, explicit }: Pick<Scope, 'folders' | 'explicit'>,
  { exclude }: ScanArguments,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await Promise.all(folders.map(folder => disk.files.findProjectFiles(folder, exclude, signal)));
  const there = explicit.map(file => (disk.has(file) ? [file] : []));
  return [...new Set([...found.map(({ files }) => files), ...there].flat())];
}

function refuseUnknown({ explicit }: Pick<Scope, 'explicit'>, before: readonly string[], after: readonly string[]): void {
  const missing = explicit.find(file => !before.includes(file) && !after.includes(file));
  if (missing !== undefined) throw new Error(`${missing}: it is in neither of the two commits`);
}

/** Absolute paths of everything that is not the same in both commits, and of what leads there by links. */
function changedIn({ before, after }: Pick<Sides, 'before' | 'after'>, root: string): ReadonlySet<string> {
  const names = new Set([...before.entries.keys(), ...after.entries.keys()]);
  const isSame = (name: string): boolean => {
    const [old, now] = [before.entries.get(name), after.entries.get(name)];
    return old?.object === now?.object && old?.kind === now?.kind;
  };
  const changed = [...names].filter(name => !isSame(name)).map(name => path.join(root, ...name.split('/')));
  const linked = [before, after].flatMap(disk =>
    [...disk.links].flatMap(([link, target]) =>
      target === undefined ? [] : changed.filter(file => isWithin(file, target)).map(file => path.join(link, path.relative(target, file))),
    ),
  );
  return new Set([...changed, ...linked]);
}

/** @param name of the file, or its path below the folder that it is for */
async function fileChanges(changed: readonly string[], name: string, { before, after }: Sides): Promise<readonly FileChanges[]> {
  const own = changed.filter(file => file.replaceAll('\\', '/').endsWith(`/${name}`)).sort();
  const textIn = async (disk: CommitDisk, file: string): Promise<string | undefined> => {
    const content = await disk.files.read(file);
    return content.kind === 'text' ? content.text : content.absent ? undefined : content.reason;
  };
  const all = await Promise.all(
    own.map(async file => ({ path: file, changes: entryChanges(await textIn(before, file), await textIn(after, file)) })),
  );
  return all.filter(({ changes }) => changes.length > 0);
}

function submodulesIn(changed: readonly string[], { before, after }: Sides, root: string): readonly SubmoduleChange[] {
  const commitIn = ({ entries }: CommitDisk, file: string): string | undefined => {
    const entry = entries.get(relativeTo(root, file));
    return entry?.kind === 'submodule' ? entry.object : undefined;
  };
  return changed
    .map(file => ({ path: file, before: commitIn(before, file), after: commitIn(after, file) }))
    .filter(one => one.before !== undefined || one.after !== undefined);
}

function written(report: SinceReport, { format, output }: ScanArguments): string {
  if (format === 'json') return sinceJson(report);
  if (format === 'markdown') return sinceMarkdown(report);
  return sinceText(report, painter(output === undefined && process.stdout.isTTY, process.env));
}

/** The new findings, for whoever counts or annotates. */
function foundNew({ findings, root }: SinceReport, results: readonly FileResult[]): readonly Found[] {
  const fresh = new Set(findings.map(({ finding }) => finding));
  const reduced = results.map(result => ({
    ...result,
    judged: result.judged.map(one => ({ ...one, findings: one.findings.filter(finding => fresh.has(finding)) })),
  }));
  return foundIn(reduced, NOTHING_INSTALLED, root);
}

/** Whether something is not known that was, or has come in. Where there is nothing to compare, nothing is. */
function isOpen({ unknown, partly, submodules, isEmpty }: SinceReport, { failOnUnknown }: ScanArguments): boolean {
  if (failOnUnknown === undefined) return false;
  return (
    isEmpty ||
    partly.length > 0 ||
    submodules.some(({ after }) => after !== undefined) ||
    unknown.some(one => isUnknown(one, failOnUnknown))
  );
}
