// Text as somebody would send it who wants to be misread, and what must never reach a person. Written without the product's own tables.

/** What can be put into any text. */
export const HOSTILE: readonly string[] = [
  '\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  'a\u009b2Jb\u0085c\u0000d\u0008e\rf\u007fg',
  'safe\u202egnp.exe\u202c \u2066iso\u2069 \u200emark\u200f\u061c',
  'zero\u200bwidth\u200c\u200d\u2060\ufeff soft\u00adhyphen',
  'tags\u{e0001}\u{e0049}\u{e0067}\u{e007f} selectors\ufe01\u{e0100} filler\u3164\u115f\u1160\uffa0 \u180e \u2800',
  'half\ud800 other\udc00 end\udbff',
  'line\u2028paragraph\u2029page\fvertical\v',
  '[click](command:workbench.action.terminal.new) ![x](https://evil.example/x.png) <command:evil> [a]: command:evil',
  '<img src=x onerror=alert(1)><script>x</script><!-- --> &lt;b&gt; $(alert) `code` **bold** ~~s~~ | a | # head',
  '"]()\'); DROP </td> \\[x\\](command:evil) \\\\',
  '\n\n# Heading\n\n- item\n\n    code\n\n```sh\nrm -rf /\n```\n---\n| a |\n|---|',
  '1. https://evil.example www.evil.example mailto:x@evil.example @user #1',
  `${'x'.repeat(5000)}\u202e${'😀'.repeat(3000)}`,
];

/** What of a shown text acts on a terminal or an editor, or cannot be seen, by code point. A line feed is left to the one who asks. */
export function unseenIn(text: string): readonly string[] {
  const characters = [...text];
  return characters
    .filter((character, index) => isUnseen(character.codePointAt(0) ?? 0) && !isPresentation(character, characters[index - 1]))
    .map(character => `U+${character.codePointAt(0)?.toString(16)}`);
}

/** A selector that says how the pictograph before it is to be drawn. */
function isPresentation(character: string, before = ''): boolean {
  return /^[\ufe0e\ufe0f]$/.test(character) && /^\p{Extended_Pictographic}$/u.test(before);
}

function isUnseen(code: number): boolean {
  return UNSEEN.some(([first, last]) => first <= code && code <= last);
}

const UNSEEN: readonly (readonly [number, number])[] = [
  [0x00, 0x09],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
  [0xf0000, 0x10ffff],
];

/**
 * What of Markdown would do something if a client rendered it: links and images but to `https:` and `http:` pages, HTML, bare addresses that become links, headings,
 * lists and tables. What stands behind a backslash, and in code, does nothing.
 */
export function actingIn(markdown: string): readonly string[] {
  const plain = markdown
    .replace(/\\[!-/:-@[-`{-~]/g, '')
    .replace(/^ *```sh\n[\s\S]*?\n *```$/gm, '')
    .replace(/`[^`\n]+`/g, '')
    .replace(/\[[^[\]()<>\n]*\]\(https?:\/\/[\w.~:/?#@!$&*+,;=%-]+\)/g, '');
  return ACTING.flatMap(pattern => plain.match(pattern) ?? []);
}

const ACTING = [/\]\s*[([:]/g, /!\[/g, /<[a-z!/?]/gi, /\bcommand:/g, /\bhttps?:\/\//g, /\bwww\./g, /&[a-z#]/gi, /^ {0,3}\|/gm, /~~/g];
