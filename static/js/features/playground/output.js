/**
 * The output of the network over the plane, with the data points; or the activation of the focused neuron. Above it the
 * losses and the accuracy.
 *
 * @import {App} from '../../core/app.js'
 * @import {Frame} from '../../protocol/model.js'
 * @import {State} from '../../core/model.js'
 */

import { html } from 'htm/preact';
import { Pencil } from 'lucide';

import { Button } from '../../controls/button.js';
import { Lockable } from '../../controls/lockable.js';
import { Switch } from '../../controls/switch.js';
import { formatAccuracy, formatFigure } from '../../draw/format.js';
import { usePacedSelector, useSelector } from '../../core/hooks.js';
import { shownUnit } from '../../core/maps.js';
import { isPlanar, taskOf, unitTitle } from '../../core/selectors.js';
import { Brushes } from './output/brushes.js';
import { Pad } from './output/pad.js';
import { Plane } from './output/plane.js';
import { Confusion } from './confusion.js';
import { Fold, useFold } from '../shared/fold.js';
import { numberPause } from '../shared/pauses.js';

const NO_MAP = "No map: only 2-input data can be drawn as a plane. Each tile shows that neuron's weights.";

/** @param {{app: App}} props */
export function Output({ app }) {
  const { store } = app;
  const title = useSelector(store, (state) => {
    const unit = shownUnit(state);
    return unit && isPlanar(state) ? unitTitle(state, unit.layer, unit.unit) : 'Output';
  });
  const isDrawing = useSelector(store, (state) => state.look.tool !== 'read');
  const hasPoints = useSelector(store, ({ data }) => data !== null);
  const isPlane = useSelector(store, isPlanar);
  const hasClasses = useSelector(store, (state) => taskOf(state) !== 'regression');
  const isOpen = useFold(store, 'output');
  const summary = useSelector(store, outputSummary);
  return html`
    <div class="output-head">
      <h2>${title}</h2>
      <${Fold} ...${{ app, summary }} name="output" label="Options" kind=${`beside ${summary ? 'changed' : ''}`}
        title="Test points, hard boundary, edit points, log scale and confusion matrix" />
      <${Figures} app=${app} />
    </div>
    ${isPlane ? html`<${Plane} app=${app} />` : html`<${NoPlane} ...${{ app, hasClasses }} />`}
    ${isPlane && isDrawing && html`<${Brushes} app=${app} />`}
    ${
      isPlane &&
      (isOpen || isDrawing) &&
      html`<div class="map-options">
        <${Lockable} lock="data" class="edit-points" data-part="editing"><${Button}
          kind="quiet"
          icon=${Pencil}
          iconSize=${14}
          title="Draw, move and erase points on the map"
          pressed=${isDrawing}
          disabled=${!hasPoints}
          onPress=${() => store.dispatch({ type: 'look', look: { tool: isDrawing ? 'read' : 'draw' } })}
        >Edit points</${Button}></${Lockable}>
        ${isOpen && html`<${MapSwitches} store=${store} />`}
      </div>`
    }
  `;
}

/**
 * The pad for images, or a note on data that cannot be drawn as a plane.
 *
 * @param {{app: App, hasClasses: boolean}} props
 */
function NoPlane({ app, hasClasses }) {
  const image = useSelector(app.store, ({ session }) => session?.data.image ?? null);
  if (image) return html`<${Pad} ...${{ app, image }} />`;
  return html`<div class="no-plane">
    <p class="quiet">${NO_MAP}</p>
    ${hasClasses && html`<${Confusion} app=${app} />`}
  </div>`;
}

/**
 * Options of the map and of the chart below it that are not the usual ones.
 *
 * @param {State} state
 */
const outputSummary = ({ look: { showTest, discrete, logLoss, chart } }) =>
  [showTest && 'test points', discrete && 'hard boundary', logLoss && 'log scale', chart === 'confusion' && 'confusion']
    .filter(Boolean)
    .join(', ');

/** @param {{store: App['store']}} props */
function MapSwitches({ store }) {
  const showTest = useSelector(store, (state) => state.look.showTest);
  const discrete = useSelector(store, (state) => state.look.discrete);
  return html`
    <${Switch}
      label="Test points"
      title="Show the test points as hollow marks; the network never learns from them"
      on=${showTest}
      onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { showTest: on } })}
    />
    <${Switch}
      label="Hard boundary"
      title="Show the predicted class without the confidence"
      on=${discrete}
      onSwitch=${(/** @type {boolean} */ on) => store.dispatch({ type: 'look', look: { discrete: on } })}
    />
  `;
}

/**
 * The losses, and the accuracy or R².
 *
 * @param {{app: App}} props
 */
function Figures({ app }) {
  const metrics = usePacedSelector(app, ({ frame }) => frame?.metrics ?? null, numberPause);
  const areValues = useSelector(
    app.store,
    (state) => taskOf(state) === 'regression' && (state.session?.data.decision_threshold ?? null) === null,
  );
  const [title, quality] = qualityOf(metrics, areValues);
  return html`<dl class="figures">
    <div>
      <dt><span class="swatch test"></span>Test loss</dt>
      <dd class="figure-large" data-figure="test-loss">${formatFigure(metrics?.test_loss)}</dd>
    </div>
    <div>
      <dt><span class="swatch train"></span>Training loss</dt>
      <dd data-figure="train-loss">${formatFigure(metrics?.train_loss)}</dd>
    </div>
    <div>
      <dt>${title}</dt>
      <dd data-figure="quality">${quality}</dd>
    </div>
  </dl>`;
}

/**
 * Name and value of the metric beside the losses: of the test rows, or of the training rows if there are none.
 *
 * @param {Frame['metrics'] | null} metrics
 * @param {boolean} areValues targets are neither classes nor bits
 */
function qualityOf(metrics, areValues) {
  if (areValues) return ['Test R²', formatFigure(metrics?.test_r2)];
  if (metrics && metrics.test_accuracy === null) return ['Training accuracy', formatAccuracy(metrics.train_accuracy)];
  return ['Test accuracy', formatAccuracy(metrics?.test_accuracy)];
}
