import type { Scope, Sourced } from '../../shared/sourced.js';
import type { Login } from './netrc.js';

/** A login, and whose it is. */
export interface ScopedLogin extends Login {
  readonly scope: Scope;
}

/** Where certificates lie. */
export interface CertificatePaths {
  /** Those to trust. */
  readonly cert?: Sourced<string>;
  readonly clientCert?: Sourced<string>;
  /** That of the client certificate; in its file where not given. */
  readonly clientKey?: Sourced<string>;
}
