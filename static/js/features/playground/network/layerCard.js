/**
 * What the card of a layer has beside its options: its kind and number of units, adding and removing layers, and the
 * fold of all heads.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Catalog, FitAnswer, RunSpec} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Plus, Trash2 } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Select } from '../../../controls/select.js';
import { UnitStepper } from '../../../controls/network/layerHead.js';
import { Switch } from '../../../controls/switch.js';
import { flatLayersOf, isDense } from '../../../core/edits/architecture.js';
import { useSelector } from '../../../core/hooks.js';
import { setFolds } from '../../../core/preferences/folds.js';
import { useFold } from '../../shared/fold.js';
import { addLayer } from './layerEdits.js';

/**
 * @param {object} props
 * @param {import('../../../controls/network/layerHead.js').Choice | false} props.kind false inside a block
 * @param {import('../../../controls/network/layerHead.js').Units | false} props.units false if they are beside the card
 * @param {string} props.name of the layer within a sentence
 * @param {boolean} props.disabled
 */
export function CardHead({ kind, units, name, disabled }) {
  return html`
    ${units && html`<div class="card-row"><${UnitStepper} ...${{ units, name, disabled }} /></div>`}
    ${kind && html`<${Select} ...${kind} label="Kind" disabled=${disabled} />`}
  `;
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {string} props.name of the layer within a sentence
 * @param {boolean} props.disabled
 * @param {boolean} props.canRemove false if a later layer needs its output
 * @param {(() => void) | null} props.onRemove null if it is removed elsewhere
 * @param {number | null} props.at index of the layer, to add others beside it; null if they are added elsewhere
 * @param {FitAnswer | null} props.fit
 */
export function CardFoot({ app, name, disabled, canRemove, onRemove, at, fit }) {
  const { store, commands } = app;
  const spec = useSelector(store, (state) => state.spec);
  const full = useSelector(store, (state) => isFull(state.spec, state.catalog));
  const isOpen = useFold(store, 'layers');
  const places =
    at === null
      ? []
      : [
          { side: 'before', index: at },
          { side: 'after', index: at + 1 },
        ];
  return html`
    ${
      (at !== null || onRemove) &&
      html`<div class="card-row">
        ${places.map(({ side, index }) => {
          const layer = fit?.insertions[index];
          return html`<${Button} key=${side} icon=${Plus} disabled=${disabled || full || !layer}
            title=${`Add a hidden layer ${side} ${name}; starts a new run`}
            onPress=${() => spec && layer && commands.change(addLayer(spec, index, layer))}>Layer ${side}</${Button}>`;
        })}
        ${
          onRemove &&
          html`<${Button} icon=${Trash2} title=${`Remove ${name}; starts a new run`}
            disabled=${disabled || !canRemove} onPress=${onRemove}>Remove</${Button}>`
        }
      </div>`
    }
    <span class="wide-only"><${Switch} label="Show settings above every layer" on=${isOpen}
      title="Show kind, activation and other settings of all layers in the network"
      onSwitch=${(/** @type {boolean} */ on) => setFolds(app, ['layers'], on)} /></span>
  `;
}

/**
 * True if the network has as many dense layers as the server allows.
 *
 * @param {RunSpec | null} spec
 * @param {Catalog | null} catalog
 */
export function isFull(spec, catalog) {
  const dense = flatLayersOf(spec?.network.layers ?? []).filter(({ layer }) => isDense(layer));
  return dense.length >= (catalog?.limits.layers ?? 0);
}
