/**
 * Roles of a table's columns: input, target, or unused. Guessed from names and contents, or set by the user.
 *
 * @import {Column} from './tableColumns.js'
 *
 * @typedef {'input' | 'target' | 'unused'} Role
 * @typedef {{role: Role, why: string}} Use `why`: for what reason the page leaves the column out, where it does
 *
 * @typedef {object} RoleChoices what the learner set
 * @property {number | null} target index of a column, or NO_TARGET; null: inferred from the table
 * @property {Readonly<Record<number, Role>>} roles of columns that were given one by hand
 */

/** Most inputs by default: the server accepts more, but the drawing of the network gets no clearer. */
export const USUAL_INPUTS = 64;

export const NO_TARGET = -1;

/** Usual names of targets, the most certain first. */
const TARGETS = ['class', 'label', 'target', 'species', 'outcome', 'diagnosis', 'category', 'variety', 'response', 'y'];
const COUNTERS = ['id', 'index', 'row', 'no', 'no.', 'nr', 'nr.', '#'];

/** Reason to skip a column beyond the default inputs. */
export const BEYOND = `not among the first ${USUAL_INPUTS}`;

/** @type {Record<Exclude<Column['kind'], 'numbers'>, string>} */
const NO_NUMBERS = { words: 'words', dates: 'dates', nothing: 'no values' };

/**
 * True if a column can be an input.
 *
 * @param {Column} column
 */
export const canBeInput = ({ kind }) => kind === 'numbers';

/**
 * Index of the target.
 *
 * @param {Column[]} columns
 * @param {RoleChoices} choices
 */
export function targetOf(columns, { target }) {
  if (target !== null && target < columns.length) return target;
  const names = columns.map(({ name }) => name.toLowerCase());
  const known = TARGETS.find((name) => names.includes(name));
  return known ? names.lastIndexOf(known) : columns.length - 1;
}

/**
 * @param {Column[]} columns
 * @param {RoleChoices} choices
 * @returns {Use[]}
 */
export function usesOf(columns, choices) {
  const target = targetOf(columns, choices);
  let inputs = 0;
  return columns.map((column, index) => {
    if (index === target) return { role: 'target', why: '' };
    const why = reasonAgainst(column) || (inputs < USUAL_INPUTS ? '' : BEYOND);
    if (!why) inputs += 1;
    const chosen = canBeInput(column) ? choices.roles[index] : undefined;
    return { role: chosen ?? (why ? 'unused' : 'input'), why };
  });
}

/**
 * Reason why a column is no input by default; empty if it is one.
 *
 * @param {Column} column
 */
function reasonAgainst({ kind, isConstant, name }) {
  if (kind !== 'numbers') return NO_NUMBERS[kind];
  if (isConstant) return 'same in every row';
  return COUNTERS.includes(name.toLowerCase()) ? 'counts the rows' : '';
}

/**
 * Set the role of a column. There is one target: the former one gets its default role.
 *
 * @template {RoleChoices} C
 * @param {C} choices
 * @param {Column[]} columns
 * @param {number} index
 * @param {Role} role
 * @returns {C}
 */
export function chooseRole(choices, columns, index, role) {
  if (role === 'target') return { ...choices, target: index };
  const target = targetOf(columns, choices) === index ? NO_TARGET : choices.target;
  return { ...choices, target, roles: { ...choices.roles, [index]: role } };
}
