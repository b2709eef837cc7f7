// The HTML form of the simple API (PEP 503, 592, 658, 714, 792), which some private indexes serve alone: devpi, Nexus, Artifactory, pypiserver.

/**
 * Reads a project's page into the members of the JSON form (PEP 691). Undefined where it lists no distribution: then it may be any page, a login say.
 *
 * PEP 503 asks of such a page only that it be HTML with an anchor for each file, so anchors (and `meta` for the project's status) are all that is looked
 * for: one pass over the text, without a tree. An HTML parser would add more to the package than all other readers of this folder together.
 */
export function readHtmlPage(text: string): unknown {
  const files: unknown[] = [];
  const status: { status?: string; reason?: string } = {};
  for (const { name, attributes } of tagsOf(text)) {
    if (name === 'a') files.push(...fileOf(attributes));
    else if (attributes.get('name') === 'pypi:project-status') status.status = attributes.get('content') ?? '';
    else if (attributes.get('name') === 'pypi:project-status-reason') status.reason = attributes.get('content') ?? '';
  }
  return files.length === 0 && status.status === undefined ? undefined : { files, 'project-status': status };
}

interface Tag {
  readonly name: 'a' | 'meta';
  readonly attributes: ReadonlyMap<string, string>;
}

/** The tags that matter, comments and scripts left out. */
function* tagsOf(text: string): Generator<Tag> {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    OPENING.lastIndex = at;
    const opening = OPENING.exec(text)?.[0].toLowerCase();
    if (opening === undefined) at += 1;
    else if (opening === '<!--') at = behind(text, '-->', at + opening.length);
    else if (opening === '<script' || opening === '<style') at = behind(text, `</${opening.slice(1)}`, at + opening.length);
    else {
      const { attributes, end } = attributesAt(text, at + opening.length);
      yield { name: opening === '<a' ? 'a' : 'meta', attributes };
      at = end;
    }
  }
}

const OPENING = /<(?:!--|(?:a|meta|script|style)(?=[\s/>]))/iy;
const ATTRIBUTE = /[\s/]*([^\s=>"'/]{1,100})(?:\s{0,100}=\s{0,100}(?:"([^"]{0,8192})"|'([^']{0,8192})'|([^\s"'>]{0,8192})))?/y;

function behind(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found + end.length;
}

function attributesAt(text: string, from: number): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
  const attributes = new Map<string, string>();
  let end = from;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const found = ATTRIBUTE.exec(text);
    if (found === null) return { attributes, end };
    const [whole, name = '', double, single, bare] = found;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, withoutEntities(double ?? single ?? bare ?? ''));
    end += whole.length;
  }
}

/** A file as the JSON form has it; nothing where the anchor leads to no distribution. */
function fileOf(attributes: ReadonlyMap<string, string>): readonly unknown[] {
  const [address = '', fragment = ''] = (attributes.get('href') ?? '').split('#', 2);
  const filename = decoded(address.replace(/\?.*$/s, '').split('/').at(-1) ?? '');
  if (!DISTRIBUTION.test(filename)) return [];
  const sha256 = /(?:^|&)sha256=([0-9a-f]{64})(?:&|$)/i.exec(fragment)?.[1];
  const yanked = attributes.get('data-yanked');
  return [
    {
      filename,
      hashes: sha256 === undefined ? {} : { sha256 },
      ...(yanked !== undefined && { yanked: yanked === '' ? true : yanked }),
      'requires-python': attributes.get('data-requires-python'),
    },
  ];
}

const DISTRIBUTION = /\.(?:whl|egg|zip|tgz|tar|tar\.(?:gz|bz2|xz|Z))$/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The entities that such pages have: those of the characters that HTML itself uses, and numbers. */
function withoutEntities(text: string): string {
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
