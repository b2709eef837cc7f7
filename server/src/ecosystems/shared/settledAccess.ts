import type { Access, Credential, Route } from '../../model/registryAccess.js';

/** What files and variables say of how a place is reached. */
export interface AccessRead {
  readonly credentials: readonly Credential[];
  /** Proxy, certificates that are trusted, and whether they are checked. */
  readonly connection: Route;
  /** A client certificate with its key. */
  readonly identity: Route;
  /** One of the secrets is, in whole or in part, the user's and not the project's. */
  readonly hasUsersSecret: boolean;
}

export interface SettledAccess {
  readonly access: Access;
  /** Why the project's connection is not used, a sentence. */
  readonly heldBack: readonly string[];
}

/**
 * How a place is reached. Where a secret of the user goes with a request, the project has no say in the connection: its proxy would read the secret, and
 * its certificates would let others do so.
 * @param all what counts, the project's included
 * @param ofUser the same without the project
 * @param host as a message names the place
 */
export function settledAccess(all: AccessRead, ofUser: AccessRead, host: string): SettledAccess {
  const connection = all.hasUsersSecret ? ofUser.connection : all.connection;
  const access = accessOf({ ...all, connection });
  const byProject = !isEqual(access, accessOf(ofUser));
  const isHeldBack = !isEqual(connection, all.connection);
  return {
    access: byProject ? { ...access, byProject } : access,
    heldBack: isHeldBack
      ? [`The project's settings of proxy and certificates are not used for ${host}: your own credentials go there.`]
      : [],
  };
}

function accessOf({ credentials, connection, identity }: AccessRead): Access {
  return { credentials, route: { ...connection, ...identity } };
}

/** Of values that were made in the same way, so that their keys have one order. */
function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
