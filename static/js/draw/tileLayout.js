/**
 * Sizes of the tiles of a wall: as large as they fit into its area, all of one size.
 *
 * @typedef {'large' | 'medium' | 'small' | 'bare'} Detail how much is written below a tile's image
 *
 * @typedef {object} TileLayout
 * @property {number} columns
 * @property {number} side of the image, CSS pixels
 * @property {number} columnGap between columns: the gap of the rows, or wider so that the columns take the width
 * @property {Detail} detail
 * @property {boolean} scrolls whether the tiles need more height than there is
 *
 * @typedef {object} TileLimits
 * @property {number} least side of an image
 * @property {number} most side of an image
 * @property {number} gap between tiles
 * @property {number} line height of a line of text
 */

/** Details with the least side of an image, in heights of a line, and the number of lines below it, most first. */
const DETAILS = /** @type {{detail: Detail, side: number, lines: number}[]} */ ([
  { detail: 'large', side: 9, lines: 3 },
  { detail: 'medium', side: 5.5, lines: 2 },
  { detail: 'small', side: 3.5, lines: 1 },
  { detail: 'bare', side: 0, lines: 0 },
]);

const WIDEST = 3; // gap between columns, in gaps between rows

/**
 * Find the largest tiles that fit. If even the smallest do not, they fill the width and the wall scrolls.
 *
 * @param {number} count number of tiles
 * @param {{width: number, height: number}} area
 * @param {TileLimits} limits
 * @returns {TileLayout}
 */
export function layOutTiles(count, area, limits) {
  const { least, most, gap } = limits;
  const mostColumns = Math.max(1, Math.floor((area.width + gap) / (least + gap)));
  let best = { columns: 0, side: 0 };
  for (let columns = 1; columns <= Math.min(mostColumns, Math.max(1, count)); columns++) {
    const rows = Math.ceil(count / columns);
    const widest = Math.min(most, Math.floor((area.width - gap * (columns - 1)) / columns));
    const side = sideOf(widest, (area.height - gap * (rows - 1)) / rows, limits);
    if (side >= best.side) best = { columns, side };
  }
  if (best.side >= least) return layoutOf(best, area, limits, false);
  const side = Math.min(most, Math.floor((area.width - gap * (mostColumns - 1)) / mostColumns));
  return layoutOf({ columns: mostColumns, side }, area, limits, true);
}

/**
 * @param {{columns: number, side: number}} tiles
 * @param {{width: number, height: number}} area
 * @param {TileLimits} limits
 * @param {boolean} scrolls
 * @returns {TileLayout}
 */
function layoutOf({ columns, side }, { width }, limits, scrolls) {
  const free = columns > 1 ? Math.floor((width - columns * side) / (columns - 1)) : 0;
  const columnGap = Math.max(limits.gap, Math.min(WIDEST * limits.gap, free));
  return { columns, side, columnGap, detail: detailOf(side, limits), scrolls };
}

/**
 * @param {number} side
 * @param {TileLimits} limits
 */
const detailOf = (side, { line }) => (DETAILS.find((each) => side >= each.side * line) ?? DETAILS[0]).detail;

/**
 * Largest side of an image that fits, with the text below it, into a height.
 *
 * @param {number} widest
 * @param {number} height
 * @param {TileLimits} limits
 */
function sideOf(widest, height, { line }) {
  const sides = DETAILS.map(({ side, lines }, index) => {
    const ceiling = index === 0 ? Infinity : DETAILS[index - 1].side * line - 1; // from there on there is more text
    const most = Math.floor(Math.min(widest, height - lines * line, ceiling));
    return most >= side * line ? most : 0;
  });
  return Math.max(...sides);
}
