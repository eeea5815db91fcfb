/**
 * The pad: an image to draw, with the network's predictions for it.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Prediction} from '../../../core/model.js'
 * @import {PointData, PredictAnswer} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Dices, Eraser } from 'lucide';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { sharesUnder } from '../../../draw/canvas.js';
import { formatShare } from '../../../draw/format.js';
import { paintCells } from '../../../draw/map.js';
import { paletteOf } from '../../../draw/palette.js';
import { useDrawing, useSelector } from '../../../core/hooks.js';
import { INK, blank, inked } from './padImage.js';
import { classNamesOf, isLive } from '../../../core/selectors.js';

const ASK_EVERY = 250; // ms; the network trains while the image stays

/** @param {{app: App, image: [number, number]}} props rows and columns of the image */
export function Pad({ app, image }) {
  const { store } = app;
  const [rows, columns] = image;
  const first = useSelector(store, ({ data }) => data && imageAt(data, 0));
  const [own, setPixels] = useState(/** @type {number[] | null} */ (null)); // null: nothing is drawn yet
  const pixels = own ?? (first?.length === rows * columns ? first : blank(image));
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  useAsking(app, pixels);
  const looksBack = useSelector(store, ({ checkpoint }) => checkpoint !== null);
  const outputs = useSelector(store, ({ prediction }) => prediction?.outputs ?? null);
  const best = Math.max(...(outputs ?? []).map((share) => share ?? -Infinity));
  const names = useSelector(store, (state) => classNamesOf(state).join('\n')).split('\n');
  const canvas = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ element, theme) => {
      paintCells(element, pixels, columns, INK, paletteOf(theme).inks);
    },
    [pixels],
  );
  /** @param {PointerEvent} event */
  const pixelUnder = (event) => {
    const [across, down] = sharesUnder(event);
    const [column, row] = [Math.floor(across * columns), Math.floor(down * rows)];
    return row >= 0 && row < rows && column >= 0 && column < columns ? row * columns + column : null;
  };
  /** @param {PointerEvent} event */
  const draw = (event) => {
    const pixel = pixelUnder(event);
    if (pixel !== null && event.buttons & 1) setPixels((now) => inked(now ?? pixels, image, pixel));
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const from = at ?? Math.floor((rows * columns) / 2);
    if (step) setAt(Math.min(rows * columns - 1, Math.max(0, from + step)));
    else if (event.key === 'Enter' || event.key === ' ') setPixels(inked(pixels, image, from));
    else return;
    event.preventDefault();
  };
  const show = () => {
    const { data } = store.state.peek();
    if (!data) return;
    setPixels(imageAt(data, Math.floor(Math.random() * (data.test_size || data.train_size))));
  };
  return html`<div class="pad">
    <div
      class="pad-box"
      role="application"
      aria-roledescription="drawing pad"
      aria-label=${`A pad of ${rows} by ${columns} pixels to draw on; move with the arrow keys, draw with Enter`}
      tabindex="0"
      style=${{ aspectRatio: `${columns} / ${rows}` }}
      onPointerDown=${(/** @type {PointerEvent} */ event) => {
        /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
        draw(event);
      }}
      onPointerMove=${draw}
      onKeyDown=${key}
      onBlur=${() => setAt(null)}
    >
      <canvas ref=${canvas} class="cells"></canvas>
      ${at !== null && html`<span class="pad-cursor" style=${cursorAt(at, rows, columns)}></span>`}
    </div>
    <ol class="outputs" aria-label="Prediction: share of each class">
      ${names.map((name, index) => {
        const share = outputs?.[index] ?? null;
        const isBest = share !== null && share === best;
        return html`<li key=${index} class=${isBest ? 'best' : ''}>
          <span class="output-name" title=${name}>${name}</span>
          <span class="output-bar" style=${{ '--share': String(Math.min(1, Math.max(0, share ?? 0))) }}></span>
          <span class="output-share">${formatShare(share)}</span>
        </li>`;
      })}
    </ol>
    <div class="pad-buttons">
      <${Button} kind="quiet" icon=${Eraser} iconSize=${14} title="Clear the pad"
        onPress=${() => setPixels(blank(image))}>Clear</${Button}>
      <${Button} kind="quiet" icon=${Dices} iconSize=${14}
        title="Show a test image, which the network never learns from"
        onPress=${show}>Show an image</${Button}>
      ${looksBack && html`<p class="quiet">Output of the current network</p>`}
    </div>
  </div>`;
}

/**
 * A test image, or any image if there are none.
 *
 * @param {PointData} data
 * @param {number} index
 */
const imageAt = (data, index) => data.inputs[index + (data.test_size > 0 ? data.train_size : 0)];

/**
 * @param {number} pixel
 * @param {number} rows
 * @param {number} columns
 */
function cursorAt(pixel, rows, columns) {
  const [row, column] = [Math.floor(pixel / columns), pixel % columns];
  return {
    left: `${(100 * column) / columns}%`,
    top: `${(100 * row) / rows}%`,
    width: `${100 / columns}%`,
    height: `${100 / rows}%`,
  };
}

/**
 * Request predictions for the image repeatedly while the network learns, and store them in the state.
 *
 * @param {App} app
 * @param {number[]} pixels
 */
function useAsking({ store, rest }, pixels) {
  const id = useSelector(store, ({ session }) => session?.id ?? '');
  const layers = useSelector(store, ({ session }) =>
    session?.layers.map(({ name, units }) => `${name} ${units}`).join(),
  );
  useEffect(() => {
    let [isWanted, lastStep] = [true, -1];
    const ask = async () => {
      const state = store.state.peek();
      const { live } = state;
      if (!live || live.step === lastStep || !isLive(state)) return;
      lastStep = live.step;
      const answer = await rest.predict(id, [pixels]).catch(() => null);
      if (isWanted) store.dispatch({ type: 'prediction', prediction: answer && predictionOf(answer) });
    };
    const isDrawn = pixels.some((ink) => ink > 0);
    if (isDrawn) ask();
    else store.dispatch({ type: 'prediction', prediction: null });
    const timer = isDrawn ? setInterval(ask, ASK_EVERY) : 0;
    return () => {
      isWanted = false;
      clearInterval(timer);
    };
  }, [id, layers, pixels]);
  useEffect(() => () => store.dispatch({ type: 'prediction', prediction: null }), []);
}

/**
 * @param {PredictAnswer} answer
 * @returns {Prediction}
 */
const predictionOf = ({ outputs, activations }) => ({
  outputs: outputs[0],
  activations: Object.fromEntries((activations ?? []).map(({ name, values }) => [name, values[0]])),
});
