/**
 * What each column of a table is for: an input, the target, or nothing. Told from names and contents, or by the
 * learner.
 *
 * @import {Column} from './tableColumns.js'
 *
 * @typedef {'input' | 'target' | 'unused'} Role
 * @typedef {{role: Role, why: string}} Use `why`: for what reason the page leaves the column out, where it does
 *
 * @typedef {object} RoleChoices what the learner set
 * @property {number | null} target index of a column, or NO_TARGET; null: told from the table
 * @property {Readonly<Record<number, Role>>} roles of columns that were given one by hand
 */

/** The server takes more inputs, but the picture of a network does not get clearer by them. */
export const USUAL_INPUTS = 64;

export const NO_TARGET = -1;

/** Names of targets, the surest first. */
const TARGETS = ['class', 'label', 'target', 'species', 'outcome', 'diagnosis', 'category', 'variety', 'response', 'y'];
const COUNTERS = ['id', 'index', 'row', 'no', 'no.', 'nr', 'nr.', '#'];

/** Why a column past the usual inputs is left out. */
export const BEYOND = `not among the first ${USUAL_INPUTS}`;

/** @type {Record<Exclude<Column['kind'], 'numbers'>, string>} */
const NO_NUMBERS = { words: 'words', dates: 'dates', nothing: 'no values' };

/**
 * Whether a column can be an input.
 *
 * @param {Column} column
 */
export const canBeInput = ({ kind }) => kind === 'numbers';

/**
 * Which column is to be learnt.
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
 * Why a column is no input unless the learner makes it one; empty where there is no reason.
 *
 * @param {Column} column
 */
function reasonAgainst({ kind, isConstant, name }) {
  if (kind !== 'numbers') return NO_NUMBERS[kind];
  if (isConstant) return 'same in every row';
  return COUNTERS.includes(name.toLowerCase()) ? 'counts the rows' : '';
}

/**
 * Gives a column a role. There is one target: the column that was it goes back to what it would be without.
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
