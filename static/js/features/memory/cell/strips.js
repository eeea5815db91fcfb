/**
 * The strips of a cell, one above the other over the same steps: what comes in, what is said, the state, the gates and
 * the gradient.
 *
 * @import {ThroughTimeAnswer} from '../../../protocol/types.d.ts'
 * @import {Lab, Seen} from '../memoryLab.js'
 * @import {Glyph} from '../sequenceSymbols.js'
 * @import {Palette} from '../../../draw/palette.js'
 */

import { html } from 'htm/preact';

import { sharpContext } from '../../../draw/canvas.js';
import { formatPower, formatShare, formatSigned } from '../../../draw/format.js';
import { paintCells } from '../../../draw/map.js';
import { paletteOf } from '../../../draw/palette.js';
import { drawBars, drawCells, drawLines } from '../../../draw/sequence.js';
import { useDrawing, useSize } from '../../../core/hooks.js';
import { gradientShares, lastLayer, meanOf, normsOf, unitByUnit } from '../gradients.js';
import { answersOf, inputsOf, likeliest, stepText, symbolsOf } from '../sequenceSymbols.js';
import { CELLS, GATES } from '../tasks.js';
import { cellOf } from '../cellMark.js';
import { stepOf } from '../sequenceBar.js';

const SEQUENCE_HEIGHT = 32;

/** @typedef {{seen: Seen, at: number, steps: number}} Track */

/** @param {{lab: Lab, seen: Seen, answer: ThroughTimeAnswer}} props */
export function Strips({ lab, seen, answer }) {
  const { task, text } = seen;
  const { mean } = lab.choices.value;
  const symbols = symbolsOf(task, text);
  const steps = answer.inputs.length;
  const at = stepOf(lab, steps);
  const layer = lastLayer(answer);
  if (!layer) return null;
  const { kind } = CELLS[cellOf(seen.member.label)];
  const track = { seen, at, steps };
  const { states, cells } = normsOf(layer, mean);
  const back = steps - 1 - at;
  const values = { ...layer.gates, ...layer.inner };
  /** @param {any} event */
  const point = ({ currentTarget, clientX, buttons, type }) => {
    if (type === 'pointermove' && buttons !== 1) return;
    const { left, width } = currentTarget.getBoundingClientRect();
    const chosen = Math.min(steps - 1, Math.max(0, Math.floor(((clientX - left) / width) * steps)));
    lab.choose({ at: chosen === steps - 1 ? null : chosen });
  };
  return html`<div class="lab-strips" onPointerDown=${point} onPointerMove=${point}>
    <${Caption} name="Input" figure=${stepText(inputsOf(task, answer, symbols), at)} />
    <${SequenceStrip} ...${track} of=${(/** @type {ThroughTimeAnswer} */ told) => inputsOf(task, told, symbols)} />
    <${Answers} ...${{ ...track, task, answer, symbols }} />
    <${Caption} symbol="h" name="State" word=${`${layer.states[0]?.length ?? 0} units, one a row`} figure=${html`<${Mean} name="state" units=${layer.states[at]} />`} />
    <${HeatStrip} ...${track} height="tall" read=${(/** @type {ThroughTimeAnswer} */ told) => unitByUnit(lastLayer(told)?.states ?? [])} />
    ${GATES[kind].map(
      ({ symbol, name, word }) => html`
        <${Caption} key=${`${symbol} caption`} symbol=${symbol} name=${name} word=${word} figure=${html`<${Mean} name=${`gate-${symbol}`} units=${values[symbol][at]} />`} />
        <${HeatStrip} key=${symbol} ...${track} height="low" read=${(/** @type {ThroughTimeAnswer} */ told) => {
          const own = lastLayer(told);
          return unitByUnit(own?.gates[symbol] ?? own?.inner[symbol] ?? []);
        }} />`,
    )}
    ${GATES[kind].length === 0 && html`<p class="quiet lab-no-gates">No gates: h = f(x W + h₋ R + b), new at every step.</p>`}
    <${Caption} symbol="∂L/∂h" name="Gradient" word=${`${back} ${back === 1 ? 'step' : 'steps'} back`}
      figure=${html`<span data-figure="gradient">${formatPower(states[at])}</span>`} />
    <${HeatStrip} ...${track} height="line" isGradient read=${(/** @type {ThroughTimeAnswer} */ told) => shares(told, mean, 'states')} />
    ${
      cells &&
      html`<${Caption} symbol="∂L/∂c" name="Gradient of the cell" word="the way its memory takes"
        figure=${html`<span data-figure="cell-gradient">${formatPower(cells[at])}</span>`} />
      <${HeatStrip} ...${track} height="line" isGradient read=${(/** @type {ThroughTimeAnswer} */ told) => shares(told, mean, 'cells')} />`
    }
  </div>`;
}

/** @param {ThroughTimeAnswer} told @param {boolean} mean @param {'states' | 'cells'} which */
function shares(told, mean, which) {
  const layer = lastLayer(told);
  return gradientShares((layer && normsOf(layer, mean)[which]) ?? []);
}

/** The mean over the units. @param {{name: string, units: (number | null)[]}} props */
const Mean = ({ name, units }) => html`mean <span data-figure=${name}>${formatSigned(meanOf(units))}</span>`;

/** @param {{name: string, symbol?: string, word?: string, figure: unknown}} props */
function Caption({ symbol, name, word, figure }) {
  return html`<p class="lab-caption" title=${word ? `${name}: ${word}` : undefined}><span>${symbol && html`<i>${symbol}</i> `}<b>${name}</b>${word && html` <span class="quiet">${word}</span>`}</span>
    <span class="lab-at">${figure}</span></p>`;
}

/**
 * What is asked for and what is said: at every step a strip, at the end a sentence; of a text also what may come next.
 *
 * @param {Track & {task: string, answer: ThroughTimeAnswer, symbols: Glyph[] | null}} props
 */
function Answers({ task, answer, symbols, ...track }) {
  const answers = answersOf(task, answer, symbols);
  if (answers.kind === 'words') return html`<p class="lab-answer" data-figure="answer">${answers.text}</p>`;
  const [word, figure] =
    answers.kind === 'cells'
      ? ['the firmer, the surer of what is right; underlined: wrong', formatShare(answers.shares[track.at])]
      : ['firm: said, dashed: asked for', formatSigned(answers.said[track.at])];
  return html`
    <${Caption} name="Answer" word=${word} figure=${html`<span data-figure="said">${figure}</span>`} />
    <${SequenceStrip} ...${track} of=${(/** @type {ThroughTimeAnswer} */ told) => answersOf(task, told, symbols)} />
    ${task === 'text' && symbols && html`<${Next} list=${likeliest(answer, track.at, symbols)} />`}
  `;
}

/** The characters that may come next, by their probability. @param {{list: {symbol: Glyph, share: number}[]}} props */
function Next({ list }) {
  return html`<ol class="lab-next" aria-label="Likeliest next characters">
    ${list.map(
      ({ symbol, share }) => html`<li key=${symbol.name} title=${symbol.name} style=${{ '--share': String(share) }}>
        <b>${symbol.text}</b> <span>${formatShare(share)}</span>
      </li>`,
    )}
  </ol>`;
}

/** @param {Track & {of: (told: ThroughTimeAnswer) => ReturnType<typeof inputsOf | typeof answersOf>}} props */
function SequenceStrip({ seen, at, steps, of }) {
  const [box, { width }] = useSize();
  const canvas = useDrawing(
    seen.member,
    ({ look }) => [seen.look.value.answer, paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, told, palette) => {
      const place = { width, height: SEQUENCE_HEIGHT, palette };
      if (told && width > 0) drawSteps(sharpContext(element, width, SEQUENCE_HEIGHT), of(told), place);
    },
    [width, of],
  );
  return html`<div class="lab-track sequence" ref=${box}>
    <canvas ref=${canvas} aria-hidden="true"></canvas>
    <${Cursor} at=${at} steps=${steps} />
  </div>`;
}

/** @param {CanvasRenderingContext2D} context @param {ReturnType<typeof inputsOf | typeof answersOf>} shown @param {{width: number, height: number, palette: Palette}} place */
function drawSteps(context, shown, place) {
  if (shown.kind === 'bars') drawBars(context, shown, place);
  else if (shown.kind === 'cells') drawCells(context, shown, place);
  else if (shown.kind === 'lines') drawLines(context, shown, place);
}

/** @param {Track & {height: string, isGradient?: boolean, read: (told: ThroughTimeAnswer) => number[]}} props */
function HeatStrip({ seen, at, steps, height, isGradient = false, read }) {
  const canvas = useDrawing(
    seen.member,
    ({ look }) => [seen.look.value.answer, paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, told, palette) => {
      if (!told) return;
      const values = read(told);
      const reach = Math.max(1, ...values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
      paintCells(element, values, told.inputs.length, reach, isGradient ? palette.gradients : palette.values);
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
