import { ECOSYSTEMS } from '../../ecosystems/index.js';
import type { Finding, PackageId } from '../../model/index.js';
import { readPrivateName } from '../../policy/names.js';
import { unknownPackage } from '../../rules/unknownPackage.js';

/**
 * How `privateScopes` names a package that the public registry does not have: by its scope, where it has one. Undefined where a finding is about
 * something else, or the list can hold no such name.
 */
export function privateNameOf({ rule, dependency }: Finding): string | undefined {
  if (rule !== unknownPackage.id) return undefined;
  const name = listedName(dependency);
  return typeof readPrivateName(name) === 'string' ? undefined : name;
}

function listedName({ ecosystem, name }: PackageId): string {
  const { names, prefix } = ECOSYSTEMS[ecosystem];
  return names.scopes?.split(name)?.[0] ?? `${prefix}:${name}`;
}
