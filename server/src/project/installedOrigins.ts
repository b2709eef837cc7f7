import { ECOSYSTEMS } from '../ecosystems/index.js';
import { formatOf } from '../ecosystems/manifests.js';
import type { Ecosystem } from '../model/index.js';
import type { Folders } from '../ports/folders.js';
import type { RegistryLocation } from '../ports/index.js';
import type { Origins } from './origins.js';

/** Where what is installed in a folder came from, by name. */
export type PlaceOf = (name: string) => RegistryLocation;

/**
 * What is installed does not say where it came from: the configuration around the folder does, and the manifests in it. A name that one of them takes
 * from a private registry or index is private.
 */
export async function placesIn(
  folder: string,
  ecosystem: Ecosystem,
  { folders, origins }: { readonly folders: Folders; readonly origins: Origins },
  signal: AbortSignal,
): Promise<PlaceOf> {
  const listed = await folders.list(folder);
  signal.throwIfAborted();
  const names = listed === undefined || 'reason' in listed ? [] : listed.map(({ name }) => name);
  const { manifest = '', manifestsNameRegistries = false } = ECOSYSTEMS[ecosystem].installed ?? {};
  const around = [origins.around(folders.join(folder, manifest), ecosystem)];
  for (const path of manifestsNameRegistries ? names.map(name => folders.join(folder, name)) : []) {
    const format = formatOf(path);
    const text = format?.ecosystem === ecosystem ? await folders.read(path, MAX_BYTES) : undefined;
    signal.throwIfAborted();
    if (format && typeof text === 'string') around.push(origins.around(path, ecosystem, format.parse(text)));
  }
  return name => {
    const places = around.map(({ placeOf }) => placeOf(name));
    return places.find(place => place.privacy.kind !== 'public') ?? (places[0] as RegistryLocation);
  };
}

/** As much of a manifest as is read for it. */
const MAX_BYTES = 5 * 1024 * 1024;
