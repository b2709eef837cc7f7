import { type Configuration, configurationFiles, readUserConfiguration, type UserFileKind } from '../ecosystems/configuration.js';
import type { Cooldown, Exceptions } from '../ecosystems/shared/cooldown.js';
import { environmentCooldowns } from '../ecosystems/environmentCooldowns.js';
import { inheritedCooldown, type Level, type Outside } from '../ecosystems/inheritedCooldown.js';
import { formatOf } from '../ecosystems/manifests.js';
import type { Ecosystem } from '../model/index.js';
import type { LockFiles } from '../ports/index.js';

/** The cooldown that the configuration around a manifest asks for. */
export interface CooldownAround {
  /** Undefined where none is configured. */
  readonly cooldown: Cooldown | undefined;
  /** Exceptions that are listed where no cooldown is configured: they hold for the default one. */
  readonly exceptions: Exceptions | undefined;
  /** What could not be read, each a sentence with the name of its file. */
  readonly problems: readonly { readonly message: string }[];
}

/** Finds the cooldowns of manifests. */
export interface Cooldowns {
  /**
   * Looks from the manifest's folder upwards to its workspace folder. The cooldown is the same object until a file on the way has changed
   * what it says.
   * Never rejects but with the signal's reason.
   * @param path the manifest's, absolute
   */
  around(path: string, ecosystem: Ecosystem, signal: AbortSignal): Promise<CooldownAround>;
}

/** Of `environments/folders.ts`: which folder holds a path, and a path in a folder. */
interface Paths {
  parent(path: string): string;
  join(...parts: readonly string[]): string;
}

/** What is configured outside of projects. */
export interface UserPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files of the user and of the installation by ecosystem, those first that go before the others. */
  readonly files: Readonly<Partial<Record<Ecosystem, readonly UserFile[]>>>;
}

export interface UserFile {
  readonly path: string;
  /** As a message names it: `~/.npmrc`. */
  readonly name: string;
  readonly kind: UserFileKind;
}

/**
 * @param rootOf the folder at which the search upwards from a manifest ends: its workspace folder
 * @param user undefined: nothing is configured outside of projects
 * @param isTrusted false: nothing that projects configure counts, for it could say that nothing is too young
 */
export function createCooldowns(
  files: LockFiles,
  paths: Paths,
  rootOf: (path: string) => string,
  user: UserPlaces = { env: {}, files: {} },
  isTrusted: () => boolean = () => true,
): Cooldowns {
  const parsed = new Map<string, StampedFile>();
  const answers = new Map<string, { readonly key: string; readonly answer: CooldownAround }>();

  /** Read again only when it has changed; who asks while it is being read gets the same. */
  async function fileAt(path: string, read: (text: string) => Configuration, signal: AbortSignal): Promise<StampedFile> {
    const stamp = await files.stamp(path);
    signal.throwIfAborted();
    const known = parsed.get(path);
    if (known && known.stamp === stamp) return known;
    const found = { path, stamp, content: contentOf(path, read) };
    parsed.set(path, found);
    return found;
  }

  async function contentOf(path: string, read: (text: string) => Configuration): Promise<Content> {
    const file = await files.readLockfile(path);
    return file.kind === 'text' ? { configuration: read(file.text) } : { configuration: { settings: {} }, unread: file.reason };
  }

  async function folderAt(folder: string, from: string, ecosystem: Ecosystem, signal: AbortSignal): Promise<ReadFolder> {
    const names = await files.names(folder);
    signal.throwIfAborted();
    const held = ecosystem === 'PyPI' ? await heldFiles(folder, names, signal) : [];
    const own = [...configurationFiles(ecosystem)].filter(([name]) => names.includes(name));
    const found = [...held, ...own].map(
      async ([name, read]) => [name, await fileAt(paths.join(folder, ...name.split('/')), read, signal)] as const,
    );
    return { names, member: from.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, ''), files: new Map(await Promise.all(found)) };
  }

  /** pip's own configuration inside the environments of a folder. */
  async function heldFiles(folder: string, names: readonly string[], signal: AbortSignal): Promise<readonly ConfigurationFile[]> {
    const found: ConfigurationFile[] = [];
    for (const environment of ENVIRONMENTS.filter(name => names.includes(name))) {
      const inside = await files.names(paths.join(folder, environment));
      signal.throwIfAborted();
      if (!inside.includes('pyvenv.cfg')) continue;
      for (const [name, read] of configurationFiles('PyPI')) {
        if (PIP_FILES.has(name) && inside.includes(name)) found.push([`${environment}/${name}`, read]);
      }
    }
    return found;
  }

  async function foldersAbove(path: string, ecosystem: Ecosystem, signal: AbortSignal): Promise<readonly ReadFolder[]> {
    const [from, root] = [paths.parent(path), rootOf(path)];
    const found: ReadFolder[] = [];
    for (let folder = from; found.length < DEEPEST; folder = paths.parent(folder)) {
      found.push(await folderAt(folder, from, ecosystem, signal));
      if (folder === root || paths.parent(folder) === folder || !folder.startsWith(root)) break;
    }
    return found;
  }

  async function userFiles(ecosystem: Ecosystem, signal: AbortSignal): Promise<ReadFolder['files']> {
    const found = new Map<string, StampedFile>();
    for (const { path, name, kind } of user.files[ecosystem] ?? []) {
      if ((await files.stamp(path)) === undefined) continue;
      found.set(name, await fileAt(path, text => readUserConfiguration(kind, text), signal));
    }
    return found;
  }

  return {
    around: async (path, ecosystem, signal) => {
      const folders = isTrusted() ? await foldersAbove(path, ecosystem, signal) : [];
      const outside = await userFiles(ecosystem, signal);
      const key = keyOf([...folders, { names: [], member: '', files: outside }]);
      const known = answers.get(path);
      if (known?.key === key) return known.answer;
      const { levels, unread, configured } = await contentsOf(folders, outside);
      signal.throwIfAborted();
      const said: Outside = { environment: environmentCooldowns(ecosystem, user.env), user: configured };
      const { cooldown, exceptions, problems } = inheritedCooldown(levels, kindOf(path, ecosystem), said);
      const kept = cooldown && known?.answer.cooldown && isSame(cooldown, known.answer.cooldown) ? known.answer.cooldown : cooldown;
      const answer = { cooldown: kept, exceptions, problems: [...unread, ...problems].map(message => ({ message })) };
      answers.set(path, { key, answer });
      return answer;
    },
  };
}

const DEEPEST = 40;
/** Customary names of virtual environments. */
const ENVIRONMENTS = ['.venv', 'venv', '.env', 'env'];
const PIP_FILES: ReadonlySet<string> = new Set(['pip.conf', 'pip.ini']);

type ConfigurationFile = readonly [name: string, read: (text: string) => Configuration];

interface StampedFile {
  readonly path: string;
  readonly stamp: string | undefined;
  readonly content: Promise<Content>;
}

interface Content {
  readonly configuration: Configuration;
  /** Why the file could not be read. */
  readonly unread?: string;
}

interface ReadFolder extends Omit<Level, 'files'> {
  readonly files: ReadonlyMap<string, StampedFile>;
}

/** What the answer depends on: the files with their stamps, and the names that tell which package manager is used. */
function keyOf(folders: readonly ReadFolder[]): string {
  return JSON.stringify(
    folders.map(({ names, files }) => [
      names.filter(name => /lock|package\.json|pyproject/.test(name)),
      [...files.values()].map(({ path, stamp }) => [path, stamp]),
    ]),
  );
}

interface Contents {
  readonly levels: readonly Level[];
  /** What is configured outside of projects. */
  readonly configured: Level['files'];
  readonly unread: readonly string[];
}

/** Manifests that cannot be read are told of elsewhere. */
async function contentsOf(folders: readonly ReadFolder[], outside: ReadFolder['files']): Promise<Contents> {
  const unread: string[] = [];
  const read = async (files: ReadFolder['files']): Promise<Level['files']> => {
    const configurations = new Map<string, Configuration>();
    for (const [name, { content }] of files) {
      const { configuration, unread: reason } = await content;
      configurations.set(name, configuration);
      if (reason !== undefined && formatOf(name) === undefined) unread.push(`${name} is not read: ${reason}.`);
    }
    return configurations;
  };
  const levels: Level[] = [];
  for (const { names, member, files } of folders) levels.push({ names, member, files: await read(files) });
  return { levels, configured: await read(outside), unread };
}

/** A list of exceptions is the same as long as its file is. */
function isSame(a: Cooldown, b: Cooldown): boolean {
  const keys = ['source', 'enforced', 'age', 'before', 'exempts', 'limitOf'] as const;
  return keys.every(key => a[key] === b[key]);
}

function kindOf(path: string, ecosystem: Ecosystem): Parameters<typeof inheritedCooldown>[1] {
  if (ecosystem === 'npm') return 'npm';
  return formatOf(path)?.id === 'requirements.txt' ? 'requirements' : 'python';
}
