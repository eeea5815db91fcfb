/**
 * The parts of a run that a lesson's action changes, as a teacher can lock them.
 *
 * @import {Part} from '../../protocol/room.js'
 * @import {RunSpec} from '../../protocol/types.d.ts'
 */

/** Fields of a RunSpec that belong to one part as a whole. @type {Record<string, Part>} */
const FIELDS = {
  data: 'data',
  features: 'features',
  loss: 'loss',
  reduction: 'loss',
  schedule: 'learning_rate',
  clipping: 'optimizer',
  projection: 'optimizer',
  regularization: 'regularization',
  batch_size: 'batch_size',
  shuffle: 'batch_size',
  seed: 'seed',
};

/**
 * @param {Record<string, any>} patch a merge patch of the RunSpec
 * @param {RunSpec | null} spec the present one
 * @returns {Part[]}
 */
export function patchedParts(patch, spec) {
  const before = /** @type {Record<string, any>} */ (spec ?? {});
  /** @type {Set<Part>} */
  const parts = new Set();
  for (const [name, value] of Object.entries(patch)) {
    if (name in FIELDS && !agrees(value, before[name])) parts.add(FIELDS[name]);
  }
  const { learning_rate: rate, ...optimizer } = patch.optimizer ?? {};
  if (rate !== undefined && rate !== before.optimizer?.learning_rate) parts.add('learning_rate');
  if (!agrees(optimizer, before.optimizer)) parts.add('optimizer');
  const { layers, initializer, output_activation: output } = patch.network ?? {};
  if (initializer !== undefined && !agrees(initializer, before.network?.initializer)) parts.add('weights');
  if (output !== undefined && output !== before.network?.output_activation) parts.add('activation');
  if (layers !== undefined) {
    const now = before.network?.layers ?? [];
    if (!agrees(layers.map(withoutActivation), now)) parts.add('layers');
    else if (!agrees(layers, now)) parts.add('activation');
  }
  return [...parts];
}

/** @param {Record<string, any>} layer */
const withoutActivation = ({ activation, ...rest }) => rest;

/**
 * True if `present` has everything in `wanted` already; it may have more fields.
 *
 * @param {any} wanted
 * @param {any} present
 * @returns {boolean}
 */
function agrees(wanted, present) {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) &&
      present.length === wanted.length &&
      wanted.every((each, index) => agrees(each, present[index]))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === (present ?? null);
  return Object.entries(wanted).every(([name, value]) => agrees(value, present?.[name]));
}
