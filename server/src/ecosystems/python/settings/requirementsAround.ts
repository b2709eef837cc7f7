// Requirements files that may be installed together with one, found by their names and read by what they include.

import type { Manifest, PipOptions } from '../../../model/index.js';
import { formatOf, REQUIREMENTS } from '../../manifests.js';
import { isBelow, type SettingsLook, type SettingsSubject } from '../../shared/settings.js';
import { type PipFile, type PipInstallation, pipInstallations } from './pipInstallations.js';

/** How many files are looked at for one. */
const MOST_FILES = 500;

/**
 * Under which options pip may install a requirements file: its own and those of the files around it. Files that include it are looked for in the
 * folders from its own up to the one at which the search ends, in the one above its own, and in folders called `requirements` in them.
 * @param subject the file; what it says is as on the disk where no manifest is given
 */
export function requirementsAround({ path, folder, root, manifest }: SettingsSubject, look: SettingsLook): readonly PipInstallation[] {
  const files = new Map<string, PipFile>();
  const add = (one: string): void => {
    if (files.has(one) || files.size >= MOST_FILES) return;
    const written = one === path && manifest ? optionsOf(manifest) : look.ofProject(one, optionsIn);
    const includes = includesOf(one, written?.targets ?? [], look);
    files.set(one, { pip: written?.pip ?? NO_OPTIONS, includes });
    includes.forEach(add);
  };
  add(path);
  const searched = [...upwards(folder, root, look), look.parent(folder)];
  searched
    .flatMap(one => [one, look.join(one, 'requirements')])
    .flatMap(one => requirementsIn(one, look))
    .forEach(add);
  return pipInstallations(path, files);
}

/** The folder alone where it does not lie in `root`. */
function upwards(folder: string, root: string, look: SettingsLook): readonly string[] {
  return isBelow(folder, root) ? [folder, ...upwards(look.parent(folder), root, look)] : [folder];
}

function requirementsIn(folder: string, look: SettingsLook): readonly string[] {
  const files = look.names(folder).map(name => look.join(folder, name));
  return files.filter(file => formatOf(file) === REQUIREMENTS).sort();
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
function includesOf(file: string, targets: readonly string[], { parent, resolve }: SettingsLook): readonly string[] {
  const named = targets.filter(target => !NOT_ON_DISK.test(target)).map(target => resolve(parent(file), target));
  return file.endsWith('.in') ? [...named, `${file.slice(0, -'.in'.length)}.txt`] : named;
}

/** A URL, or a name that depends on a variable. */
const NOT_ON_DISK = /^[a-z][a-z+.-]+:|\$\{/i;
