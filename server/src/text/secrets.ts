// Secrets in addresses: what stands in a report is uploaded, attached and pasted.

/**
 * The text with every user name, password and token masked that stands in an address: what is before the host (RFC 3986, 3.2.1), the values of parameters
 * that carry credentials, `_authToken` and its like as npm's configuration has them, and tokens that are told by their form. `git@`, the user of every
 * git host, stays. An address may be percent-encoded itself.
 */
export function withoutSecrets(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return PATTERNS.reduce((shown, [pattern, put]) => shown.replace(pattern, put), text);
}

/** What stands for a secret. */
const MASK = '***';

/** What every text with a secret has in it: most have nothing of it. */
const SUSPECT = /[@=]|%40|(?:gh\w|pat|npm)_|glpat-|pypi-/;

/** Words by which a parameter with a credential is known: `access_token`, `X-Amz-Signature`, `private-key`. */
const WORD = 'token|auth(?!or)|passw|passphrase|pwd|secret|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|jwt|session';
/** The whole names of others: Azure's `sig`, Google's `key`. */
const NAME = 'sig|key|pass|user|username|login';

/** Each looks at no more than some hundred characters around a place, however long a text is. */
const PATTERNS: readonly (readonly [pattern: RegExp, put: string])[] = [
  // up to the last @ before the path
  [/((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/{1,9})(?!git@[^@\s/?#]*(?:[/?#\s]|$))[^\s/?#"<>]+@/gi, `$1${MASK}@`],
  // without a scheme
  [/(\/\/)[^\s/?#@:"<>]{0,99}:[^\s/?#"<>]*@/g, `$1${MASK}@`],
  // a password with a slash, which should have been encoded
  [/((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/?#@:"<>[]*:(?!\d*(?:[/?#]|$))[^\s@"<>]{0,300}@/gi, `$1${MASK}@`],
  [/((?:%3A)?(?:%2F){2})(?:(?!%2F|%3F|%23)[^\s/?#"<>])+%40/gi, `$1${MASK}%40`],
  [new RegExp(`((?:[?&;#]|%3F|%26)(?:[\\w.%-]{0,30}(?:${WORD})[\\w.%-]{0,30}|${NAME})=)[^\\s&;#"'<>]+`, 'gi'), `$1${MASK}`],
  [/(:_(?:auth(?:Token)?|password)\s{0,9}=\s{0,9})[^\s"'<>]+/gi, `$1${MASK}`],
  [/\b(?:gh[opsur]_\w{20,}|github_pat_\w{20,}|npm_\w{36,}|glpat-[\w-]{20,}|pypi-AgE[\w-]{20,})/g, MASK],
];
