import { addressOf } from '../../shared/address.js';
import type { Login } from './netrc.js';

/** The address of an index, taken apart. */
export interface IndexUrl {
  /** Without credentials, query, fragment, and slashes at its end. */
  readonly url: string;
  /** In lower case, with a port where it is not the scheme's own. */
  readonly host: string;
  /** The host without a port. */
  readonly hostname: string;
  /** Below what of a host its credentials are sent: the path without `simple` at its end, where older APIs lie beside it. */
  readonly prefix: string;
  /** What stands before the host, percent-decoded; a missing password is undefined. */
  readonly login?: { readonly user: string; readonly password?: string };
}

/** Takes the address of an index apart; undefined where it is no http or https address that can be asked. */
export function readIndexUrl(written: string): IndexUrl | undefined {
  const [, scheme = '', userinfo, rest = ''] = PARTS.exec(written.trim()) ?? [];
  const address = addressOf(scheme + rest);
  if (address === undefined || address.url.includes('${')) return undefined;
  const { url, host } = address;
  const login = userinfo === undefined ? undefined : loginOf(userinfo);
  return {
    url,
    host,
    hostname: host.replace(/:\d+$/, ''),
    prefix: `${url.slice(url.indexOf(':') + 1).replace(/\/\+?simple$/, '')}/`,
    ...(login && { login }),
  };
}

/** Whether two addresses lead to the same index, whatever their schemes and credentials. */
export function isSameIndex(a: IndexUrl, b: IndexUrl): boolean {
  return withoutScheme(a) === withoutScheme(b);
}

/**
 * Puts in environment variables; one that is not set stays as it is written. `pip`: `${NAME}`, upper case only, as in requirements files
 * (https://pip.pypa.io/en/stable/reference/requirements-file-format/#using-environment-variables). `any case`: PDM. `without braces`: `$NAME` too, pipenv.
 */
export function expanded(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  form: 'pip' | 'any case' | 'without braces' = 'pip',
): string {
  return text.replace(VARIABLES[form], variable => env[variable.replace(/[${}]/g, '')] || variable);
}

const VARIABLES = {
  pip: /\$\{[A-Z0-9_]+\}/g,
  'any case': /\$\{\w+\}/g,
  'without braces': /\$(?:\{\w+\}|\w+)/g,
} as const;

/** A password may hold an `@`: the last one before the path ends the credentials. */
const PARTS = /^(https?:\/\/)(?:([^/?#\\\s]*)@)?(.*)$/i;

/** Credentials with a variable in them that is not set are none. */
function loginOf(userinfo: string): IndexUrl['login'] | undefined {
  if (userinfo === '' || userinfo.includes('${')) return undefined;
  const colon = userinfo.indexOf(':');
  if (colon < 0) return { user: decoded(userinfo) };
  return { user: decoded(userinfo.slice(0, colon)), password: decoded(userinfo.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutScheme({ url }: IndexUrl): string {
  return url.slice(url.indexOf(':'));
}

/** A login that is whole: one without a password counts where nothing better is known. */
export function wholeLogin(login: IndexUrl['login'] | undefined): Login | undefined {
  return login?.password === undefined ? undefined : { user: login.user, password: login.password };
}
