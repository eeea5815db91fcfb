/**
 * Text to rows of cells, by Papa Parse, which is loaded when needed. Contents are not interpreted, except for decimal
 * commas, which compete with delimiters.
 *
 * @typedef {object} Table
 * @property {string[][]} rows without blank lines
 * @property {Uint32Array} lines where each row begins in the text, from 1
 * @property {boolean} decimalComma numbers are written 0,5
 */

const DELIMITERS = [',', ';', '\t', '|'];
const HEAD = 20_000; // characters to detect the delimiter from
const DECIMAL_COMMA = /^\s*[-+−]?\d*,\d+\s*$/;
const DECIMAL_POINT = /^\s*[-+−]?\d*\.\d+\s*$/;

/**
 * True if pasted text looks like a table: at least two lines and columns, with a number in the second line.
 *
 * @param {string} text
 */
export function looksLikeTable(text) {
  const lines = text
    .slice(0, HEAD)
    .split(/[\r\n]+/)
    .filter((line) => line.trim());
  const [first = '', second = ''] = lines;
  const hasNumber = (/** @type {string[]} */ cells) => cells.some((cell) => !Number.isNaN(Number.parseFloat(cell)));
  return DELIMITERS.some((mark) => first.includes(mark) && second.includes(mark) && hasNumber(second.split(mark)));
}

/**
 * @param {string} text
 * @returns {Promise<Table>}
 * @throws {RangeError} with a sentence for the learner where there is no table in it
 */
export async function parseTable(text) {
  const { parse } = (await import('papaparse')).default;
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  if (plain.trim() === '') throw new RangeError('The table is empty. It needs one line for every row.');
  if (plain.includes('\0')) throw new RangeError('This is not text. Export the table as CSV, and use that file.');
  const split = (/** @type {string} */ text, /** @type {string} */ delimiter = '') =>
    /** @type {import('papaparse').ParseResult<string[]>} */ (
      parse(text, { newline: '\n', delimiter, delimitersToGuess: DELIMITERS })
    );
  const delimiter = delimiterOf(plain.slice(0, HEAD), split);
  const { data, errors } = split(plain, delimiter);
  const lines = linesOf(data);
  const open = errors.find(({ type }) => type === 'Quotes');
  if (open) {
    const line = lines[open.row ?? 0];
    throw new RangeError(
      `Line ${line}: a cell starts with a quotation mark but does not end with one. Add it, or remove the first.`,
    );
  }
  const isFilled = data.map((row) => row.some((cell) => cell.trim() !== ''));
  return {
    rows: data.filter((_, index) => isFilled[index]),
    lines: lines.filter((_, index) => isFilled[index]),
    decimalComma: delimiter !== ',' && hasDecimalCommas(data),
  };
}

/**
 * Detect the delimiter; if semicolons leave only decimal commas, commas are not delimiters.
 *
 * @param {string} head
 * @param {(text: string, delimiter?: string) => {data: string[][], meta: {delimiter: string}}} split
 */
function delimiterOf(head, split) {
  const whole = head.length < HEAD ? head : head.slice(0, head.lastIndexOf('\n'));
  const { delimiter } = split(whole).meta;
  if (delimiter !== ',') return delimiter;
  const rows = split(whole, ';').data.filter((row) => row.some((cell) => cell.trim()));
  const isDecimal = (/** @type {string} */ cell) => !cell.includes(',') || DECIMAL_COMMA.test(cell);
  return rows.every((row) => row.length > 1 && row.every(isDecimal)) ? ';' : ',';
}

/**
 * Line number of each row: quoted cells may contain line breaks.
 *
 * @param {string[][]} rows
 */
function linesOf(rows) {
  const lines = new Uint32Array(rows.length);
  let line = 1;
  rows.forEach((row, index) => {
    lines[index] = line;
    line += 1;
    for (const cell of row) if (cell.includes('\n')) line += cell.split('\n').length - 1;
  });
  return lines;
}

/** @param {string[][]} rows */
const hasDecimalCommas = (rows) =>
  rows.some((row) => row.some((cell) => DECIMAL_COMMA.test(cell))) &&
  !rows.some((row) => row.some((cell) => DECIMAL_POINT.test(cell)));
