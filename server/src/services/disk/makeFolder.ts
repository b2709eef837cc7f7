import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, with those above it that are missing; one that is there stays as it is. Only the user may read what it makes.
 * Rejects with what the file system says. It asks for each folder twice at most: Node's own way to do so (`recursive`) never ends where the folder above
 * is there and takes none, such as one of /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  const error = await tryToMake(folder);
  if (error === undefined) return;
  const above = dirname(folder);
  if (error.code !== 'ENOENT' || above === folder) throw error;
  await makeFolder(above);
  const again = await tryToMake(folder);
  if (again !== undefined) throw again;
}

async function tryToMake(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return undefined;
  } catch (error) {
    const isThere = await stat(folder).then(
      found => found.isDirectory(),
      () => false,
    );
    return isThere ? undefined : (error as NodeJS.ErrnoException);
  }
}
