/**
 * The statistics of the layers, in a fold. While it is closed, its head says what is wrong with a layer.
 *
 * @import {App} from '../../core/app.js'
 * @import {State} from '../../core/model.js'
 */

import { html } from 'htm/preact';

import { formatShare } from '../../draw/format.js';
import { useSelector } from '../../core/hooks.js';
import { inSentence, layerTitle } from '../../core/selectors.js';
import { Fold, useFold } from '../shared/fold.js';
import { LayerTable, isSaturated } from '../shared/layerTable.js';

const REGION = 'layers';

/** @param {{app: App}} props */
export function Inside({ app }) {
  const isOpen = useFold(app.store, 'inside');
  const summary = useSelector(app.store, insideSummary);
  return html`
    <h2 id="layers-title">
      <${Fold} ...${{ app, summary }} name="inside" label="Inside the layers" region=${REGION} kind="title"
        title="Activations, saturated and dead neurons, gradients and updates of every layer" />
    </h2>
    ${
      isOpen &&
      html`<div id=${REGION} class="layers" tabindex="0" role="group" aria-label="Statistics of each layer">
        <${LayerTable} app=${app} />
      </div>`
    }
  `;
}

/**
 * The first layer with dead or saturated neurons.
 *
 * @param {State} state
 */
function insideSummary(state) {
  const { frame, session } = state;
  const hidden = frame?.layers.slice(0, -1) ?? [];
  const index = hidden.findIndex(({ activation }) => (activation.dead ?? 0) > 0 || isSaturated(activation.saturated));
  if (!session || index === -1) return '';
  const { dead, saturated } = hidden[index].activation;
  const what = dead ? `${formatShare(dead).trim()} dead` : `${formatShare(saturated).trim()} saturated`;
  return `${inSentence(layerTitle(state, index))}: ${what}`;
}
