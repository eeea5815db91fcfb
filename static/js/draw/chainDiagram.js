/**
 * A chain of values and operations as SVG: values flow right along it, connections that skip nodes pass above, and the
 * gradient flows back below. Operations, such as + or × W, are round; values are boxes.
 */

import { html } from 'htm/preact';

const BOX = { height: 28, letter: 7, padding: 14, least: 28 };
const GAP = 18; // between nodes
const LIFT = 22; // of a connection that skips nodes, above them
const BACK = 24; // of the gradient, below them
const EDGE = 2;
const OPERATION = /^[+−×²]|^f$|^tanh$/;

/** @param {{nodes: string[], skips: number[][], backward: boolean}} props */
export function ChainDiagram({ nodes, skips, backward }) {
  const places = placesOf(nodes);
  const last = places[places.length - 1];
  const top = EDGE + (skips.length > 0 ? LIFT : 0);
  const y = top + BOX.height / 2;
  const [width, height] = [last.x + last.width, top + BOX.height + (backward ? BACK : 0) + EDGE];
  const middle = (/** @type {number} */ index) => places[index].x + places[index].width / 2;
  return html`<figure class="chain-diagram">
    <svg viewBox=${`-2 0 ${width + 4} ${height}`} style=${{ maxWidth: `${width + 4}px` }} role="img"
      aria-label=${descriptionOf(nodes, skips, backward)}>
      ${places.slice(1).map(({ x }, index) => {
        const from = places[index].x + places[index].width;
        return html`<g key=${index}>
          <path class="chain-forward" d=${`M${from + 1} ${y}H${x - 2}m-5 -4l5 4l-5 4`} />
          ${
            backward &&
            html`<path class="chain-backward"
            d=${`M${x + 6} ${y + BACK}H${from - 6}m5 -4l-5 4l5 4`} />`
          }
        </g>`;
      })}
      ${skips.map(([from, to]) => {
        const way = `M${middle(from)} ${top}v${8 - LIFT}H${middle(to)}V${top - 2}m-4 -5l4 5l4 -5`;
        return html`<path key=${from} class="chain-forward" d=${way} />`;
      })}
      ${places.map(({ x, width: side, name }, index) => {
        const radius = OPERATION.test(name) ? BOX.height / 2 : 4;
        return html`<g key=${index} class="chain-node">
          <rect x=${x} y=${top} width=${side} height=${BOX.height} rx=${radius} />
          <text x=${x + side / 2} y=${y + 4} text-anchor="middle">${name}</text>
        </g>`;
      })}
    </svg>
  </figure>`;
}

/** @param {string[]} nodes */
function placesOf(nodes) {
  let x = 0;
  return nodes.map((name) => {
    const width = Math.max(BOX.least, BOX.padding + BOX.letter * [...name].length);
    const place = { name, x, width };
    x += width + GAP;
    return place;
  });
}

/**
 * The diagram in words.
 *
 * @param {string[]} nodes
 * @param {number[][]} skips
 * @param {boolean} backward
 */
function descriptionOf(nodes, skips, backward) {
  const parts = [nodes.join(', then ')];
  parts.push(...skips.map(([from, to]) => `${nodes[from]} also goes directly to ${nodes[to]}`));
  if (backward) parts.push('the gradient flows back along the chain');
  return `Diagram: ${parts.join('; ')}`;
}
