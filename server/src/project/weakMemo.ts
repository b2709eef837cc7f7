import type { Lockfile } from '../model/lockfile.js';

/** Works something out once a lockfile, when it is first asked for: always the same object for the same lockfile, forgotten with it. */
export function perLockfile<T>(workOut: (lockfile: Lockfile) => T): (lockfile: Lockfile) => T {
  const known = new WeakMap<Lockfile, { readonly value: T }>();
  return lockfile => {
    const found = known.get(lockfile) ?? { value: workOut(lockfile) };
    known.set(lockfile, found);
    return found.value;
  };
}
