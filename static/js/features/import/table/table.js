/**
 * A table as training data: roles of columns, usable rows, the task, and problems. Pure functions from contents and
 * choices to a plan.
 *
 * @import {InlineSpec} from '../../../protocol/types.d.ts'
 * @import {Content} from './tableColumns.js'
 * @import {Faults} from './tableFaults.js'
 * @import {RoleChoices, Use} from './tableRoles.js'
 *
 * @typedef {object} OtherChoices null: inferred from the table
 * @property {boolean | null} hasNames
 * @property {'classes' | 'values' | null} targetIs
 * @property {boolean | null} scaleTarget
 * @property {boolean} leaveOut faulty rows
 *
 * @typedef {RoleChoices & OtherChoices} Choices what the learner set
 *
 * @typedef {{trainShare: number, scaleInputs: boolean}} Training how the rows are trained on
 *
 * @typedef {object} Goal what there is to learn
 * @property {'classes' | 'values'} is
 * @property {boolean} canSwitch whether it could be the other as well
 * @property {(string | number)[]} labels the different values of the target, in the order of classes; no more than
 *   MOST_CLASSES + 1 of them
 * @property {[number, number]} range lowest and highest value, of numbers
 * @property {boolean} isScaled learnt from -1 to 1
 *
 * @typedef {object} Plan
 * @property {Use[]} uses by column
 * @property {number[]} inputs indices of their columns
 * @property {number} target index of its column, or NO_TARGET
 * @property {Goal | null} goal
 * @property {Faults} faults
 * @property {number[]} rows indices of those that are used
 * @property {string} obstacle what stands in the way, empty when nothing does
 */

import { cellOf, distinctNames } from './tableColumns.js';
import { findFaults } from './tableFaults.js';
import { NO_TARGET, canBeInput, targetOf, usesOf } from './tableRoles.js';

export const MOST_CLASSES = 20;
const FEW_CLASSES = 10; // most different whole numbers that are taken as classes by default
const MOST_ROWS = 10_000;
const MOST_NUMBERS = 200_000;
const MOST_CHARACTERS = 3_500_000; // numbers: a message of the stream holds 4 MiB
const WEIGHED = 200; // rows that determine the width

/** @type {Choices} */
export const NO_CHOICES = {
  hasNames: null,
  target: null,
  roles: {},
  targetIs: null,
  scaleTarget: null,
  leaveOut: false,
};

/** @type {Training} */
export const USUAL_TRAINING = { trainShare: 0.8, scaleInputs: true };

/**
 * @param {Content} content
 * @param {Choices} choices
 * @param {number} maxInputs limit of the server
 * @returns {Plan}
 */
export function planOf(content, choices, maxInputs) {
  const uses = usesOf(content.columns, choices);
  const target = targetOf(content.columns, choices);
  const inputs = uses.flatMap(({ role }, index) => (role === 'input' ? index : []));
  const used = target === NO_TARGET ? inputs : [...inputs, target];
  const faults = findFaults(content, used);
  const goal = target === NO_TARGET ? null : goalOf(content, target, faults.sound, choices);
  const rows = evenly(faults.sound, mostRows(content, used, faults.sound));
  const plan = { uses, inputs, target, goal, faults, rows };
  return { ...plan, obstacle: obstacleTo(content, plan, choices, maxInputs) };
}

/**
 * Rows in the format of the server.
 *
 * @param {Content} content
 * @param {Plan} plan without an obstacle
 * @param {Training} training
 * @returns {Omit<Partial<InlineSpec>, 'name'> & {inputs: number[][]}}
 */
export function dataOf(content, { inputs, target, goal, rows }, { trainShare, scaleInputs }) {
  const { is, labels, range, isScaled } = /** @type {Goal} */ (goal);
  const labelAt = labelsOf(content, target);
  const classes = new Map(labels.map((label, index) => [label, index]));
  const scale = isScaled ? scaleFrom(range) : Number;
  const isBinary = labels.length === 2;
  return {
    inputs: rows.map((row) => inputs.map((column) => content.columns[column].numbers[row])),
    targets: rows.map((row) => [is === 'classes' ? (classes.get(labelAt(row)) ?? 0) : scale(labelAt(row))]),
    task: is === 'values' ? 'regression' : isBinary ? 'binary' : 'multiclass',
    train_fraction: trainShare,
    standardize: scaleInputs,
    input_names: inputs.map((column) => content.columns[column].name),
    class_names: is === 'classes' ? distinctNames(labels.map(String)) : null,
  };
}

/**
 * Target of a row: a number, or the word in the cell.
 *
 * @param {Content} content
 * @param {number} target
 */
function labelsOf({ columns, rows }, target) {
  const { kind, numbers } = columns[target];
  return (/** @type {number} */ row) => (kind === 'numbers' ? numbers[row] : cellOf(rows[row], target));
}

/**
 * Scale a range to [-1, 1].
 *
 * @param {[number, number]} range
 */
const scaleFrom = ([low, high]) => {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  return (/** @type {string | number} */ value) => (Number(value) - middle) / half;
};

/**
 * @param {Content} content
 * @param {number} target
 * @param {number[]} sound
 * @param {Choices} choices
 * @returns {Goal}
 */
function goalOf(content, target, sound, { targetIs, scaleTarget }) {
  const labelAt = labelsOf(content, target);
  /** @type {Set<string | number>} */
  const labels = new Set();
  let [isWhole, low, high] = [true, Infinity, -Infinity];
  for (const row of sound) {
    const label = labelAt(row);
    if (labels.size <= MOST_CLASSES) labels.add(label);
    if (typeof label === 'string') continue;
    isWhole &&= Number.isInteger(label);
    low = Math.min(low, label);
    high = Math.max(high, label);
  }
  const isNumbers = content.columns[target].kind === 'numbers';
  const canSwitch = isNumbers && isWhole && labels.size > 1 && labels.size <= MOST_CLASSES;
  const usual = !isNumbers || (canSwitch && labels.size <= FEW_CLASSES) ? 'classes' : 'values';
  return {
    is: canSwitch ? (targetIs ?? usual) : usual,
    canSwitch,
    labels: isNumbers ? [...labels].sort((a, b) => Number(a) - Number(b)) : [...labels],
    range: [low, high],
    isScaled: scaleTarget ?? Math.max(-low, high) > 1,
  };
}

/**
 * Number of rows that the page accepts: fewer for wider rows.
 *
 * @param {Content} content
 * @param {number[]} used
 * @param {number[]} sound
 */
function mostRows({ rows }, used, sound) {
  const weighed = evenly(sound, WEIGHED);
  let characters = 0;
  for (const row of weighed) for (const column of used) characters += cellOf(rows[row], column).length + 1;
  characters /= Math.max(1, weighed.length);
  return Math.floor(Math.min(MOST_ROWS, MOST_NUMBERS / used.length, MOST_CHARACTERS / characters));
}

/**
 * Sample at most some rows evenly.
 *
 * @param {number[]} all
 * @param {number} most
 */
function evenly(all, most) {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]);
}

/**
 * @param {Content} content
 * @param {Omit<Plan, 'obstacle'>} plan
 * @param {Choices} choices
 * @param {number} maxInputs
 */
function obstacleTo({ columns, rows, problems }, { inputs, target, goal, faults }, { leaveOut }, maxInputs) {
  const targetName = columns[target]?.name;
  if (problems.length > 0) return `${problems[0]} Correct it, or turn off “First row holds names”.`;
  if (rows.length === 0) return 'The table has a row of names, but no rows of data.';
  if (rows.length === 1 || (leaveOut && faults.sound.length < 2)) {
    return 'Two rows are needed: one to train, one to test.';
  }
  if (goal === null) return 'Choose a target: the column that the network should learn to predict.';
  if (columns[target].kind === 'nothing') return `The target, “${targetName}”, has no values. Choose another.`;
  if (!columns.some((column, index) => index !== target && canBeInput(column))) {
    return 'Inputs must be numbers, but no column except the target holds any. Add one, or choose another target.';
  }
  if (inputs.length === 0) return 'Choose an input: a column of numbers to learn from.';
  if (inputs.length > maxInputs) return `${inputs.length} inputs are more than ${maxInputs}. Leave some out.`;
  if (faults.rows > 0 && !leaveOut) return 'Correct the faulty rows, or leave them out.';
  if (goal.labels.length < 2) return `The target is ${goal.labels[0]} in every row: there is nothing to learn.`;
  if (goal.is === 'classes' && goal.labels.length > MOST_CLASSES) {
    return `The target, “${targetName}”, has more than ${MOST_CLASSES} classes. Choose another.`;
  }
  return '';
}
