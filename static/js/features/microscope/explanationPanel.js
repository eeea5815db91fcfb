/**
 * The present step's rule: in words, in symbols, with the numbers filled in, and the tables behind them.
 *
 * @import {App} from '../../core/app.js'
 * @import {Microscope, Seen} from './microscope.js'
 * @import {Explanation, Line, Row, Step, Table} from './types.js'
 */

import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight } from 'lucide';
import { useMemo, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { formatFormula, formatPower, formatPrecise } from '../../draw/format.js';
import { explain } from './explain/explain.js';
import { timesOf, whereIs } from './explain/sequenceAndImage.js';
import { parts, spoken } from './explain/tex.js';
import { inputNamer } from '../../core/selectors.js';
import { Tex } from '../shared/tex.js';

const ARROW = '\\leftarrow';
const PAGE = 40; // rows of a table at a time
const MANY = 4; // columns of numbers, from which on they are written smaller

/** @param {{app: App, scope: Microscope, seen: Seen}} props */
export function Panel({ app, scope, seen: { trace, session, catalog } }) {
  const step = scope.step.value;
  const place = scope.shown.value;
  const state = app.store.state.peek();
  if (!step) return null;
  const namer = (/** @type {number} */ layer) => inputNamer({ ...state, session }, layer);
  const isUpdate = step.phase === 'update';
  const explanation = explain({ trace, session, catalog, step, place, namer });
  return html`
    <${Head} ...${{ scope, session, step, explanation }} />
    <${Where} ...${{ scope, trace, session, step }} />
    <p class="words">${explanation.words}</p>
    ${isUpdate && html`<${Rule} ...${{ app, session }} />`}
    ${isUpdate && explanation.table && html`<${Numbers} table=${explanation.table} scope=${scope} />`}
    <${Lines} lines=${explanation.lines} way=${step.phase} />
    ${!isUpdate && explanation.table && html`<${Numbers} key=${`${step.key} 1`} table=${explanation.table} scope=${scope} />`}
    ${explanation.second && html`<${Numbers} key=${`${step.key} 2`} table=${explanation.second} scope=${scope} />`}
    ${explanation.note && html`<p class="quiet note">${explanation.note}</p>`}
  `;
}

/** @param {{scope: Microscope, session: Seen['session'], step: Step, explanation: Explanation}} props */
function Head({ scope, session, step, explanation }) {
  const { layer, unit } = scope.place.value;
  const units = session.layers[layer]?.units ?? 1;
  const canTurn = units > 1 && step.phase !== 'input';
  const turn = (/** @type {number} */ by) => scope.see({ unit: (unit + by + units) % units });
  return html`<header class="formula-head">
    <h2>${explanation.title}</h2>
    ${
      canTurn &&
      html`<${Button} kind="small quiet" icon=${ChevronLeft} title="The neuron before" onPress=${() => turn(-1)} />
        <${Button} kind="small quiet" icon=${ChevronRight} title="The next neuron" onPress=${() => turn(1)} />`
    }
  </header>`;
}

/** The optimizer's rule as the catalog has it, and where it is from. @param {{app: App, session: Seen['session']}} props */
function Rule({ app, session }) {
  const optimizer = app.store.state.peek().catalog?.optimizers.find(({ name }) => name === session.spec.optimizer.name);
  return (
    optimizer &&
    html`<p class="rule"><strong>${optimizer.label}</strong> ${formatFormula(optimizer.formula)} <span class="quiet">${optimizer.source}</span></p>`
  );
}

/** The time step or place, and the gate, where there are several. @param {{scope: Microscope, trace: Seen['trace'], session: Seen['session'], step: Step}} props */
function Where({ scope, trace, session, step }) {
  const place = scope.place.value;
  const op = trace.ops[step.op];
  const times = step.layer < 0 || step.phase === 'update' ? 1 : timesOf(op, session.layers[step.layer].units);
  const gates =
    op?.kind === 'recurrent' && (step.what === 'values' || step.what === 'gradients') ? Object.keys(op.gates) : [];
  const t = Math.min(place.t, times - 1);
  const sight = /** @type {any} */ ({ session, step });
  const to = (/** @type {number} */ next) =>
    step.t === null ? scope.see({ t: next }) : scope.goTo(`${step.key.split('.')[0]}.${next + 1}`);
  return html`
    ${times > 1 && html`<${Slider} label=${session.layers[step.layer].shape.length > 2 ? 'Place' : 'Time'} title="Which time step or place is looked at" value=${t} min=${0} max=${times - 1} step=${1} text=${`${whereIs(sight, t)} (${t + 1} of ${times})`} onSlide=${to} />`}
    ${
      gates.length > 1 &&
      html`<${Choice} name="gate" label="Gate" title="Which gate's weights are looked at" value=${gates[place.gate] ?? gates[0]}
        options=${gates.map((gate) => ({ value: gate, label: html`gate ${gate}` }))} onChoose=${(/** @type {string} */ gate) => scope.see({ gate: gates.indexOf(gate) })} />`
    }
  `;
}

const FACTORS = 2; // numbers multiplied on one line
const LONG = 16; // letters of a row's name that may be broken

/**
 * The parts of a line with numbers, row by row: every term of a sum has its own, and so have every few factors. How many had
 * room beside each other would change with every digit.
 *
 * @param {string[]} parts
 */
function rowsOf(parts) {
  /** @type {string[][]} */
  const rows = [];
  for (const part of parts) {
    const row = rows.at(-1);
    if (row && row.length < FACTORS && !/^{}[+=]/.test(part)) row.push(part);
    else rows.push([part]);
  }
  return rows;
}

/** @param {{lines: Line[], way: string}} props */
function Lines({ lines, way }) {
  if (lines.length === 0) return null;
  return html`<div class=${`formula-lines ${way}`} tabindex="0" role="group" aria-label="Formula">
    ${lines.map(
      ([left, right], index) => html`<div key=${index} class="formula-line">
        <${Tex} block tex=${left.replace(ARROW, '')} /><span class="equals">${left.endsWith(ARROW) ? '←' : '='}</span>
        <span class="formula-right">${(left === '' ? rowsOf(parts(right)) : [parts(right)]).map(
          (row, at) =>
            html`<span key=${at} class="formula-row">${row.map((part, place) => html`<${Tex} key=${place} block tex=${part} />`)}</span>`,
        )}</span>
      </div>`,
    )}
  </div>`;
}

/** @param {{table: Table, scope: Microscope}} props */
function Numbers({ table, scope }) {
  const [pages, setPages] = useState(1);
  const { caption, heads, rows, total, compares = false } = table;
  const looked = useMemo(() => rows.findIndex(({ isLookedAt }) => isLookedAt), [rows]);
  const count = Math.max(PAGE * pages, looked + 1);
  const more = rows.length - count;
  return html`<div class="numbers-frame" tabindex="0" role="group" aria-label=${caption}>
    <table class=${`microscope-numbers ${heads.length >= MANY ? 'many' : ''} ${compares ? 'compares' : ''}`}>
      <caption>${caption}</caption>
      <thead><tr><td></td>${heads.map((head, index) => html`<th key=${index} scope="col"><span class="visually-hidden">${spoken(head)}</span><span aria-hidden="true"><${Tex} tex=${head} /></span></th>`)}</tr></thead>
      <tbody>
        ${rows.slice(0, count).map((row, index) => html`<${NumbersRow} key=${index} ...${{ row, compares, scope }} />`)}
        ${total && html`<tr class="total"><th scope="row">sum</th>${total.map((value, index) => html`<td key=${index}>${value === null ? '' : formatPrecise(value)}</td>`)}</tr>`}
      </tbody>
    </table>
    ${more > 0 && html`<${Button} kind="quiet" title="Show more rows" onPress=${() => setPages(pages + 5)}>${more} more</${Button}>`}
  </div>`;
}

/** @param {{row: Row, compares: boolean, scope: Microscope}} props */
function NumbersRow({ row: { name, cells, isLookedAt, place }, compares, scope }) {
  const canLook = Object.keys(place).length > 0;
  const label = canLook
    ? html`<button type="button" class="row-name" aria-pressed=${isLookedAt} onClick=${() => scope.see(place)}>${name}</button>`
    : name;
  return html`<tr class=${isLookedAt ? 'looked' : ''}>
    <th scope="row" class=${name.length > LONG ? 'long' : ''}>${label}</th>
    ${cells.map((value, index) => html`<td key=${index}>${compares && index === cells.length - 1 ? formatPower(value) : value === null && !compares ? '' : formatPrecise(value)}</td>`)}
  </tr>`;
}
