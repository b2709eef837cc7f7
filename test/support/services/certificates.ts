import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

// Certificates made at test time: just enough DER (X.690) for X.509 version 3 (RFC 5280), signed with ECDSA. No key is kept anywhere.

/** What a server, or a client that shows who it is, is started with (PEM). */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** Its own certificate, signed by itself (PEM). */
  readonly cert: string;
  /** A server that shows the authority's own certificate. */
  readonly self: Identity;
  /** A certificate for host names and IPv4 addresses, valid from and to so many days from now (default: from yesterday to tomorrow). */
  issue(names: readonly string[], days?: readonly [from: number, to: number]): Identity;
}

/** A new authority that nobody trusts yet. */
export function createAuthority(name = 'Test Authority'): Authority {
  const own = newKeys();
  const constraints = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
  const cert = certificate(
    { issuer: name, subject: name, days: [-1, 1], publicKey: own.publicKey, extensions: [constraints] },
    own.privateKey,
  );
  return {
    cert,
    self: { cert, key: pemOf(own.privateKey) },
    issue(names, days = [-1, 1]) {
      const { publicKey, privateKey } = newKeys();
      const alternatives = extension('551d11', sequence(...names.map(alternativeName)));
      const parts = { issuer: name, subject: names[0] ?? '', days, publicKey, extensions: [alternatives] };
      return { cert: certificate(parts, own.privateKey), key: pemOf(privateKey) };
    },
  };
}

interface Parts {
  readonly issuer: string;
  readonly subject: string;
  readonly days: readonly [from: number, to: number];
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certificate({ issuer, subject, days, publicKey, extensions }: Parts, signer: KeyObject): string {
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const number = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const validity = sequence(...days.map(timeIn));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(version, number, ECDSA, nameOf(issuer), validity, nameOf(subject), spki, der(0xa3, sequence(...extensions)));
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signer));
  const base64 = sequence(body, ECDSA, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(identifier('550403'), der(0x0c, Buffer.from(commonName)))));
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(identifier(oid), der(0x04, value));
}

/** UTCTime. */
function timeIn(days: number): Buffer {
  const time = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
  return der(0x17, Buffer.from(`${time.replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

/** An object identifier, its bytes in hexadecimal. */
function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return der(0x30, ...contents);
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const ECDSA = sequence(identifier('2a8648ce3d040302'));
