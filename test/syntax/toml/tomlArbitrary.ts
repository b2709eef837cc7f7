// Generated TOML: documents of every style, and scraps of text that are none.
import * as fc from '../../support/fastCheck.js';

const lineBreak = fc.constantFrom('\n', '\r\n');
const content = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '.', '#', '[', ']', '{', '=', ',', 'é', '\u{1F600}'), maxLength: 8 });

/** A string literal in one of TOML's four kinds. */
const literal = fc.oneof(
  content.map(text => `"${text}"`),
  content.map(text => `'${text}'`),
  fc.tuple(content, content).map(([a, b]) => `"${a}\\t\\"\\u00e9\\\\${b}"`),
  fc.tuple(content, lineBreak, content).map(([a, end, b]) => `"""${end}${a}\\${end}   x${b}"""`),
  fc.tuple(content, content).map(([a, b]) => `'''${a}\n${b}'''`),
);
const other = fc.constantFrom('1', 'true', '-1.5e3', '1979-05-27', '1979-05-27 07:32:00Z', '0x1F');

/** Separators of array elements, comments included. */
const gap = fc.constantFrom('', ' ', '\n  ', '\r\n\t', ' # c, "x"\n  ', '\n\n');

const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literal,
    other,
    fc.tuple(fc.array(fc.tuple(gap, tie('value'), gap), { maxLength: 4 }), fc.boolean(), gap).map(([items, trailing, last]) => {
      const comma = trailing && items.length > 0 ? ',' : '';
      return `[${items.map(([before, item, after]) => before + item + after).join(',')}${comma}${last}]`;
    }),
    fc.array(tie('value'), { maxLength: 3 }).map(values => `{ ${values.map((inner, index) => `k${index} = ${inner}`).join(', ')} }`),
  ),
})).value;

const key = (index: number) => fc.constantFrom(`k${index}`, `"k ${index}"`, `'k${index}'`, `d${index}.e`, `d${index} . "f.g"`);

const body = fc
  .array(fc.tuple(value, fc.constantFrom('', ' # c'), fc.nat(4)), { maxLength: 5 })
  .chain(parts => fc.tuple(fc.constant(parts), ...parts.map((_, index) => key(index))))
  .map(([parts, ...keys]) => parts.map(([written, comment], index) => `${keys[index]} = ${written}${comment}\n`).join(''));

/** A valid document; no key is given twice. */
export const tomlDocument: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '\uFEFF'),
    fc.array(fc.tuple(body, fc.constantFrom('table', 'element', 'dotted')), { maxLength: 4 }),
    lineBreak,
  )
  .map(([mark, sections, end]) => {
    const text = sections.map(([written, kind], index) => {
      if (index === 0) return written;
      return `${kind === 'table' ? `[s${index}]` : kind === 'dotted' ? `[ s${index} . "x.y" ]` : '[[elements]]'}\n${written}\n`;
    });
    return mark + text.join('').replace(/\r?\n/g, end);
  });

const piece = fc.constantFrom(
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '{',
    '}',
    ',',
    '=',
    '.',
    '#',
    '"',
    "'",
    '"""',
    "'''",
    '\\',
    '\\u',
    '\\U0001F600',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
  ],
  ...['project', 'dependencies', 'tool', 'poetry', 'dependencies = [', '[project]\n', '[tool.poetry.dependencies]\n', 'a = ', '"a==1"'],
  ...['version = "^1"', '{ version = "1" }', '1', 'true', '<', '>=', '*', '^', '-e ', '\uFEFF', '\0', '\ud83d', '\u{1F600}', 'é', '\u2028'],
  ...['[packages]\n', '[options]\n', 'install_requires =', '[[package]]\n', 'name = "a"\n', 'version = "1"\n', '[package.dependencies]\n'],
);

/** Text of any kind. */
export const SCRAPS: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(piece, { maxLength: 60 }).map(parts => parts.join('')),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map(codes => String.fromCharCode(...codes)),
);
