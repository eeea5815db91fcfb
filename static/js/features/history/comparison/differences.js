/**
 * Differences between settings, by JSON path.
 *
 * @typedef {{path: string, values: string[]}} Difference a path and the value of each, as text
 */

const MAX_CHARACTERS = 40; // of a value
const MAX_ITEMS = 12; // a longer list is data, summarized by its length

/**
 * Paths at which the values differ, in order of appearance.
 *
 * @param {object[]} all
 * @returns {Difference[]}
 */
export function differencesOf(all) {
  const tables = all.map((one) => new Map(leavesOf(one, '')));
  const paths = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return paths
    .filter((path) => new Set(tables.map((table) => JSON.stringify(table.get(path)))).size > 1)
    .map((path) => ({ path, values: tables.map((table) => readable(table.get(path))) }));
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {[string, unknown][]}
 */
function leavesOf(value, path) {
  if (typeof value !== 'object' || value === null || isData(value)) return [[path, value]];
  const under = (/** @type {string} */ name) => (path === '' ? name : `${path}.${name}`);
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, under(name)));
}

/** True for lists of names or numbers, which are compared as one value. @param {object} value */
const isData = (value) =>
  Array.isArray(value) && (value.length === 0 || typeof value[0] !== 'object' || Array.isArray(value[0]));

/** @param {unknown} value */
function readable(value) {
  if (value === undefined) return '–';
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS || Array.isArray(value[0])) return `${value.length} rows`;
    return shortened(value.join(', ')) || 'none';
  }
  return shortened(typeof value === 'string' ? value : JSON.stringify(value));
}

/** @param {string} text */
const shortened = (text) => (text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text);
