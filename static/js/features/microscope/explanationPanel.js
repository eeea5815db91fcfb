/**
 * The explanation of the current step: in words, in symbols, with numbers filled in, and as tables.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope} from './microscope.js'
 * @import {Snapshot} from '../../core/trace/types.js'
 * @import {Reading} from './quantities.js'
 * @import {Explanation, Line, Row, Selection, Step, Table} from './types.js'
 */

import { html } from 'htm/preact';
import { Check, ChevronLeft, ChevronRight, Copy } from 'lucide';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { formatFormula, formatPower, formatPrecise } from '../../draw/format.js';
import { inputNamer } from '../../core/selectors.js';
import { Tex } from '../shared/tex.js';
import { copyText } from '../shared/export/copyText.js';
import { latexOf } from './export/latexOf.js';
import { explain } from './explain/explain.js';
import { breakFormula, speakFormula } from './explain/tex.js';
import { isOf, quantityAt, readSymbol, symbolsIn } from './quantities.js';
import { positionCount, positionText } from '../../core/trace/positions.js';

const ARROW = '\\leftarrow';
const PAGE = 40; // rows of a table shown at a time
const MANY_COLUMNS = 4; // from here on, numbers are written smaller

/** @param {{app: App, scope: Microscope, snapshot: Snapshot}} props */
export function ExplanationPanel({ app, scope, snapshot: { trace, session, catalog } }) {
  const step = scope.step.value;
  const selection = scope.shownSelection.value;
  const state = app.store.state.peek();
  if (!step) return null;
  const namer = (/** @type {number} */ layer) => inputNamer({ ...state, session }, layer);
  const isUpdate = step.phase === 'update';
  const { title, words, lines, table, second, note } = explain({ trace, session, catalog, step, selection, namer });
  const first = table && html`<${NumberTable} key=${`${step.key} 1`} table=${table} scope=${scope} />`;
  return html`
    <${Head} ...${{ scope, session, step, title, lines }} />
    <${PositionControls} ...${{ scope, trace, session, step }} />
    <p class="words">${words}</p>
    ${isUpdate && html`<${OptimizerRule} ...${{ app, session }} />`}
    ${isUpdate && first}
    <${Lines} ...${{ scope, lines }} phase=${step.phase} reading=${readingOf(trace, session, step, selection)} />
    ${!isUpdate && first}
    ${second && html`<${NumberTable} key=${`${step.key} 2`} table=${second} scope=${scope} />`}
    ${note && html`<p class="quiet note">${note}</p>`}
  `;
}

/**
 * @param {Pick<Explanation, 'title' | 'lines'> & {scope: Microscope, session: Snapshot['session'], step: Step}} props
 */
function Head({ scope, session, step, title, lines }) {
  const { layer, unit } = scope.selection.value;
  const units = session.layers[layer]?.units ?? 1;
  const hasOthers = units > 1 && step.phase !== 'input';
  const move = (/** @type {number} */ by) => scope.select({ unit: (unit + by + units) % units });
  return html`<header class="formula-head">
    <h2>${title}</h2>
    ${
      hasOthers &&
      html`<${Button} kind="small quiet" icon=${ChevronLeft} title="Previous neuron" onPress=${() => move(-1)} />
        <${Button} kind="small quiet" icon=${ChevronRight} title="Next neuron" onPress=${() => move(1)} />`
    }
    ${lines.length > 0 && html`<${CopyButton} key=${title} text=${latexOf({ title, lines })} />`}
  </header>`;
}

/** Copies the formulas, and says whether it has. @param {{text: string}} props */
function CopyButton({ text }) {
  const [message, setMessage] = useState('');
  const copy = async () => setMessage((await copyText(text)) ? 'Copied' : 'The browser does not allow copying here');
  return html`<${Button} kind="plain-text copy-latex" icon=${message === 'Copied' ? Check : Copy}
      title="Copy the formulas as LaTeX" onPress=${copy}>LaTeX</${Button}>
    <span class="visually-hidden" role="status">${message || null}</span>`;
}

/** Formula and source of the optimizer, from the catalog. @param {{app: App, session: Snapshot['session']}} props */
function OptimizerRule({ app, session }) {
  const optimizer = app.store.state.peek().catalog?.optimizers.find(({ name }) => name === session.spec.optimizer.name);
  return (
    optimizer &&
    html`<p class="optimizer-rule">
      <strong>${optimizer.label}</strong> ${formatFormula(optimizer.formula)}${' '}
      <span class="quiet">${optimizer.source}</span>
    </p>`
  );
}

/**
 * Choice of the time step or position, and of the gate, if there are several.
 *
 * @param {object} props
 * @param {Microscope} props.scope
 * @param {Snapshot['trace']} props.trace
 * @param {Snapshot['session']} props.session
 * @param {Step} props.step
 */
function PositionControls({ scope, trace, session, step }) {
  const selection = scope.selection.value;
  const op = trace.ops[step.op];
  const layer = session.layers[step.layer];
  const count = layer && step.phase !== 'update' ? positionCount(op, layer.units) : 1;
  const isGated = op?.kind === 'recurrent' && (step.quantity === 'values' || step.quantity === 'gradients');
  const gates = isGated ? Object.keys(op.gates) : [];
  const t = Math.min(selection.t, count - 1);
  const goToPosition = (/** @type {number} */ next) =>
    step.t === null ? scope.select({ t: next }) : scope.goTo(`${step.key.split('.')[0]}.${next + 1}`);
  return html`
    ${
      count > 1 &&
      html`<${Slider} label=${layer.shape.length > 2 ? 'Position' : 'Time'} title="The time step or position shown"
        value=${t} min=${0} max=${count - 1} step=${1} text=${`${positionText(layer, t)} (${t + 1} of ${count})`}
        onSlide=${goToPosition} />`
    }
    ${
      gates.length > 1 &&
      html`<${Choice} name="gate" label="Gate" title="The gate whose weights are shown"
        value=${gates[selection.gate] ?? gates[0]}
        options=${gates.map((gate) => ({ value: gate, label: html`gate ${gate}` }))}
        onChoose=${(/** @type {string} */ gate) => scope.select({ gate: gates.indexOf(gate) })} />`
    }
  `;
}

const FACTORS_PER_ROW = 2; // numbers multiplied on one line
const LONG_NAME = 16; // characters of a row's name that may wrap

/**
 * Rows of a line with numbers: one per term of a sum, and one per few factors. A fixed number of them per row keeps the
 * layout still while digits change.
 *
 * @param {string[]} pieces
 */
function rowsOf(pieces) {
  /** @type {string[][]} */
  const rows = [];
  for (const piece of pieces) {
    const row = rows.at(-1);
    if (row && row.length < FACTORS_PER_ROW && !/^{}[+=]/.test(piece)) row.push(piece);
    else rows.push([piece]);
  }
  return rows;
}

/**
 * @param {Snapshot['trace']} trace
 * @param {Snapshot['session']} session
 * @param {Step} step
 * @param {Selection} selection
 * @returns {Reading}
 */
const readingOf = (trace, session, step, { unit }) => ({
  last: session.layers.length - 1,
  recurrent: trace.ops[step.op]?.kind === 'recurrent' ? { layer: step.layer, unit } : null,
});

/**
 * The formulas. A symbol under the pointer lights up in the diagram, and symbols of what is pointed at there do here.
 *
 * @param {{scope: Microscope, lines: Line[], phase: string, reading: Reading}} props
 */
function Lines({ scope, lines, phase, reading }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const pointed = scope.pointed.value;
  useEffect(() => {
    for (const symbol of frame.current ? symbolsIn(frame.current) : []) {
      const quantity = pointed && readSymbol(symbol, reading);
      symbol.classList.toggle('lit', pointed !== null && quantity !== null && isOf(quantity, pointed));
    }
  });
  if (lines.length === 0) return null;
  const light = (/** @type {PointerEvent} */ { target }) => {
    scope.lit.value = quantityAt(target, reading);
  };
  const darken = () => {
    scope.lit.value = null;
  };
  return html`<div ref=${frame} class=${`formula-lines ${phase}`} tabindex="0" role="group" aria-label="Formula"
    onPointerOver=${light} onPointerLeave=${darken}>
    ${lines.map(([left, right], index) => {
      const pieces = breakFormula(right);
      const rows = left === '' ? rowsOf(pieces) : [pieces];
      return html`<div key=${index} class="formula-line">
        <${Tex} block tex=${left.replace(ARROW, '')} />
        <span class="equals">${left.endsWith(ARROW) ? '←' : '='}</span>
        <span class="formula-right">
          ${rows.map(
            (row, at) => html`<span key=${at} class="formula-row">
              ${row.map((piece, number) => html`<${Tex} key=${number} block tex=${piece} />`)}
            </span>`,
          )}
        </span>
      </div>`;
    })}
  </div>`;
}

/** @param {{table: Table, scope: Microscope}} props */
function NumberTable({ table, scope }) {
  const [pages, setPages] = useState(1);
  const { caption, heads, rows, total, compares = false } = table;
  const selected = useMemo(() => rows.findIndex(({ isSelected }) => isSelected), [rows]);
  const count = Math.max(PAGE * pages, selected + 1);
  const more = rows.length - count;
  const kind = `${heads.length >= MANY_COLUMNS ? 'many' : ''} ${compares ? 'compares' : ''}`;
  return html`<div class="numbers-frame" tabindex="0" role="group" aria-label=${caption}>
    <table class=${`microscope-numbers ${kind}`}>
      <caption>${caption}</caption>
      <thead>
        <tr>
          <td></td>
          ${heads.map(
            (head, index) => html`<th key=${index} scope="col">
              <span class="visually-hidden">${speakFormula(head)}</span>
              <span aria-hidden="true"><${Tex} tex=${head} /></span>
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, count).map((row, index) => html`<${NumberRow} key=${index} ...${{ row, compares, scope }} />`)}
        ${
          total &&
          html`<tr class="total">
            <th scope="row">sum</th>
            ${total.map((value, index) => html`<td key=${index}>${value === null ? '' : formatPrecise(value)}</td>`)}
          </tr>`
        }
      </tbody>
    </table>
    ${
      more > 0 &&
      html`<${Button} kind="quiet" title="Show more rows" onPress=${() => setPages(pages + 5)}>${more} more</${Button}>`
    }
  </div>`;
}

/** @param {{row: Row, compares: boolean, scope: Microscope}} props */
function NumberRow({ row: { name, cells, isSelected, selection }, compares, scope }) {
  const canSelect = Object.keys(selection).length > 0;
  const label = canSelect
    ? html`<button type="button" class="row-name" aria-pressed=${isSelected}
        onClick=${() => scope.select(selection)}>${name}</button>`
    : name;
  const textOf = (/** @type {number | null} */ value, /** @type {number} */ index) => {
    if (compares) return index === cells.length - 1 ? formatPower(value) : formatPrecise(value);
    return value === null ? '' : formatPrecise(value);
  };
  return html`<tr class=${isSelected ? 'selected' : ''}>
    <th scope="row" class=${name.length > LONG_NAME ? 'long' : ''}>${label}</th>
    ${cells.map((value, index) => html`<td key=${index}>${textOf(value, index)}</td>`)}
  </tr>`;
}
