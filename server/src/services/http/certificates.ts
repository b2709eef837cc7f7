import { readFileSync } from 'node:fs';
import tls, { type SecureContext } from 'node:tls';
import type { Route } from '../../model/registryAccess.js';
import type { Logger } from '../../ports/index.js';
import { KnownFailure } from './failures.js';

/** Whom secure connections trust besides the authorities that come with Node, on every route. */
export interface Trust {
  /** Files of certificates (PEM): what `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS` name. */
  readonly files: readonly string[];
  /** The operating system's certificates count as well, where Node can tell them (22.15 and later). */
  readonly system: boolean;
}

export interface Certificates {
  /**
   * What a connection on the route is made with; undefined where that is Node's default. Throws a `KnownFailure` where what is configured cannot be used.
   * @param withSystem the operating system's certificates are trusted as well
   */
  contextFor(route: Route, withSystem: boolean): SecureContext | undefined;
  /** Whether the operating system has certificates that could help. It may take Node a second to read them: they are asked for only after a failure. */
  hasSystem(): boolean;
}

/** Reads nothing yet: most programs that are started make no request. A file that cannot be read costs a warning, once. */
export function createCertificates(trust: Trust, logger: Logger): Certificates {
  let files: readonly string[] | undefined;
  let system: readonly string[] | undefined;

  function extra(): readonly string[] {
    files ??= trust.files.flatMap(file => certificatesIn(file, logger));
    return files;
  }

  function ofSystem(): readonly string[] {
    system ??= trust.system ? systemCertificates() : [];
    return system;
  }

  return {
    contextFor({ ca = [], cert, key }, withSystem) {
      const added = [...extra(), ...ca.flatMap(splitCertificates), ...(withSystem ? ofSystem() : [])];
      if (added.length === 0 && cert === undefined && key === undefined) return undefined;
      try {
        return tls.createSecureContext({ ...(added.length > 0 && { ca: [...tls.rootCertificates, ...added] }), cert, key });
      } catch {
        const reason = cert === undefined ? 'the certificates that are configured cannot be used' : UNUSABLE_CLIENT_CERTIFICATE;
        throw new KnownFailure({ reason, retry: 'no', service: false });
      }
    },
    hasSystem: () => ofSystem().length > 0,
  };
}

const UNUSABLE_CLIENT_CERTIFICATE = 'the client certificate that is configured, or its key, cannot be used';

function certificatesIn(file: string, logger: Logger): readonly string[] {
  try {
    const certificates = splitCertificates(readFileSync(file, 'latin1'));
    if (certificates.length === 0) logger.warn(`there is no certificate in ${file}`);
    return certificates;
  } catch {
    logger.warn(`the certificates in ${file} cannot be read`);
    return [];
  }
}

/** What stands between certificates in a file, names and comments, is left out. */
function splitCertificates(pem: string): readonly string[] {
  return pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? [];
}

function systemCertificates(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'system') => readonly string[] };
  try {
    return getCACertificates?.('system') ?? [];
  } catch {
    return [];
  }
}
