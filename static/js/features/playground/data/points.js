/**
 * Options of generated points, measured rows and custom rows: noise, number and training share.
 *
 * @import {App} from '../../../core/app.js'
 * @import {CatalogDataSet, CatalogRealSet, InlineSpec, PointsSpec, RealSpec} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Dices } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Slider } from '../../../controls/slider.js';
import { formatCount, formatShare } from '../../../draw/format.js';
import * as edits from '../../../core/edits/dataEdits.js';
import { useSelector } from '../../../core/hooks.js';
import { classNamesOf } from '../../../core/selectors.js';
import { SHARE, TrainShare, newSeed } from './share.js';

const NOISE = { min: 0, max: 0.5, step: 0.05 };
const POINTS = { min: 50, max: 2000, step: 50 };
const CUSTOM_SHARE = { ...SHARE, max: 1 };
const NEW_POINTS = 'Generate new points in the same way; the weights stay';
const NEW_SPLIT = 'Split the rows differently into training and test rows; the weights stay';

/**
 * Summary and split of custom data.
 *
 * @param {{app: App, disabled: boolean, data: InlineSpec}} props
 */
export function Own({ app: { store, commands }, disabled, data }) {
  const summary = useSelector(store, ({ data: sent }) => {
    if (!sent) return '';
    const rows = sent.inputs.length;
    const width = sent.inputs[0]?.length ?? 0;
    return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} of ${width} ${width === 1 ? 'input' : 'inputs'}`;
  });
  const classes = useSelector(store, (state) => classNamesOf(state).join(', '));
  const share = data.test_inputs
    ? data.inputs.length / (data.inputs.length + data.test_inputs.length)
    : data.train_fraction;
  /** @param {{train_fraction?: number, seed?: number}} patch */
  const split = (patch) => commands.change(edits.splitAgain(data, patch));
  return html`
    <p class="own-summary"><strong>Your own data</strong><span>${summary}</span><span>${classes}</span></p>
    <div class="data-options" data-part="noise">
    <${TrainShare} ...${{ disabled, share }} range=${CUSTOM_SHARE}
      onSlide=${(/** @type {number} */ value) => split({ train_fraction: value })} />
    <${Button} ...${{ disabled }} kind="wide" icon=${Dices} title=${NEW_SPLIT}
      onPress=${() => split({ seed: newSeed() })}>New split</${Button}>
    </div>
  `;
}

/**
 * Options of a generated or measured data set.
 *
 * @param {object} props
 * @param {App} props.app
 * @param {boolean} props.disabled
 * @param {CatalogDataSet | CatalogRealSet | undefined} props.chosen
 * @param {PointsSpec | RealSpec} props.data
 */
export function Drawing({ app: { commands }, disabled, chosen, data }) {
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
        title="Number of points"
        value=${data.samples ?? 0}
        text=${formatCount(data.samples ?? 0)}
        onSlide=${(/** @type {number} */ value) => set({ samples: value })}
      />`
    }
    <${TrainShare} ...${{ disabled }} share=${train_fraction}
      onSlide=${(/** @type {number} */ value) => set({ train_fraction: value })} />
    <${Button} ...${{ disabled }} kind="wide" icon=${Dices}
      title=${'samples' in data ? NEW_POINTS : NEW_SPLIT}
      onPress=${() => set({ seed: newSeed() })}
    >${'samples' in data ? 'New points' : 'New split'}</${Button}>
    ${chosen && 'source' in chosen && html`<p class="own-summary">${chosen.description}. ${chosen.source}</p>`}
  </div>`;
}
