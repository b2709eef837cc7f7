// Columns of a table as compact plain JSON: strings of fixed width that are not decoded as a whole. A row is read when it is asked for.

/** Whole numbers from 0, in base 36, each as wide as the widest. */
export type NumberColumn = string;

/** Texts that repeat from row to row, each once; `rows` has 0 where there is none, else the place of the text in `texts`, from 1. */
export interface TextColumn {
  readonly texts: readonly string[];
  readonly rows: NumberColumn;
}

/** Lists of names; `lists` has them as the names' places in `names`, from 0, each as wide as the last one's. */
export interface ListColumn {
  readonly names: readonly string[];
  readonly lists: TextColumn;
}

/** Several texts of one width in each row, or none: all of them behind one another, and where each row's end. */
export interface FixedTextsColumn {
  readonly ends: NumberColumn;
  readonly texts: string;
}

export function numberColumn(values: readonly number[]): NumberColumn {
  const width = widthOf(values.reduce((most, value) => Math.max(most, value), 0));
  return values.map(value => coded(value, width)).join('');
}

/** @param rows how many the column has */
export function numberAt(column: NumberColumn, rows: number, row: number): number {
  const width = column.length / rows;
  return Number.parseInt(column.slice(row * width, (row + 1) * width), BASE);
}

/** Undefined where no row has a text. */
export function textColumn(values: readonly (string | undefined)[]): TextColumn | undefined {
  const places = new Map<string, number>();
  const rows = values.map(value => (value === undefined ? 0 : placeOf(value, places) + 1));
  return places.size === 0 ? undefined : { texts: [...places.keys()], rows: numberColumn(rows) };
}

export function textAt({ texts, rows: codes }: TextColumn, rows: number, row: number): string | undefined {
  return texts[numberAt(codes, rows, row) - 1];
}

/** Undefined where no row has a list. Rows that have the same array are quickly put in. */
export function listColumn(values: readonly (readonly string[] | undefined)[]): ListColumn | undefined {
  const places = new Map<string, number>();
  const different = new Set(values.filter(value => value !== undefined));
  for (const list of different) for (const name of list) placeOf(name, places);
  const width = widthOf(places.size - 1);
  const texts = new Map([...different].map(list => [list, list.map(name => coded(placeOf(name, places), width)).join('')]));
  const column = textColumn(values.map(value => value && texts.get(value)));
  return column && { names: [...places.keys()], lists: column };
}

export function listAt({ names, lists }: ListColumn, rows: number, row: number): readonly string[] | undefined {
  const list = textAt(lists, rows, row);
  return list === undefined ? undefined : pieces(list, widthOf(names.length - 1)).map(place => names[Number.parseInt(place, BASE)] ?? '');
}

/** Undefined where no row has any. */
export function fixedTextsColumn(values: readonly (readonly string[] | undefined)[]): FixedTextsColumn | undefined {
  const texts = values.flatMap(value => value ?? []);
  let end = 0;
  const ends = values.map(value => (end += value?.length ?? 0));
  return texts.length === 0 ? undefined : { ends: numberColumn(ends), texts: texts.join('') };
}

/** @param width of one text */
export function fixedTextsAt({ ends, texts }: FixedTextsColumn, width: number, rows: number, row: number): readonly string[] | undefined {
  const start = row === 0 ? 0 : numberAt(ends, rows, row - 1);
  const end = numberAt(ends, rows, row);
  return start === end ? undefined : pieces(texts.slice(start * width, end * width), width);
}

const BASE = 36;

function widthOf(most: number): number {
  return Math.max(0, most).toString(BASE).length;
}

function coded(value: number, width: number): string {
  const digits = value.toString(BASE);
  return digits.length === width ? digits : digits.padStart(width, '0');
}

/** Where the text stands among those met so far; it is put behind them where it is new. */
function placeOf(text: string, places: Map<string, number>): number {
  const place = places.get(text) ?? places.size;
  if (place === places.size) places.set(text, place);
  return place;
}

function pieces(text: string, width: number): string[] {
  return Array.from({ length: text.length / width }, (_, index) => text.slice(index * width, (index + 1) * width));
}
