/**
 * Which choices of the catalog a run has made.
 *
 * @import {GlossaryPlace, RunSpec} from '../../../protocol/types.d.ts'
 */

import { flatLayersOf } from '../../../core/edits/architecture.js';

/**
 * Names of the choices that a run has made, by family of the catalog.
 *
 * @type {Record<string, (spec: RunSpec) => (string | null | undefined)[]>}
 */
const CHOSEN = {
  layers: ({ network }) => flatLayersOf(network.layers).map(({ layer }) => layer.kind ?? 'dense'),
  activations: ({ network }) => [
    ...flatLayersOf(network.layers).map(({ layer }) => ('activation' in layer ? layer.activation : null)),
    network.output_activation,
  ],
  losses: (spec) => [spec.loss],
  optimizers: (spec) => [spec.optimizer.name],
  schedules: (spec) => [spec.schedule.name],
  clippings: (spec) => [spec.clipping.name],
  projections: (spec) => [spec.projection.name],
  initializers: (spec) => [spec.network.initializer.name],
  regularizations: (spec) => [spec.regularization.name],
  features: (spec) => spec.features ?? [],
};

/**
 * True if a run can show a term at a place: the place needs nothing, or the run has one of the choices it needs.
 *
 * @param {GlossaryPlace} place
 * @param {RunSpec | null} spec null: no run is known
 */
export function isShownBy({ needs }, spec) {
  if (needs.length === 0) return true;
  return needs.some((choice) => {
    const [family, name] = choice.split('.');
    return spec !== null && CHOSEN[family](spec).includes(name);
  });
}
