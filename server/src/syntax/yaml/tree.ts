import type { Problem, Span } from '../../model/index.js';

/** A value or key that is text. */
export interface YamlScalar {
  /** Decoded; of an alias as written, with its asterisk. */
  readonly text: string;
  /** Without quotes, anchor and tag; of a block scalar from its sign to the end of its last line. */
  readonly span: Span;
  /** `block`: the text stands below `|` or `>`; `alias`: `*name`, which stands for another value and is not followed. */
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'alias';
  /** False for a quoted one without its second quote: it ends with its line. */
  readonly isClosed: boolean;
}

/**
 * What stands behind a key or in a list: a scalar, a mapping, a list, or nothing (null). Broken text may have several of these at once.
 * `start` is the first character: of an entry its key, quote included; of an item its dash, in brackets the item itself. `end` is behind the
 * node's own scalar, brace or bracket; what stands on deeper lines is not counted.
 */
export interface YamlNode extends Span {
  readonly value: YamlScalar | undefined;
  /** Of a mapping; a key that is given twice is there twice. */
  readonly children: readonly YamlEntry[];
  /** Of a list. */
  readonly items: readonly YamlNode[];
  /** The commas around it, of a node in braces or brackets. */
  readonly commas: YamlCommas | undefined;
}

/** Offsets of the commas directly before and after a node. */
export interface YamlCommas {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** A `key: value` of a mapping, whether on lines of its own or in braces. */
export interface YamlEntry extends YamlNode {
  /** Decoded. */
  readonly key: string;
  /** Without quotes. */
  readonly keySpan: Span;
  /** Directly behind the colon: where a value would be put. */
  readonly valueStart: number;
}

/** `syntax`: text that is no part of any YAML and was not read; `alias`: an alias or merge key (`<<`), which is not followed. */
export interface YamlProblem extends Problem {
  readonly kind: 'syntax' | 'alias';
}

export interface YamlText {
  /** The documents in order; at least one. A document is a mapping or a list. */
  readonly documents: readonly YamlNode[];
  /** What was not read, in the order of reading. */
  readonly problems: readonly YamlProblem[];
}

/** Whether part of a text is no YAML, and is in no document. */
export function isBroken({ problems }: YamlText): boolean {
  return problems.some(({ kind }) => kind === 'syntax');
}

/** The entry of that key, the first where there are several. */
export function entryAt(entries: readonly YamlEntry[] | undefined, key: string): YamlEntry | undefined {
  if (entries !== undefined) for (const entry of entries) if (entry.key === key) return entry;
  return undefined;
}

/** The text of a scalar by its key in a mapping. */
export function scalarAt(node: YamlNode | undefined, key: string): string | undefined {
  return entryAt(node?.children, key)?.value?.text;
}

/** Whether a scalar says that there is no value: empty, `~` or `null` (YAML 1.2.2, 10.2.1.1). */
export function isNull({ style, text }: YamlScalar): boolean {
  return style === 'plain' && /^(?:~|null|)$/i.test(text);
}

/** The text of a scalar; undefined where there is none, or it is null. */
export function scalarIn(node: YamlNode | undefined): string | undefined {
  const value = node?.value;
  return value === undefined || isNull(value) ? undefined : value.text;
}

/** The scalars of a list; of a lone scalar that one. An item that is no scalar is empty. */
export function scalarsIn(node: YamlNode | undefined): readonly string[] {
  if (node === undefined) return [];
  const single = scalarIn(node);
  return single === undefined ? node.items.map(item => item.value?.text ?? '') : [single];
}
