/**
 * Summary of the folded options of the data: those that are not the usual ones.
 *
 * @import {State} from '../../../core/model.js'
 */

import { formatCount, formatShare } from '../../../draw/format.js';

/** @param {Pick<State, 'catalog' | 'spec'>} state */
export function dataSummary({ catalog, spec }) {
  if (!catalog || !spec) return '';
  const data = /** @type {Record<string, any>} */ (spec.data);
  const usual = /** @type {Record<string, any>} */ (catalog.default.data);
  const { samples, position_noise: noise = 0, label_noise: labels = 0, train_fraction: share } = data;
  return [
    noise > 0 && `noise ${formatShare(noise).trim()}`,
    labels > 0 && `label noise ${formatShare(labels).trim()}`,
    Number.isFinite(samples) &&
      data.name in pointSets(catalog) &&
      samples !== usual.samples &&
      `${formatCount(samples)} points`,
    Number.isFinite(share) && share !== usual.train_fraction && `training share ${formatShare(share).trim()}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** @param {NonNullable<State['catalog']>} catalog */
const pointSets = ({ data_sets }) => Object.fromEntries(data_sets.map(({ name }) => [name, true]));
