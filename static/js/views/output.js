/**
 * What the network says about every point of the plane, with the data on it; or, while one is looked at, what a neuron says.
 *
 * @import {App} from '../state/app.js'
 * @import {PointData} from '../protocol/types.d.ts'
 * @import {State} from '../state/model.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Switch } from '../controls/switch.js';
import { sharpContext } from '../draw/canvas.js';
import { strokeBorders, strokeLevel } from '../draw/contour.js';
import { formatAccuracy, formatCoordinate, formatFigure, formatSigned } from '../draw/format.js';
import { magnitude, paintClasses, paintValues, pixelAt, valueAt, winnerAt } from '../draw/map.js';
import { classColour, paletteOf } from '../draw/palette.js';
import { drawPoints } from '../draw/points.js';
import { drawRamp } from '../draw/strips.js';
import { ClassMark } from '../controls/classMark.js';
import { useDrawing, usePart, useSize } from '../state/hooks.js';
import {
  EDGE,
  decisionLevel,
  domainOf,
  layerTitle,
  mapAt,
  mapOf,
  outputDomain,
  targetOf,
  taskOf,
} from '../state/selectors.js';

const TICKS = [-6, -3, 0, 3, 6];
const BAR = { width: 96, height: 8 };

/** @param {{app: App}} props */
export function Output({ app }) {
  const { store } = app;
  const shown = usePart(store, shownUnit);
  const session = usePart(store, (state) => state.session);
  const look = usePart(store, (state) => state.look);
  const title = session && shown ? `${layerTitle(session, shown.layer)}, neuron ${shown.unit + 1}` : 'Output';
  return html`
    <div class="output-head"><h2>${title}</h2><${Figures} store=${store} /></div>
    <${Plane} app=${app} />
    <${Switch} label="Test points" title="Show the points the network never learns from, as hollow marks"
      on=${look.showTest} onSwitch=${(/** @type {boolean} */ showTest) => store.dispatch({ type: 'look', look: { showTest } })} />
    <${Switch} label="Decisions only" title="Show what the network decides, not how sure it is"
      on=${look.discrete} onSwitch=${(/** @type {boolean} */ discrete) => store.dispatch({ type: 'look', look: { discrete } })} />
  `;
}

/** The hidden unit that is looked at, shown large in place of the output. @param {State} state */
function shownUnit({ session, look: { focus } }) {
  return session && focus?.kind === 'unit' && focus.layer < session.layers.length - 1 ? focus : null;
}

/** Losses and how often the network is right. @param {{store: App['store']}} props */
function Figures({ store }) {
  const metrics = usePart(store, ({ frame }) => frame?.metrics ?? null);
  const regression = usePart(store, (state) => taskOf(state) === 'regression');
  const entries = regression
    ? [['R² on test', formatFigure(metrics?.test_r2)]]
    : [['Test accuracy', formatAccuracy(metrics?.test_accuracy)]];
  return html`<dl class="figures">
    <div><dt><span class="swatch test"></span>Test loss</dt><dd class="figure-large" data-figure="test-loss">${formatFigure(metrics?.test_loss)}</dd></div>
    <div><dt><span class="swatch train"></span>Training loss</dt><dd data-figure="train-loss">${formatFigure(metrics?.train_loss)}</dd></div>
    ${entries.map(([term, text]) => html`<div key=${term}><dt>${term}</dt><dd data-figure="quality">${text}</dd></div>`)}
  </dl>`;
}

/** The plane with its axes, and what is under the pointer. @param {{app: App}} props */
function Plane({ app }) {
  const [at, setAt] = useState(/** @type {{x1: number, x2: number} | null} */ (null));
  const [box, { width }] = useSize();
  const map = usePlaneMap(app);
  const points = usePlanePoints(app, width);
  const lines = usePlaneLines(app, width);
  /** @param {PointerEvent} event */
  const move = (event) => {
    const area = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const x1 = ((event.clientX - area.left) / area.width) * 2 * EDGE - EDGE;
    setAt({ x1, x2: EDGE - ((event.clientY - area.top) / area.height) * 2 * EDGE });
  };
  return html`
    <div class="plane">
      <div class="ticks vertical" aria-hidden="true">${TICKS.toReversed().map((tick) => html`<span key=${tick}>${tickText(tick)}</span>`)}</div>
      <div class="plane-box" ref=${box} role="img" aria-label="Map of the output over x₁ and x₂ with the data points"
        tabindex="0" onPointerMove=${move} onPointerLeave=${() => setAt(null)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => moveBy(event, at, setAt)} onBlur=${() => setAt(null)}>
        <canvas ref=${map} class="plane-map" width="1" height="1"></canvas>
        <canvas ref=${lines} class="plane-layer"></canvas>
        <canvas ref=${points} class="plane-layer"></canvas>
        ${at && html`<span class="crosshair" style=${{ left: `${(100 * (at.x1 + EDGE)) / (2 * EDGE)}%`, top: `${(100 * (EDGE - at.x2)) / (2 * EDGE)}%` }}></span>`}
      </div>
      <div class="ticks horizontal" aria-hidden="true">${TICKS.map((tick) => html`<span key=${tick}>${tickText(tick)}</span>`)}</div>
    </div>
    <div class="below-plane">${at ? html`<${Reading} store=${app.store} at=${at} />` : html`<${Legend} app=${app} />`}</div>
  `;
}

const tickText = (/** @type {number} */ tick) => (tick < 0 ? `−${-tick}` : String(tick));

/** @param {KeyboardEvent} event @param {{x1: number, x2: number} | null} at @param {(at: {x1: number, x2: number}) => void} setAt */
function moveBy(event, at, setAt) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
  if (dx === 0 && dy === 0) return;
  event.preventDefault();
  const { x1, x2 } = at ?? { x1: 0, x2: 0 };
  const within = (/** @type {number} */ value) => Math.min(EDGE, Math.max(-EDGE, value));
  setAt({ x1: within(x1 + 0.25 * dx), x2: within(x2 + 0.25 * dy) });
}

/** The map itself, at its own resolution. @param {App} app */
function usePlaneMap(app) {
  return useDrawing(
    app,
    (state) => [state.frame, state.session, state.look.discrete, state.look.theme, shownUnit(state)],
    (/** @type {HTMLCanvasElement} */ canvas, frame, session, discrete, theme, unit) => {
      if (!frame || !session) return;
      const palette = paletteOf(theme);
      if (unit) {
        const map = mapOf(session, frame, unit.layer, unit.unit);
        if (map)
          paintValues(canvas, map, domainOf(session.layers[unit.layer].activation, magnitude(map)), palette.values);
        return;
      }
      const maps = outputMaps(frame);
      const { activation } = session.layers[session.layers.length - 1];
      if (maps.length > 1) paintClasses(canvas, maps, palette.classes, discrete);
      else if (maps.length === 1) paintValues(canvas, maps[0], outputDomain(activation), palette.values, discrete);
    },
    [],
  );
}

/** The line where the output decides, or the borders between classes. @param {App} app @param {number} width */
function usePlaneLines(app, width) {
  return useDrawing(
    app,
    (state) => [state.frame, state.session, state.look.theme, shownUnit(state)],
    (/** @type {HTMLCanvasElement} */ canvas, frame, session, theme, unit) => {
      const context = sharpContext(canvas, width, width);
      context.clearRect(0, 0, width, width);
      if (!frame || !session || width === 0) return;
      context.strokeStyle = paletteOf(theme).ink;
      context.lineWidth = 1.25;
      const { activation } = session.layers[unit ? unit.layer : session.layers.length - 1];
      const maps = unit ? [mapOf(session, frame, unit.layer, unit.unit)] : outputMaps(frame);
      if (maps.length > 1) strokeBorders(context, /** @type {any} */ (maps), width);
      else if (maps[0]) strokeLevel(context, maps[0], decisionLevel(activation), width);
    },
    [width],
  );
}

/** The data. @param {App} app @param {number} width */
function usePlanePoints(app, width) {
  return useDrawing(
    app,
    (state) => [state.data, state.look.showTest, state.look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, data, showTest, theme) => {
      const context = sharpContext(canvas, width, width);
      context.clearRect(0, 0, width, width);
      if (!data || width === 0 || data.inputs[0]?.length !== 2) return;
      const look = { extent: width, edge: EDGE, radius: 2.6, onMap: true, palette: paletteOf(theme) };
      if (showTest) drawPoints(context, split(data, data.train_size, Infinity), { ...look, hollow: true });
      drawPoints(context, split(data, 0, data.train_size), { ...look, hollow: false });
    },
    [width],
  );
}

/** @param {PointData} data @param {number} from @param {number} to */
function split({ inputs, targets, classes }, from, to) {
  return { inputs: inputs.slice(from, to), targets: targets.slice(from, to).map(targetOf), classes: classes ?? 0 };
}

/** @param {NonNullable<State['frame']>} frame */
function outputMaps(frame) {
  return Array.from({ length: frame.outputMaps?.count ?? 0 }, (_, index) => mapAt(frame.outputMaps, index)).filter(
    (map) => map !== null,
  );
}

/** What the network says at the pointer, frame by frame. @param {{store: App['store'], at: {x1: number, x2: number}}} props */
function Reading({ store, at }) {
  const state = usePart(store, (now) => now);
  return html`<p class="reading">${readingAt(state, at)}</p>`;
}

/** What the colours and shapes mean. @param {{app: App}} props */
function Legend({ app }) {
  const colours = paletteOf(usePart(app.store, (state) => state.look.theme)).classes.css;
  const classes = usePart(app.store, (state) => (shownUnit(state) ? 0 : (state.data?.classes ?? 0)));
  return html`<div class="legend">
    ${
      classes > 2
        ? html`<ul aria-label="Classes">
          ${Array.from({ length: classes }, (_, index) => html`<li key=${index}><${ClassMark} index=${index} colour=${classColour(colours, index)} />class ${index + 1}</li>`)}
        </ul>`
        : html`<${Scale} app=${app} />`
    }
    <span class="legend-line"></span><span>${classes >= 2 ? 'decision' : 'zero'}</span>
  </div>`;
}

/** The bar of the values' colours, with the values at its ends. @param {{app: App}} props */
function Scale({ app }) {
  const bar = useDrawing(
    app,
    ({ look }) => [look.theme],
    (/** @type {HTMLCanvasElement} */ canvas, theme) =>
      drawRamp(sharpContext(canvas, BAR.width, BAR.height), { ...BAR, ramp: paletteOf(theme).values }),
    [],
  );
  const low = usePart(app.store, (state) => endText(shownDomain(state), -1));
  const high = usePart(app.store, (state) => endText(shownDomain(state), 1));
  return html`<span class="legend-end">${low}</span><canvas ref=${bar} class="legend-bar"></canvas><span class="legend-end">${high}</span>`;
}

/** The values the colours of the plane span. @param {State} state */
function shownDomain(state) {
  const { session, frame } = state;
  const unit = shownUnit(state);
  const map = unit && session && frame && mapOf(session, frame, unit.layer, unit.unit);
  if (map) return domainOf(session.layers[unit.layer].activation, magnitude(map));
  return outputDomain(session?.layers.at(-1)?.activation ?? '');
}

/** @param {{middle: number, reach: number}} domain @param {-1 | 1} side */
const endText = ({ middle, reach }, side) => tickText(Number((middle + side * reach).toPrecision(2)));

/** @param {State} state @param {{x1: number, x2: number}} at */
function readingAt(state, { x1, x2 }) {
  const { frame, session } = state;
  const place = `x₁ ${formatCoordinate(x1)}  x₂ ${formatCoordinate(x2)}`;
  if (!frame || !session) return place;
  const unit = shownUnit(state);
  const maps = unit ? [mapOf(session, frame, unit.layer, unit.unit)] : outputMaps(frame);
  if (!maps[0]) return place;
  const pixel = pixelAt(x1, x2, maps[0].size, EDGE);
  if (maps.length === 1) return `${place}  →  ${formatSigned(valueAt(maps[0], pixel))}`;
  const { winner, best } = winnerAt(/** @type {any} */ (maps), pixel);
  return `${place}  →  class ${winner + 1}, ${formatFigure(best)}`;
}
