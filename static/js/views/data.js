/**
 * The data: which set, how noisy, how many, and how much of it trains; or one's own.
 *
 * @import {App} from '../state/app.js'
 * @import {Plane} from '../state/selectors.js'
 * @import {Catalog, CatalogDataSet, CatalogRealSet, InlineSpec, PointsSpec, RealSpec} from '../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Dices, Upload } from 'lucide';

import { Button } from '../controls/button.js';
import { Icon } from '../controls/icon.js';
import { Slider } from '../controls/slider.js';
import { sharpContext } from '../draw/canvas.js';
import { formatCount, formatShare } from '../draw/format.js';
import { paletteOf } from '../draw/palette.js';
import { drawPoints } from '../draw/points.js';
import * as edits from '../state/edits.js';
import { useDrawing, usePart } from '../state/hooks.js';
import { USUAL_PLANE, classNamesOf, isLive, planeOf, targetOf, taskOf } from '../state/selectors.js';

const LARGEST_SEED = 2 ** 32;
const NOISE = { min: 0, max: 0.5, step: 0.05 };
const POINTS = { min: 50, max: 2000, step: 50 };
const SHARE = { min: 0.1, max: 0.9, step: 0.1 };
const OWN_SHARE = { min: 0.1, max: 1, step: 0.1 };
const THUMBNAIL = 80; // CSS pixels
const THUMBNAIL_LOOK = { extent: THUMBNAIL, radius: 1.6, hollow: false, onMap: false };

/** @param {{app: App}} props */
export function Data({ app }) {
  const { store, commands } = app;
  const catalog = usePart(store, (state) => state.catalog);
  const spec = usePart(store, (state) => state.spec);
  const task = usePart(store, taskOf);
  const disabled = !usePart(store, isLive);
  if (!catalog || !spec || !task) return null;

  const sets = [...catalog.data_sets, ...catalog.real_sets].filter((set) => set.task === task);
  const chosen = sets.find(({ name }) => name === spec.data.name);

  return html`
    <fieldset class="thumbnails" ...${{ disabled }}>
      <legend class="visually-hidden">Data set</legend>
      ${sets.map(
        (entry) => html`<${Thumbnail}
          key=${entry.name} app=${app} entry=${entry} chosen=${entry === chosen}
          onChoose=${() => commands.change(edits.chooseData(spec, entry, task, catalog.layers))} />`,
      )}
      <${OwnTile} app=${app} isOwn=${spec.data.name === 'inline'} />
    </fieldset>
    ${
      spec.data.name === 'inline'
        ? html`<${Own} ...${{ app, disabled }} data=${/** @type {InlineSpec} */ (spec.data)} />`
        : 'position_noise' in spec.data
          ? html`<${Drawing} ...${{ app, disabled, chosen }} data=${/** @type {PointsSpec | RealSpec} */ (spec.data)} />`
          : html`<p class="own-summary">${wordsOn(catalog, spec.data.name)}</p>`
    }
  `;
}

/** What there is to learn in data that are no points, and where they come from. @param {Catalog} catalog @param {string} name */
function wordsOn({ sequence_sets, pattern_sets }, name) {
  const entry = [...sequence_sets, ...pattern_sets].find((set) => set.name === name);
  return entry ? `${entry.label}: ${entry.description}. ${entry.source}` : name;
}

/** The way to data of one's own; shows them once they are there. @param {{app: App, isOwn: boolean}} props */
function OwnTile({ app, isOwn }) {
  const { store } = app;
  const canvas = useDrawing(
    app,
    (state) => [state.data, planeOf(state), paletteOf(state.look.theme)],
    (/** @type {HTMLCanvasElement} */ element, data, plane, palette) => {
      const context = sharpContext(element, THUMBNAIL, THUMBNAIL);
      context.clearRect(0, 0, THUMBNAIL, THUMBNAIL);
      if (data?.inputs[0]?.length !== 2) return;
      const points = { inputs: data.inputs, targets: data.targets.map(targetOf), classes: data.classes ?? 0 };
      drawPoints(context, points, { ...THUMBNAIL_LOOK, plane, palette });
    },
    [isOwn],
  );
  const isPlane = usePart(store, ({ data }) => data?.inputs[0]?.length === 2);
  return html`<button
    type="button"
    class=${`thumbnail own ${isOwn ? 'chosen' : ''}`}
    aria-pressed=${isOwn}
    title="Paste a table, choose a file, or drop one anywhere on the page"
    onClick=${() => store.dispatch({ type: 'look', look: { dialog: 'import' } })}
  >
    ${
      isOwn && isPlane
        ? html`<canvas ref=${canvas} width=${THUMBNAIL} height=${THUMBNAIL} aria-hidden="true"></canvas>`
        : html`<span class="own-picture"><${Icon} icon=${Upload} size=${20} /></span>`
    }
    <span>Your own…</span>
  </button>`;
}

/** What one's own data are, and how they are split. @param {{app: App, disabled: boolean, data: InlineSpec}} props */
function Own({ app: { store, commands }, disabled, data }) {
  const summary = usePart(store, ({ data: told }) => {
    if (!told) return '';
    const rows = told.inputs.length;
    const width = told.inputs[0]?.length ?? 0;
    return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} of ${width} ${width === 1 ? 'input' : 'inputs'}`;
  });
  const classes = usePart(store, (state) => classNamesOf(state).join(', '));
  const share = data.test_inputs
    ? data.inputs.length / (data.inputs.length + data.test_inputs.length)
    : data.train_fraction;
  /** @param {{train_fraction?: number, seed?: number}} patch */
  const split = (patch) => commands.change(edits.splitAnew(data, patch));
  return html`
    <p class="own-summary"><strong>Your own data</strong><span>${summary}</span><span>${classes}</span></p>
    <div class="data-options" data-part="noise">
    <${Slider}
      ...${{ disabled, ...OWN_SHARE }}
      label="Share that trains"
      title="The rest is kept for testing: the network never learns from it"
      value=${share}
      text=${formatShare(share)}
      onSlide=${(/** @type {number} */ value) => split({ train_fraction: value })}
    />
    <${Button} ...${{ disabled }} kind="wide" icon=${Dices} title="Draw anew which rows train and which test; the weights stay"
      onPress=${() => split({ seed: Math.floor(Math.random() * LARGEST_SEED) })}>New split</${Button}>
    </div>
  `;
}

/**
 * How the points of a generated data set are drawn, or what is done to measured ones.
 *
 * @param {object} props
 * @param {App} props.app
 * @param {boolean} props.disabled
 * @param {CatalogDataSet | CatalogRealSet | undefined} props.chosen
 * @param {PointsSpec | RealSpec} props.data
 */
function Drawing({ app: { commands }, disabled, chosen, data }) {
  const { position_noise, label_noise, train_fraction } = data;
  /** @param {Record<string, number>} patch */
  const set = (patch) => commands.change(edits.setData(patch));

  return html`<div class="data-options" data-part="noise">
    <${Slider}
      ...${{ disabled, ...NOISE }}
      label="Position noise"
      title=${chosen?.position_noise ?? ''}
      value=${position_noise}
      text=${formatShare(position_noise)}
      onSlide=${(/** @type {number} */ value) => set({ position_noise: value })}
    />
    <${Slider}
      ...${{ disabled, ...NOISE }}
      label="Label noise"
      title=${chosen?.label_noise ?? ''}
      value=${label_noise}
      text=${formatShare(label_noise)}
      onSlide=${(/** @type {number} */ value) => set({ label_noise: value })}
    />
    ${
      'samples' in data &&
      html`<${Slider}
        ...${{ disabled, ...POINTS }}
        label="Points"
        title="How many points are drawn"
        value=${data.samples ?? 0}
        text=${formatCount(data.samples ?? 0)}
        onSlide=${(/** @type {number} */ value) => set({ samples: value })}
      />`
    }
    <${Slider}
      ...${{ disabled, ...SHARE }}
      label="Share that trains"
      title="The rest is kept for testing: the network never learns from it"
      value=${train_fraction}
      text=${formatShare(train_fraction)}
      onSlide=${(/** @type {number} */ value) => set({ train_fraction: value })}
    />
    <${Button} ...${{ disabled }} kind="wide" icon=${Dices}
      title=${'samples' in data ? 'Draw other points by the same rule; the weights stay' : 'Draw anew which rows train and which test; the weights stay'}
      onPress=${() => set({ seed: Math.floor(Math.random() * LARGEST_SEED) })}
    >${'samples' in data ? 'New points' : 'New split'}</${Button}>
    ${chosen && 'source' in chosen && html`<p class="own-summary">${chosen.description}. ${chosen.source}</p>`}
  </div>`;
}

/** @param {{app: App, entry: CatalogDataSet | CatalogRealSet, chosen: boolean, onChoose: () => void}} props */
function Thumbnail({ app, entry, chosen, onChoose }) {
  const canvas = useDrawing(
    app,
    ({ look }) => [paletteOf(look.theme)],
    (/** @type {HTMLCanvasElement} */ element, palette) => {
      const context = sharpContext(element, THUMBNAIL, THUMBNAIL);
      context.clearRect(0, 0, THUMBNAIL, THUMBNAIL);
      const { inputs, targets } = entry.preview;
      const points = { inputs, targets: targets.map(targetOf), classes: entry.classes };
      drawPoints(context, points, { ...THUMBNAIL_LOOK, plane: 'source' in entry ? around(inputs) : USUAL_PLANE, palette });
    },
    [entry],
  );
  return html`<label class="thumbnail" title=${entry.description}>
    <input type="radio" name="data-set" value=${entry.name} checked=${chosen} onChange=${onChoose} />
    <canvas ref=${canvas} width=${THUMBNAIL} height=${THUMBNAIL} aria-hidden="true"></canvas>
    <span>${entry.label}</span>
  </label>`;
}

/** The square that holds all points, with a margin. @param {number[][]} points @returns {Plane} */
function around(points) {
  const ranges = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)];
  });
  const half = 0.55 * Math.max(...ranges.map(([low, high]) => high - low), 1e-9);
  const [x1, x2] = ranges.map(([low, high]) => (low + high) / 2);
  return [
    [x1 - half, x1 + half],
    [x2 - half, x2 + half],
  ];
}
