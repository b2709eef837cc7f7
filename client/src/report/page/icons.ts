import type { Level } from '../messages.js';
import { svg } from './dom.js';

/** The sign of a level, which differs in form as well as in colour. What it says stands beside it. */
export function levelIcon(level: Level): SVGElement {
  return svg('svg', { class: `icon ${level}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, ...SHAPES[level]());
}

const LINE = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.4, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const;

const SHAPES: Readonly<Record<Level, () => readonly SVGElement[]>> = {
  error: () => [svg('circle', { ...LINE, cx: 8, cy: 8, r: 6.3 }), svg('path', { ...LINE, d: 'M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6' })],
  warning: () => [svg('path', { ...LINE, d: 'M8 1.9L14.7 13.8H1.3z' }), svg('path', { ...LINE, d: 'M8 6v3.6M8 11.7v.1' })],
  information: () => [svg('circle', { ...LINE, cx: 8, cy: 8, r: 6.3 }), svg('path', { ...LINE, d: 'M8 7.4v3.9M8 4.8v.1' })],
  hint: () => [svg('path', { ...LINE, d: 'M8 3l5 5-5 5-5-5z' })],
};
