/**
 * Strips of a cell over the time steps: input, prediction, state, gates and gradient.
 *
 * @import {ThroughTimeAnswer} from '../../../protocol/types.d.ts'
 * @import {CellRun, MemoryLab} from '../memoryLab.js'
 * @import {DisplaySymbol} from '../sequenceSymbols.js'
 * @import {Palette} from '../../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { sharesUnder, sharpContext } from '../../../draw/canvas.js';
import { formatPower, formatShare, formatSigned } from '../../../draw/format.js';
import { paintCells } from '../../../draw/map.js';
import { paletteOf } from '../../../draw/palette.js';
import { drawBars, drawCells, drawLines } from '../../../draw/sequence.js';
import { useDrawing, useSize } from '../../../core/hooks.js';
import { gradientShares, lastLayer, meanOf, normsOf, unitByUnit } from '../gradients.js';
import { answersOf, inputsOf, likeliest, stepText, symbolsOf } from '../sequenceSymbols.js';
import { CELLS, GATES } from '../cells.js';
import { cellOf } from '../cellMark.js';
import { stepOf } from '../sequenceBar.js';

const SEQUENCE_HEIGHT = 32;

/** @typedef {{run: CellRun, at: number, steps: number}} Track */

/** @param {{lab: MemoryLab, run: CellRun, answer: ThroughTimeAnswer}} props */
export function Strips({ lab, run, answer }) {
  const { task, text } = run;
  const { mean } = lab.settings.value;
  const symbols = symbolsOf(task, text);
  const steps = answer.inputs.length;
  const at = stepOf(lab, steps);
  const layer = lastLayer(answer);
  if (!layer) return null;
  const { kind } = CELLS[cellOf(run.member.label)];
  const track = { run, at, steps };
  const { states, cells } = normsOf(layer, mean);
  const back = steps - 1 - at;
  const values = { ...layer.gates, ...layer.inner };
  /** @param {any} event */
  const point = (event) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const [across] = sharesUnder(event);
    const chosen = Math.min(steps - 1, Math.max(0, Math.floor(across * steps)));
    lab.choose({ at: chosen === steps - 1 ? null : chosen });
  };
  return html`<div class="lab-strips" onPointerDown=${point} onPointerMove=${point}>
    <${Caption} name="Input" figure=${stepText(inputsOf(task, answer, symbols), at)} />
    <${SequenceStrip} ...${track} of=${(/** @type {ThroughTimeAnswer} */ newest) => inputsOf(task, newest, symbols)} />
    <${Answers} ...${{ ...track, task, answer, symbols }} />
    <${Caption} symbol="h" name="State" description=${`${layer.states[0]?.length ?? 0} units, one per row`}
      figure=${html`<${Mean} name="state" units=${layer.states[at]} />`} />
    <${HeatStrip} ...${track} height="tall"
      read=${(/** @type {ThroughTimeAnswer} */ newest) => unitByUnit(lastLayer(newest)?.states ?? [])} />
    ${GATES[kind].map(
      ({ symbol, name, description }) => html`
        <${Caption} key=${`${symbol} caption`} symbol=${symbol} name=${name} description=${description}
          figure=${html`<${Mean} name=${`gate-${symbol}`} units=${values[symbol][at]} />`} />
        <${HeatStrip} key=${symbol} ...${track} height="low" read=${(/** @type {ThroughTimeAnswer} */ newest) => {
          const own = lastLayer(newest);
          return unitByUnit(own?.gates[symbol] ?? own?.inner[symbol] ?? []);
        }} />`,
    )}
    ${GATES[kind].length === 0 && html`<p class="quiet lab-no-gates">No gates: hₜ = f(xₜ W + hₜ₋₁ R + b)</p>`}
    <${Caption} symbol="∂L/∂h" name="Gradient" description=${`${back} ${back === 1 ? 'step' : 'steps'} back`}
      figure=${html`<span data-figure="gradient">${formatPower(states[at])}</span>`} />
    <${HeatStrip} ...${track} height="line" isGradient
      read=${(/** @type {ThroughTimeAnswer} */ newest) => shares(newest, mean, 'states')} />
    ${
      cells &&
      html`<${Caption} symbol="∂L/∂c" name="Gradient of the cell" description="gradient of the cell state"
        figure=${html`<span data-figure="cell-gradient">${formatPower(cells[at])}</span>`} />
      <${HeatStrip} ...${track} height="line" isGradient
        read=${(/** @type {ThroughTimeAnswer} */ newest) => shares(newest, mean, 'cells')} />`
    }
  </div>`;
}

/**
 * @param {ThroughTimeAnswer} newest
 * @param {boolean} mean
 * @param {'states' | 'cells'} which
 */
function shares(newest, mean, which) {
  const layer = lastLayer(newest);
  return gradientShares((layer && normsOf(layer, mean)[which]) ?? []);
}

/** Mean over the units. @param {{name: string, units: (number | null)[]}} props */
const Mean = ({ name, units }) => html`mean <span data-figure=${name}>${formatSigned(meanOf(units))}</span>`;

/** @param {{name: string, symbol?: string, description?: string, figure: unknown}} props */
function Caption({ symbol, name, description, figure }) {
  return html`<p class="lab-caption" title=${description ? `${name}: ${description}` : undefined}>
    <span>
      ${symbol && html`<i>${symbol}</i>${' '}`}<b>${name}</b>
      ${description && html`${' '}<span class="quiet">${description}</span>`}
    </span>
    <span class="lab-at">${figure}</span>
  </p>`;
}

/**
 * Targets and predictions: a strip if there is a target at every step, else a sentence; for a text also the next
 * characters.
 *
 * @param {Track & {task: string, answer: ThroughTimeAnswer, symbols: DisplaySymbol[] | null}} props
 */
function Answers({ task, answer, symbols, ...track }) {
  const answers = answersOf(task, answer, symbols);
  if (answers.kind === 'words') return html`<p class="lab-answer" data-figure="answer">${answers.text}</p>`;
  const [description, figure] =
    answers.kind === 'cells'
      ? ['darker: more probability for the target; underlined: wrong', formatShare(answers.shares[track.at])]
      : ['solid: prediction, dashed: target', formatSigned(answers.predictions[track.at])];
  return html`
    <${Caption} name="Prediction" description=${description}
      figure=${html`<span data-figure="said">${figure}</span>`} />
    <${SequenceStrip} ...${track} of=${(/** @type {ThroughTimeAnswer} */ newest) => answersOf(task, newest, symbols)} />
    ${task === 'text' && symbols && html`<${Next} list=${likeliest(answer, track.at, symbols)} />`}
  `;
}

/** Most probable next characters. @param {{list: {symbol: DisplaySymbol, share: number}[]}} props */
function Next({ list }) {
  return html`<ol class="lab-next" aria-label="Most probable next characters">
    ${list.map(
      ({ symbol, share }) => html`<li key=${symbol.name} title=${symbol.name} style=${{ '--share': String(share) }}>
        <b>${symbol.text}</b> <span>${formatShare(share)}</span>
      </li>`,
    )}
  </ol>`;
}

/** @param {Track & {of: (newest: ThroughTimeAnswer) => ReturnType<typeof inputsOf | typeof answersOf>}} props */
function SequenceStrip({ run, at, steps, of }) {
  const [box, { width }] = useSize();
  const canvas = useDrawing(
    run.member,
    ({ look }) => [run.inspection.value.answer, paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, newest, palette) => {
      const place = { width, height: SEQUENCE_HEIGHT, palette };
      if (newest && width > 0) drawSteps(sharpContext(element, width, SEQUENCE_HEIGHT), of(newest), place);
    },
    [width, of],
  );
  return html`<div class="lab-track sequence" ref=${box}>
    <canvas ref=${canvas} aria-hidden="true"></canvas>
    <${Cursor} at=${at} steps=${steps} />
  </div>`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ReturnType<typeof inputsOf | typeof answersOf>} shown
 * @param {{width: number, height: number, palette: Palette}} place
 */
function drawSteps(context, shown, place) {
  if (shown.kind === 'bars') drawBars(context, shown, place);
  else if (shown.kind === 'cells') drawCells(context, shown, place);
  else if (shown.kind === 'lines') drawLines(context, shown, place);
}

/** @param {Track & {height: string, isGradient?: boolean, read: (newest: ThroughTimeAnswer) => number[]}} props */
function HeatStrip({ run, at, steps, height, isGradient = false, read }) {
  const canvas = useDrawing(
    run.member,
    ({ look }) => [run.inspection.value.answer, paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, newest, palette) => {
      if (!newest) return;
      const values = read(newest);
      const reach = Math.max(1, ...values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
      paintCells(element, values, newest.inputs.length, reach, isGradient ? palette.gradients : palette.values);
    },
    [read],
  );
  return html`<div class=${`lab-track ${height}`}>
    <canvas ref=${canvas} aria-hidden="true"></canvas>
    <${Cursor} at=${at} steps=${steps} />
  </div>`;
}

/** @param {{at: number, steps: number}} props */
function Cursor({ at, steps }) {
  return html`<span class="lab-cursor" style=${{ left: `${(100 * at) / steps}%`, width: `${100 / steps}%` }}></span>`;
}
