/**
 * Standardize the rows of a run: mean 0 and standard deviation 1 in each column.
 *
 * @import {RunSpec} from '../../protocol/types.d.ts'
 */

/**
 * Standardize the inputs, if the data leave it open.
 *
 * @param {RunSpec} spec
 * @returns {RunSpec}
 */
export function withStandardInputs(spec) {
  const { data } = spec;
  if (!('standardize' in data)) return spec;
  return /** @type {RunSpec} */ ({ ...spec, data: { ...data, standardize: true } });
}

/**
 * Standardize the targets of a regression on rows in the spec; other data are returned unchanged.
 *
 * @param {RunSpec} spec
 * @returns {RunSpec}
 */
export function withStandardTargets(spec) {
  const { data } = spec;
  if (data.name !== 'inline' || data.task !== 'regression') return spec;
  const columns = data.targets[0].map((_, column) => momentsOf(data.targets.map((row) => row[column])));
  const scaled = (/** @type {number[][]} */ rows) =>
    rows.map((row) => row.map((value, column) => (value - columns[column].mean) / columns[column].std));
  const test_targets = data.test_targets && scaled(data.test_targets);
  return { ...spec, data: { ...data, targets: scaled(data.targets), test_targets } };
}

/**
 * Mean and standard deviation of a column; the deviation of a constant is taken as 1, so that it is only centred.
 *
 * @param {number[]} values
 */
function momentsOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, std: std || 1 };
}
