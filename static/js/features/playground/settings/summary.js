/**
 * Summary of folded settings: those that are not the usual ones.
 *
 * @import {Task} from '../../../protocol/model.js'
 * @import {Catalog, RunSpec} from '../../../protocol/types.d.ts'
 * @import {Setting} from './table.js'
 */

import { formatSetting } from '../../../draw/format.js';
import { labelOfNumber } from '../../../core/selectors.js';
import { MORE } from './table.js';

/**
 * @param {Catalog} catalog
 * @param {RunSpec} spec
 * @param {Task} task
 */
export function summaryOf(catalog, spec, task) {
  const settings = MORE.flatMap((setting) => briefOf(setting, catalog, spec, task));
  return [...settings, ...numbersOf(catalog, spec), ...cutsOf(catalog, spec)].join(', ');
}

/**
 * @param {Setting} setting
 * @param {Catalog} catalog
 * @param {RunSpec} spec
 * @param {Task} task
 */
function briefOf({ label: name, value, options, applies, brief }, catalog, spec, task) {
  const usual = name === 'Loss' ? usualLoss(catalog, task) : value(catalog.default, task);
  const present = value(spec, task);
  if (present === usual || applies?.(spec) === false) return [];
  const label = options(catalog, spec, task).find((option) => option.value === present)?.label ?? String(present);
  return [brief?.(spec, label) ?? label];
}

/**
 * The loss of a task: the one that belongs to it alone, with its output activation, else the default.
 *
 * @param {Catalog} catalog
 * @param {Task} task
 */
function usualLoss({ losses, default: usual }, task) {
  const own = losses.find(({ tasks, output_activation }) => output_activation && tasks.join() === task);
  return own?.name ?? usual.loss;
}

/**
 * Hyper-parameters of the optimizer.
 *
 * @param {Catalog} catalog
 * @param {RunSpec} spec
 */
function numbersOf({ optimizers }, { optimizer }) {
  const values = /** @type {Record<string, unknown>} */ ({ ...optimizer });
  const entries = optimizers.find(({ name }) => name === optimizer.name)?.hyperparameters ?? [];
  return entries
    .filter(({ name, default: usual }) => (values[name] ?? usual) !== usual)
    .map((entry) => `${labelOfNumber(entry)} ${formatSetting(Number(values[entry.name]))}`);
}

/**
 * Schedule, clipping and projection.
 *
 * @param {Catalog} catalog
 * @param {RunSpec} spec
 */
function cutsOf({ schedules, clippings, projections, default: usual }, spec) {
  const parts = /** @type {const} */ ([
    ['schedule', schedules],
    ['clipping', clippings],
    ['projection', projections],
  ]);
  return parts
    .filter(([part]) => spec[part].name !== usual[part].name)
    .map(([part, entries]) => entries.find(({ name }) => name === spec[part].name)?.label ?? spec[part].name);
}
