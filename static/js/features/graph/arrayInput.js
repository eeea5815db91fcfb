/**
 * An input that is a vector or a matrix: a small field for each entry.
 *
 * @import {Tensor} from '../../draw/tensor.js'
 */

import { html } from 'htm/preact';

import { NumberField } from '../../controls/numberField.js';
import { formatFigure, formatSetting } from '../../draw/format.js';
import { latexOfName } from '../../draw/latex.js';
import { entriesOf, entryName, rowsOf, shapeText } from '../../draw/tensor.js';
import { Formula } from './formula.js';

const STEP = 0.01; // of an arrow key

/**
 * @param {object} props
 * @param {string} props.name
 * @param {number[]} props.shape
 * @param {Tensor} props.value
 * @param {Tensor} props.adjoint
 * @param {(value: number, entry: number) => void} props.onValue
 */
export function ArrayInput({ name, shape, value, adjoint, onValue }) {
  const rows = rowsOf(value, true);
  const slopes = entriesOf(adjoint);
  return html`<div class="input-array" role="group" aria-label=${`${name}, ${shapeText(shape)}`}>
    <span class="input-array-name"><${Formula} latex=${latexOfName(name)} />
      <span class="quiet">${shapeText(shape)}</span></span>
    <div class="input-entries" style=${{ '--columns': String(rows[0].length) }}>
      ${rows.flat().map((entry, index) => {
        const label = entryName(name, shape, index);
        return html`<${NumberField}
          key=${index}
          kind="bare"
          label=${`Value of ${label}`}
          title=${`${label} = ${entry}; derivative of the output ${formatFigure(slopes[index] ?? 0)}`}
          value=${entry}
          text=${formatSetting(Number(entry.toPrecision(4)))}
          step=${STEP}
          low=${-Number.MAX_VALUE}
          high=${Number.MAX_VALUE}
          onCommit=${(/** @type {number} */ next) => onValue(next, index)}
        />`;
      })}
    </div>
  </div>`;
}
