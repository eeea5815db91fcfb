/**
 * A Lucide icon as inline SVG. It is decoration: the control around it carries the name.
 *
 * @import {IconNode} from 'lucide'
 */

import { h } from 'preact';

/** @param {{icon: IconNode, size?: number}} props */
export function Icon({ icon, size = 16 }) {
  const frame = {
    class: 'icon',
    width: size,
    height: size,
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  };
  return h(
    'svg',
    frame,
    icon.map(([tag, attributes]) => h(tag, attributes)),
  );
}
