import { PYPI_URL } from '../../server/src/ecosystems/python/registry/protocol.js';
import type { Machine } from '../../server/src/ecosystems/shared/settings.js';
import { createSettings, type ProjectSettings, type SettingsOptions } from '../../server/src/project/settings.js';
import { diskSavedFiles } from '../../server/src/services/disk/savedFiles.js';
import { NPM_URL } from '../../server/src/services/registry/npmDefault.js';
import { savedFilesOf, type Texts } from './memoryDisk.js';

/** How a test differs from a trusted workspace at `/repo`, of a user at `/home/me` who has set nothing. */
export interface SettingsWorld extends Partial<Omit<SettingsOptions, 'machine' | 'rootOf'>> {
  readonly root?: string;
  readonly machine?: Partial<Machine>;
}

/** The configuration on the machine's own disk. */
export function settingsOnDisk({ root = '/repo', machine, ...options }: SettingsWorld): ProjectSettings {
  return createSettings({
    files: diskSavedFiles,
    registries: { npm: { registryUrl: undefined, defaultRegistry: NPM_URL }, PyPI: { registryUrl: undefined, defaultRegistry: PYPI_URL } },
    decodeBase64: text => Buffer.from(text, 'base64').toString('utf8'),
    rootOf: () => root,
    ...options,
    machine: { env: {}, home: '/home/me', platform: 'linux', ...machine },
  });
}

/** The configuration in texts. */
export function settingsIn(texts: Texts, world: SettingsWorld = {}): ProjectSettings {
  return settingsOnDisk({ files: savedFilesOf(texts), ...world });
}
