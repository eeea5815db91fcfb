/**
 * Layout of an expression's graph by dagre: each operation is to the right of its arguments.
 *
 * @typedef {{width: number, height: number}} Size
 * @typedef {{from: number, to: number, key: string, label: Size}} Edge
 *
 * @typedef {object} PlacedEdge
 * @property {string} path
 * @property {number} x of its label's centre
 * @property {number} y
 *
 * @typedef {object} GraphPlacement
 * @property {number} width
 * @property {number} height
 * @property {{x: number, y: number}[]} nodes their centres
 * @property {Record<string, PlacedEdge>} edges by their keys
 */

import { Graph, layout } from '@dagrejs/dagre';

const MARGIN = 12;

/**
 * Most columns that all edges together may cross. Beyond this dagre takes seconds, so the longest edges are drawn
 * straight.
 */
const MOST_CROSSED = 150;

/**
 * @param {Size[]} nodes
 * @param {Edge[]} edges
 * @param {'LR' | 'TB'} direction from left to right, or from top to bottom
 * @param {number} [room] between nodes, as a share of the usual; 0: no more than the labels need
 * @returns {GraphPlacement}
 */
export function placeGraph(nodes, edges, direction, room = 1) {
  const graph = new Graph({ multigraph: true });
  const isTall = direction === 'TB';
  const between = (/** @type {number} */ least, /** @type {number} */ usual) => least + room * (usual - least);
  graph.setGraph({
    rankdir: direction,
    nodesep: between(8, isTall ? 24 : 16),
    ranksep: between(0, 20),
    edgesep: between(4, 12),
    marginx: between(2, MARGIN),
    marginy: between(2, MARGIN),
  });
  nodes.forEach((size, index) => graph.setNode(String(index), { ...size }));
  const routed = shortOnes(nodes.length, edges);
  for (const { from, to, key, label } of routed) {
    graph.setEdge(String(from), String(to), { ...label, labelpos: 'c', weight: 2 }, key);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const placed = nodes.map((_, index) => {
    const { x, y } = graph.node(String(index));
    return { x, y };
  });
  const place = (/** @type {Edge} */ edge) => {
    if (!routed.has(edge)) return across(placed[edge.from], placed[edge.to], nodes[edge.to], isTall);
    const { points, x, y } = graph.edge(String(edge.from), String(edge.to), edge.key);
    return { path: smooth(points, isTall), x, y };
  };
  return { width, height, nodes: placed, edges: Object.fromEntries(edges.map((edge) => [edge.key, place(edge)])) };
}

/**
 * Choose the edges for dagre: the shortest edge of each node, then all others from short to long, until they cross too
 * many columns.
 *
 * @param {number} count of nodes
 * @param {Edge[]} edges sorted by where they lead to, which is always after where they come from
 * @returns {Set<Edge>}
 */
function shortOnes(count, edges) {
  /** @type {number[]} */
  const column = Array.from({ length: count }, () => 0);
  for (const { from, to } of edges) column[to] = Math.max(column[to], column[from] + 1);
  const reached = new Set(edges.map(({ to }) => to));
  for (const { from } of edges) {
    if (!reached.has(from))
      column[from] = Math.min(...edges.filter((edge) => edge.from === from).map(({ to }) => column[to] - 1));
  }
  const length = (/** @type {Edge} */ { from, to }) => column[to] - column[from];
  const sorted = [...edges].sort((a, b) => length(a) - length(b));
  const leaving = new Set();
  let crossed = 0;
  return new Set(
    sorted.filter((edge) => {
      const isFirst = !leaving.has(edge.from);
      leaving.add(edge.from);
      crossed += length(edge);
      return isFirst || crossed <= MOST_CROSSED;
    }),
  );
}

/**
 * An edge drawn straight, with its label near its end.
 *
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {Size} size of the node it leads to
 * @param {boolean} isTall
 * @returns {PlacedEdge}
 */
function across(from, to, size, isTall) {
  const [dx, dy] = isTall ? [0, size.height / 2] : [size.width / 2, 0];
  const end = { x: to.x - dx, y: to.y - dy };
  const path = smooth([{ x: from.x + dx, y: from.y + dy }, end], isTall);
  return { path, x: end.x - (isTall ? 0 : 28), y: end.y - (isTall ? 16 : 0) };
}

/**
 * A curve through points that begins and ends in the direction of the graph.
 *
 * @param {{x: number, y: number}[]} points
 * @param {boolean} isTall
 */
function smooth(points, isTall) {
  const [first, ...rest] = points;
  let at = first;
  const commands = [`M${round(first.x)} ${round(first.y)}`];
  for (const to of rest) {
    const [dx, dy] = isTall ? [0, (to.y - at.y) / 2] : [(to.x - at.x) / 2, 0];
    commands.push(
      `C${round(at.x + dx)} ${round(at.y + dy)} ${round(to.x - dx)} ${round(to.y - dy)} ${round(to.x)} ${round(to.y)}`,
    );
    at = to;
  }
  return commands.join('');
}

const round = (/** @type {number} */ length) => Math.round(10 * length) / 10;
