import { joinedEffects } from '../../model/gitignore.js';
import type { PackageId } from '../../model/index.js';
import { DEFAULT_SETTINGS, type Settings } from '../../policy/config.js';
import { BY_SETTINGS, type Policy, type PrivateWord } from '../../policy/policy.js';
import type { FileSystem, ProjectFiles } from '../../ports/index.js';
import type { Folders } from './folders.js';
import type { Policies } from './policies.js';
import type { SettingsSource } from './settings.js';
import { pathOf } from './uris.js';

/** The workspace folders: which of them a file belongs to, the settings that hold there, and the manifests in them. */
export interface Workspace extends Folders {
  /** The settings of a document, or of a folder, as last read; the defaults before that. Without a URI: those that hold everywhere. */
  settingsNow(uri?: string): Settings;
  /** How a document's dependencies are judged, as last read: settings, and over them the policy file of its folder. */
  policyNow(uri: string): Policy;
  /** Why a name is told to nobody: the settings of some folder, or its policy file, call it private. */
  whyPrivate(id: PackageId): PrivateWord | undefined;
  /** The settings, read first where they were not yet or have changed; so is the policy file. */
  settingsOf(uri?: string): Promise<Settings>;
  /** Reads the settings and the policy file of every folder. */
  loadSettings(): Promise<void>;
  manifestsIn(folder: string, signal: AbortSignal): Promise<readonly string[]>;
  /** The manifests and lockfiles of all folders, each once, and what .gitignore files leave out. */
  projectFiles(signal: AbortSignal): Promise<ProjectFiles>;
  /** The manifests and lockfiles of all folders as last searched for, each once; undefined while some folder was not searched. The same list until that changes. */
  found(): readonly string[] | undefined;
  /** The manifests and lockfiles of all folders, each once. */
  manifests(signal: AbortSignal): Promise<readonly string[]>;
}

/** @param searched called after a folder was searched for manifests */
export function createWorkspace(
  folders: Folders,
  settings: Pick<SettingsSource, 'peek' | 'load'>,
  disk: Pick<FileSystem, 'findProjectFiles'>,
  policies: Pick<Policies, 'now' | 'load' | 'whyPrivate'>,
  searched: () => void,
): Workspace {
  const { uris, rootOf, scopeOf } = folders;
  const foundIn = new Map<string, readonly string[]>();
  let found: readonly string[] | undefined;
  const scope = (uri: string | undefined): string | undefined => (uri === undefined ? undefined : scopeOf(uri));

  async function filesIn(folder: string, signal: AbortSignal): Promise<ProjectFiles> {
    const { exclude } = await settings.load(uris().find(uri => pathOf(uri) === folder));
    const files = await disk.findProjectFiles(folder, exclude, signal);
    foundIn.set(folder, files.files);
    takeTogether();
    searched();
    return files;
  }

  function takeTogether(): void {
    const now = folders.folders();
    for (const folder of [...foundIn.keys()]) if (!now.includes(folder)) foundIn.delete(folder);
    found = now.every(folder => foundIn.has(folder)) ? [...new Set(now.flatMap(folder => foundIn.get(folder) ?? []))] : undefined;
  }

  async function projectFiles(signal: AbortSignal): Promise<ProjectFiles> {
    const found = await Promise.all(folders.folders().map(folder => filesIn(folder, signal)));
    return {
      files: [...new Set(found.flatMap(({ files }) => files))],
      gitignore: joinedEffects(found.map(({ gitignore }) => gitignore)),
    };
  }

  const settingsNow = (uri?: string): Settings => settings.peek(scope(uri)) ?? DEFAULT_SETTINGS;

  return {
    ...folders,
    settingsNow,
    policyNow: uri => policies.now(rootOf(pathOf(uri)), settingsNow(uri)),
    whyPrivate: id => {
      const isInSettings = [undefined, ...uris()].some(one => settings.peek(one)?.privateNames.has(id));
      return isInSettings ? BY_SETTINGS : policies.whyPrivate(id);
    },
    settingsOf: async uri => {
      const [read] = await Promise.all([settings.load(scope(uri)), uri === undefined ? undefined : policies.load(rootOf(pathOf(uri)))]);
      return read;
    },
    loadSettings: async () => {
      await Promise.all([...[undefined, ...uris()].map(settings.load), ...folders.folders().map(policies.load)]);
    },
    manifestsIn: async (folder, signal) => (await filesIn(folder, signal)).files,
    projectFiles,
    found: () => (folders.folders().length === 0 ? NO_FILES : found),
    manifests: async signal => (await projectFiles(signal)).files,
  };
}

const NO_FILES: readonly string[] = [];
