/** A user name and its password. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** What a .netrc file says of hosts. */
export interface Netrc {
  /** @param host without a port. The entry of that host, else the default one. */
  loginFor(host: string): Login | undefined;
}

/**
 * Reads a .netrc file as Python's `netrc` does, which pip, Poetry and PDM use: words between white space, quotes around them and backslashes in them;
 * `macdef` up to an empty line means nothing here. What cannot be read is passed over.
 * https://docs.python.org/3/library/netrc.html
 */
export function readNetrc(text: string): Netrc {
  const words = wordsOf(text);
  const logins = new Map<string, Login>();
  let open: OpenEntry | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === 'machine') open = { host: words[++at]?.toLowerCase(), user: '', password: '' };
    else if (word === 'default') open = { host: DEFAULT, user: '', password: '' };
    else if (open && (word === 'login' || word === 'user')) open.user = words[++at] ?? '';
    else if (open && word === 'password') open.password = words[++at] ?? '';
    else if (word === 'account') at += 1;
    if (open?.host !== undefined) logins.set(open.host, open);
  }
  const usable = (login: Login | undefined): Login | undefined =>
    login && login.user + login.password !== '' ? { user: login.user, password: login.password } : undefined;
  return { loginFor: host => usable(logins.get(host.toLowerCase()) ?? logins.get(DEFAULT)) };
}

interface OpenEntry {
  readonly host: string | undefined;
  user: string;
  password: string;
}

/** No host has a space in it. */
const DEFAULT = 'default entry';
const MACRO = /^[^\S\n]*macdef\b[^\n]*\n(?:[^\n]*\S[^\n]*(?:\n|$))*/gm;
const WORD = /"((?:[^"\\]|\\[\s\S])*)"|((?:[^\s\\]|\\[\s\S])+)/g;

/** The words of the file; a comment runs from a word that begins with `#`, where no value is due, to the end of its line. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  const lines = text.replaceAll('\r\n', '\n').replace(MACRO, '');
  WORD.lastIndex = 0;
  for (let found = WORD.exec(lines); found !== null; found = WORD.exec(lines)) {
    const word = (found[1] ?? found[2] ?? '').replace(/\\([\s\S])/g, '$1');
    if (found[1] === undefined && word.startsWith('#') && !TAKES_VALUE.has(words.at(-1) ?? '')) {
      const end = lines.indexOf('\n', found.index);
      WORD.lastIndex = end < 0 ? lines.length : end;
    } else words.push(word);
  }
  return words;
}

const TAKES_VALUE: ReadonlySet<string> = new Set(['machine', 'login', 'user', 'password', 'account']);
