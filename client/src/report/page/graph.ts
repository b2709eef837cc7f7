// The graph of dependency paths: a tree that is drawn with lines, and read with the arrow keys.
import type { PageRow } from '../messages.js';
import { element } from './dom.js';
import { flat, type PathNode } from './paths.js';

/**
 * A tree of the ARIA pattern (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/), all of it open: one node has the focus, arrows lead to the others, Enter goes
 * to the line of a place.
 * @param nodes never empty
 */
export function createGraph(nodes: readonly PathNode[], jump: (row: PageRow) => void): HTMLElement {
  const all = flat(nodes);
  const shown = new Set(all.slice(0, MOST_NODES).map(({ node }) => node));
  const items = new Map<HTMLElement, PathNode>();
  const tree = element('ul', { class: 'graph', attributes: { role: 'tree', 'aria-label': 'Dependency paths' } }, ...itemsOf(nodes, 1));
  const order = [...items.keys()];
  order[0]?.setAttribute('tabindex', '0');

  function itemsOf(some: readonly PathNode[], level: number): readonly HTMLElement[] {
    return some.filter(node => shown.has(node)).map(node => itemOf(node, level));
  }

  function itemOf(node: PathNode, level: number): HTMLElement {
    const item = labelOf(node, level);
    items.set(item, node);
    const children = itemsOf(node.children, level + 1);
    if (children.length > 0) item.setAttribute('aria-expanded', 'true');
    const below = children.length > 0 ? [element('ul', { attributes: { role: 'group' } }, ...children)] : [];
    return element('li', { attributes: { role: 'none' } }, item, ...below);
  }

  function focus(item: HTMLElement | undefined): void {
    if (!item) return;
    for (const other of order) other.setAttribute('tabindex', other === item ? '0' : '-1');
    item.focus();
  }

  function target(event: Event): HTMLElement | null {
    return (event.target as Element).closest<HTMLElement>('[role="treeitem"]');
  }

  tree.addEventListener('keydown', event => {
    const item = target(event);
    if (!item) return;
    const { row } = items.get(item) ?? {};
    if (event.key === 'Enter' && row) jump(row);
    else if (Object.hasOwn(MOVES, event.key)) focus(MOVES[event.key]?.(order, item));
    else return;
    event.preventDefault();
  });
  tree.addEventListener('click', event => {
    const item = target(event);
    const { row } = (item && items.get(item)) ?? {};
    focus(item ?? undefined);
    if (row && (event.target as Element).closest('.link')) jump(row);
  });

  const hidden = all.length - shown.size;
  const more = hidden > 0 ? [element('p', { class: 'muted', text: `and ${hidden} more steps` })] : [];
  return element('div', { class: 'graph-box' }, tree, ...more);
}

const MOST_NODES = 300;

type Move = (order: readonly HTMLElement[], item: HTMLElement) => HTMLElement | undefined;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: (order, item) => order[order.indexOf(item) + 1],
  ArrowUp: (order, item) => order[order.indexOf(item) - 1],
  ArrowRight: (_order, item) => item.nextElementSibling?.querySelector<HTMLElement>('[role="treeitem"]') ?? undefined,
  ArrowLeft: (_order, item) => (item.closest('ul')?.previousElementSibling as HTMLElement | null) ?? undefined,
  Home: order => order[0],
  End: order => order.at(-1),
};

function labelOf({ label, row, isBad, remedy }: PathNode, level: number): HTMLElement {
  const attributes = { role: 'treeitem', 'aria-level': level, tabindex: -1 };
  const made = element('span', { class: isBad ? 'node bad' : 'node', attributes });
  made.append(element('bdi', { ...(row && { class: 'link' }), text: label }));
  if (isBad) made.append(element('span', { class: 'unseen', text: ', the bad release' }));
  if (remedy !== undefined) made.append(element('bdi', { class: 'remedy', text: remedy }));
  return made;
}
