/**
 * The steps from text to a training plan, each computed again only if its inputs have changed.
 *
 * @import {Choices, Plan} from './table/table.js'
 * @import {Content} from './table/tableColumns.js'
 * @import {Table} from './table/tableText.js'
 */

import { useEffect, useMemo, useState } from 'preact/hooks';

import { planOf } from './table/table.js';
import { readColumns } from './table/tableColumns.js';
import { parseTable } from './table/tableText.js';

/** @type {{table: Table | null, problem: string}} */
const NOTHING = { table: null, problem: '' };

/**
 * @param {string} text
 * @param {Choices} choices
 * @param {number} maxInputs limit of the server
 * @returns {{content: Content | null, plan: Plan | null, problem: string}} `problem`: why the text is not a table
 */
export function useReading(text, choices, maxInputs) {
  const parsed = useParsed(text);
  const { content, problem } = useMemo(() => readable(parsed.table, choices.hasNames), [parsed, choices.hasNames]);
  const plan = useMemo(() => content && planOf(content, choices, maxInputs), [content, choices, maxInputs]);
  return { content, plan, problem: parsed.problem || problem };
}

/** @param {string} text */
function useParsed(text) {
  const [parsed, setParsed] = useState(NOTHING);
  useEffect(() => {
    if (text.trim() === '') return setParsed(NOTHING);
    let isWanted = true;
    parseTable(text).then(
      (table) => isWanted && setParsed({ table, problem: '' }),
      (/** @type {Error} */ { message }) => isWanted && setParsed({ table: null, problem: message }),
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  return parsed;
}

/**
 * @param {Table | null} table
 * @param {boolean | null} hasNames
 * @returns {{content: Content | null, problem: string}}
 */
function readable(table, hasNames) {
  try {
    return { content: table && readColumns(table, hasNames), problem: '' };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { content: null, problem: error.message };
  }
}
