/**
 * In what settings differ, by JSON path.
 *
 * @typedef {{path: string, values: string[]}} Difference what each of the compared has there, as it is read
 */

const LONGEST = 40; // characters of a value
const LONG_LIST = 12; // a longer list of numbers is data, told by its length

/**
 * The paths at which not all are the same, in the order in which they are met.
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

/** @param {unknown} value @param {string} path @returns {[string, unknown][]} */
function leavesOf(value, path) {
  if (typeof value !== 'object' || value === null || isData(value)) return [[path, value]];
  const under = (/** @type {string} */ name) => (path === '' ? name : `${path}.${name}`);
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, under(name)));
}

/** Lists of names and of numbers are one value. @param {object} value */
const isData = (value) =>
  Array.isArray(value) && (value.length === 0 || typeof value[0] !== 'object' || Array.isArray(value[0]));

/** @param {unknown} value */
function readable(value) {
  if (value === undefined) return '–';
  if (Array.isArray(value)) {
    if (value.length > LONG_LIST || Array.isArray(value[0])) return `${value.length} rows`;
    return shortened(value.join(', ')) || 'none';
  }
  return shortened(typeof value === 'string' ? value : JSON.stringify(value));
}

/** @param {string} text */
const shortened = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
