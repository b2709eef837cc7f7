// What the configuration of package managers says of registries: where a name comes from, and how that place is asked. Readers of the files
// (one format a file) give these values; who asks a registry gets them.
import type { FurtherIndexes, Level, Secrecy } from './index.js';

/** A secret as configured. It is sent to URLs below `prefix` and to nobody else: neither to another host or path, nor where one of them redirects to. */
export interface Credential {
  /** Host, port and path without the scheme, ended by a slash: `//npm.acme.example/team/`. */
  readonly prefix: string;
  readonly secret:
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'basic'; readonly user: string; readonly password: string }
    /** `user:password` in Base64 already, as npm's `_auth` has it. */
    | { readonly kind: 'encoded'; readonly text: string };
}

/** How connections are made. A key that is missing leaves it to the editor's setting, then to the environment, then to the default. */
export interface Route {
  /** URL of the proxy for http and for https requests; `''`: none, whatever else is configured. It may hold a user and a password. */
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** The `proxy-authorization` header for a proxy whose URL names no user. */
  readonly proxyAuthorization?: string;
  /** Hosts that are reached without the proxy, in the syntax of `NO_PROXY`. */
  readonly noProxy?: string;
  /** Certificates (PEM) that are trusted besides the usual ones. */
  readonly ca?: readonly string[];
  /** A client certificate and its key (PEM). */
  readonly cert?: string;
  readonly key?: string;
  /** False: certificates are not checked. */
  readonly strictSsl?: boolean;
}

/** How a service is reached. */
export interface Access {
  readonly credentials: readonly Credential[];
  readonly route: Route;
  /** The project had a say in it: what is fetched so is no other project's business, and is not kept on the disk. */
  readonly byProject?: true;
}

export const PLAIN_ACCESS: Access = { credentials: [], route: {} };

/** A registry or an index as configured. */
export interface ConfiguredRegistry {
  /** Base URL without credentials and without a slash at its end. */
  readonly url: string;
  readonly access: Access;
}

/** Where a name comes from. */
export type Source =
  /** From the public registry, or the one that a setting names in its place. */
  | { readonly kind: 'public' }
  /** From a private registry: nobody else may be told the name. `others`: further private ones that are asked where that one has no such package. */
  | { readonly kind: 'private'; readonly registry: ConfiguredRegistry; readonly others?: readonly ConfiguredRegistry[] }
  /** From one of these private indexes where one has it, the first that does, else from the public one. */
  | {
      readonly kind: 'private first';
      readonly registries: readonly ConfiguredRegistry[];
      /** The installer takes the highest release of all, whichever index has it (pip). */
      readonly areAlike?: true;
    }
  /** Private, and asked nowhere: `private registry HOST, and the workspace is not trusted`, `private registry without a valid address`. */
  | {
      readonly kind: 'unasked';
      readonly reason: string;
      /** Whose word it is: that of the user or of a trusted folder where not given. */
      readonly secrecy?: Secrecy['kind'];
      /** The private registry or index, where one is named. */
      readonly host?: string;
    };

/**
 * Where a name comes from as far as that is known: where part of the configuration could not be read, none is known to be public.
 * @param unread why, where that is so
 */
export function knownSource(source: Source, unread: string | undefined): Source {
  const mayBePublic = source.kind === 'public' || source.kind === 'private first';
  return unread !== undefined && mayBePublic ? { kind: 'unasked', reason: unread, secrecy: 'unread' } : source;
}

/** A place that an installer takes packages from, besides registries. */
export interface UnreadPlace {
  /** A sentence with the name of the file that names it. */
  readonly message: string;
  readonly level: Level;
}

/** What the configuration around a manifest or lockfile says. */
export interface RegistryConfig {
  /** @param name as the manifest names the package (npm), normalised (PyPI) */
  sourceOf(name: string): Source;
  /** Whether the user's own configuration, not the project's, takes the name from private places alone. */
  isPrivateToUser?(name: string): boolean;
  /** How the public registry, or the one in its place, is reached from here. */
  readonly publicAccess: Access;
  /** npm scopes that come from private registries, with their `@`. */
  readonly privateScopes: readonly string[];
  /** Hosts (with a port where one is named) that an address of a package of this name may lead to: npm lockfiles. */
  hostsOf(name: string): readonly string[];
  /** Undefined where there are none. */
  readonly furtherIndexes?: FurtherIndexes;
  /** Python: hosts of all indexes that the project or the user names, whether the folder is trusted or not. */
  readonly indexHosts?: readonly string[];
  /** Places beside indexes that packages are taken from and that are not looked at. */
  readonly unread?: readonly UnreadPlace[];
  /** Python: pre-releases are installed as well (pip's `--pre` in one of the files that are installed together). */
  readonly pre?: true;
  /** Files that cannot be read, keys with values that cannot be used: each a sentence with the file's name and without its secrets. */
  readonly problems: readonly string[];
}
