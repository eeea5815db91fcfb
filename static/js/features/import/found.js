/**
 * One-line summary of a table: rows, inputs, and classes with their marks.
 *
 * @import {Plan} from './table/table.js'
 * @import {Content} from './table/tableColumns.js'
 */

import { html } from 'htm/preact';

import { ClassMark } from '../../controls/network/classMark.js';
import { formatCount, formatSetting } from '../../draw/format.js';
import { paletteOf } from '../../draw/palette.js';
import { markColour } from '../../draw/points.js';
import { MOST_CLASSES } from './table/table.js';
import { shortened } from './table/tableFaults.js';
import { BEYOND, USUAL_INPUTS, canBeInput } from './table/tableRoles.js';
import { SHOWN_COLUMNS } from './preview.js';

const MOST_NAMED = 10; // classes

/** @param {{content: Content, plan: Plan, leaveOut: boolean, theme: 'light' | 'dark'}} props */
export function Found({ content, plan, leaveOut, theme }) {
  const rows = leaveOut ? plan.faults.sound.length : content.rows.length;
  return html`<div class="found" role="status">
    <p class="found-line">
      ${counted(rows, 'row')}, ${counted(plan.inputs.length, 'input')}${
        plan.goal && html`<${Target} goal=${plan.goal} theme=${theme} />`
      }
    </p>
    ${notesOn(content, plan).map((note) => html`<p key=${note} class="quiet">${note}</p>`)}
  </div>`;
}

/** @param {{goal: NonNullable<Plan['goal']>, theme: 'light' | 'dark'}} props */
function Target({ goal: { is, labels, range }, theme }) {
  if (labels.length === 0) return null;
  if (is === 'values') return html`, values from ${valueText(range[0])} to ${valueText(range[1])}`;
  if (labels.length > MOST_CLASSES) return html`, more than ${MOST_CLASSES} classes`;
  const palette = paletteOf(theme);
  const named = labels.length > MOST_NAMED ? labels.slice(0, MOST_NAMED - 1) : labels;
  return html`, ${labels.length === 1 ? '1 class' : `${labels.length} classes`}: ${named.map((label, index) => {
    const mark = html`<${ClassMark} index=${index} colour=${markColour(index, labels.length, palette)} />`;
    const comma = index < named.length - 1 ? ',' : '';
    return html`<span key=${label} class="found-class"
      title=${label}>${mark}${shortened(String(label))}${comma}</span> `;
  })}${named.length < labels.length && html`<span class="quiet">and ${labels.length - named.length} more</span>`}`;
}

/**
 * Warnings that do not prevent training.
 *
 * @param {Content} content
 * @param {Plan} plan
 */
function notesOn({ columns, rows, decimalComma }, plan) {
  const notes = [];
  if (plan.rows.length < plan.faults.sound.length) {
    const [all, some] = [rows.length, plan.rows.length].map(formatCount);
    notes.push(`This table has ${all} rows; ${some} evenly spaced rows are used.`);
  }
  if (plan.uses.some(({ role, why }) => role === 'unused' && why === BEYOND)) {
    const count = formatCount(columns.filter(canBeInput).length);
    notes.push(`Of its ${count} columns of numbers the first ${USUAL_INPUTS} are inputs, unless you choose others.`);
  }
  if (columns.length > SHOWN_COLUMNS) {
    notes.push(`Of ${formatCount(columns.length)} columns the first ${SHOWN_COLUMNS} are shown.`);
  }
  if (decimalComma) notes.push('Commas are read as decimal points in this table.');
  return notes;
}

/** @param {number} value */
const valueText = (value) => formatSetting(Number(value.toPrecision(6))).replace('-', '−');

/**
 * @param {number} count
 * @param {string} what
 */
const counted = (count, what) => `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
