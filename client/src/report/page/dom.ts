// Elements are made here, and only here: what they say is set as text, never read as HTML.

export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Tells it from its siblings when they are made anew. */
  readonly key?: string;
}

export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  { class: name, text, attributes = {}, key }: Parts = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  if (name !== undefined) made.className = name;
  if (text !== undefined) made.textContent = text;
  if (key !== undefined) made.dataset.key = key;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...children);
  return made;
}

export function button(label: string, onClick: () => void, parts: Omit<Parts, 'text'> = {}): HTMLButtonElement {
  const made = element('button', { ...parts, text: label, key: parts.key ?? label, attributes: { type: 'button', ...parts.attributes } });
  made.addEventListener('click', onClick);
  return made;
}

export function svg(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: readonly Node[]): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...children);
  return made;
}

/** Puts new children in the place of old ones. The one with the key of the one that had the focus gets it. */
export function replace(parent: HTMLElement, ...children: readonly Node[]): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && parent.contains(focused) ? focused.dataset.key : undefined;
  parent.replaceChildren(...children);
  if (key !== undefined) parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Does something only where what it is made from is not what it was made from before. */
export function onChange<T>(work: (value: T) => void): (value: T) => void {
  let before = '';
  return value => {
    const now = JSON.stringify(value);
    if (now === before) return;
    before = now;
    work(value);
  };
}
