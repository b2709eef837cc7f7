import type { PrivateRegistryPlace } from '../shared/descriptor.js';
import { npmScopes } from './names/packageName.js';

/** npm takes the registry of a scope from `.npmrc`; a name without one comes from the registry of all (https://docs.npmjs.com/cli/using-npm/scope). */
export function npmPrivateRegistry(name: string): PrivateRegistryPlace {
  const [scope] = npmScopes.split(name) ?? [];
  const key = scope === undefined ? 'registry' : `${scope}:registry`;
  return { file: '.npmrc', example: `# ${key}=https://registry.example.com/` };
}
