/**
 * The initial recurrent weights of a layer: their initializer, and the spectral radius that they are scaled to, which
 * decides whether memories fade or grow from step to step.
 *
 * @import {CatalogInitializer, CatalogOption, RecurrentInitializerSpec} from '../../../protocol/types.d.ts'
 * @import {Value} from '../optionField.js'
 */

import { html } from 'htm/preact';

import { Select } from '../../../controls/select.js';
import { OptionField } from '../optionField.js';

const RESTARTS = 'starts a new run';

/**
 * @param {object} props
 * @param {RecurrentInitializerSpec} props.initializer
 * @param {CatalogInitializer[]} props.initializers
 * @param {CatalogOption[]} props.options what can be set of them beside the initializer
 * @param {boolean} props.disabled
 * @param {(next: RecurrentInitializerSpec) => void} props.onSet
 */
export function RecurrentWeights({ initializer, initializers, options, disabled, onSet }) {
  const { name, spectral_radius: radius } = initializer;
  const radiusOption = options.find((option) => option.name === 'spectral_radius');
  /**
   * Choose another initializer, with its own scale; zeros have no spectral radius.
   *
   * @param {string} chosen
   */
  const draw = (chosen) =>
    onSet(
      /** @type {RecurrentInitializerSpec} */ ({
        name: chosen,
        scale: null,
        spectral_radius: chosen === 'zeros' ? null : radius,
      }),
    );
  const setRadius = (/** @type {Value} */ next) =>
    onSet({ ...initializer, spectral_radius: /** @type {number | null} */ (next) });
  return html`
    <${Select} label="First recurrent weights"
      title=${`The initializer of the weights between time steps; ${RESTARTS}`} value=${name}
      options=${initializers.map((each) => ({ value: each.name, label: each.label }))} onChoose=${draw}
      ...${{ disabled }} />
    ${
      radiusOption &&
      html`<${OptionField} option=${radiusOption} value=${radius} disabled=${disabled || name === 'zeros'}
        effect=${RESTARTS}
      onSet=${setRadius} />`
    }
  `;
}
