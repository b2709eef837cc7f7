// Requirements files that may be installed together with one, found by their names and read by what they include.

import type { Manifest, PipOptions } from '../../../model/index.js';
import { isBelow, type SettingsSubject, type TrackedFiles } from '../../shared/settings.js';
import { pythonFormatOf, REQUIREMENTS } from '../manifests/index.js';
import { type PipFile, type PipInstallation, pipInstallations } from './pipInstallations.js';

/** How many files are looked at for one. */
const MOST_FILES = 500;

/**
 * Under which options pip may install a requirements file: its own and those of the files around it. Files that include it are looked for in the
 * folders from its own up to the one at which the search ends, in the one above its own, and in folders called `requirements` in them.
 * @param subject the file; what it says is as on the disk where no manifest is given
 */
export function requirementsAround({ path, folder, root, manifest }: SettingsSubject, tracked: TrackedFiles): readonly PipInstallation[] {
  const files = new Map<string, PipFile>();
  const add = (one: string): void => {
    if (files.has(one) || files.size >= MOST_FILES) return;
    const written = one === path && manifest ? optionsOf(manifest) : tracked.ofProject(one, optionsIn);
    const includes = includesOf(one, written?.targets ?? [], tracked);
    files.set(one, { pip: written?.pip ?? NO_OPTIONS, includes });
    includes.forEach(add);
  };
  add(path);
  const searched = [...upwards(folder, root, tracked), tracked.parent(folder)];
  searched
    .flatMap(one => [one, tracked.join(one, 'requirements')])
    .flatMap(one => requirementsIn(one, tracked))
    .forEach(add);
  return pipInstallations(path, files);
}

/** The folder alone where it does not lie in `root`. */
function upwards(folder: string, root: string, tracked: TrackedFiles): readonly string[] {
  return isBelow(folder, root) ? [folder, ...upwards(tracked.parent(folder), root, tracked)] : [folder];
}

function requirementsIn(folder: string, tracked: TrackedFiles): readonly string[] {
  const files = tracked.names(folder).map(name => tracked.join(folder, name));
  return files.filter(file => pythonFormatOf(file) === REQUIREMENTS).sort();
}

const NO_OPTIONS: PipOptions = { extraIndexUrls: [], findLinks: [], trustedHosts: [], noIndex: false, pre: false };

/** What a requirements file says that concerns other files, as it is written. */
interface WrittenOptions {
  readonly pip: PipOptions | undefined;
  readonly targets: readonly string[];
}

function optionsIn(text: string): WrittenOptions {
  return OPTION_LINE.test(text) ? optionsOf(REQUIREMENTS.parse(text)) : { pip: undefined, targets: [] };
}

/** A line that begins with an option; digests have lines of their own in files that are compiled. */
const OPTION_LINE = /^[ \t]*-(?!-hash)/m;

function optionsOf({ pip, includes }: Manifest): WrittenOptions {
  return { pip, targets: includes.map(({ target }) => target) };
}

/** The files that a file names, and the one that is compiled from it. */
function includesOf(file: string, targets: readonly string[], { parent, resolve }: TrackedFiles): readonly string[] {
  const named = targets.filter(target => !NOT_ON_DISK.test(target)).map(target => resolve(parent(file), target));
  return file.endsWith('.in') ? [...named, `${file.slice(0, -'.in'.length)}.txt`] : named;
}

/** A URL, or a name that depends on a variable. */
const NOT_ON_DISK = /^[a-z][a-z+.-]+:|\$\{/i;
