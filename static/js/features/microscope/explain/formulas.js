/**
 * Formulas of the catalog as TeX, filled with symbols or numbers.
 *
 * @import {Catalog} from '../../../protocol/types.d.ts'
 */

import { fillFormula } from '../../../draw/latex.js';

const UNKNOWN = '\\cdots'; // without a catalog

/**
 * An activation f.
 *
 * @param {Catalog | null} catalog
 * @param {string} name
 */
export function activationOf(catalog, name) {
  const entry = catalog?.activations.find((each) => each.name === name);
  return {
    /** f(z) @param {string} z */
    value: (z) => fillFormula(entry?.latex ?? UNKNOWN, ['', z]),
    /**
     * f′(z), by z or by a = f(z)
     *
     * @param {string} z
     * @param {string} a
     */
    slope: (z, a) => fillFormula(entry?.latex_derivative ?? UNKNOWN, [a, z]),
  };
}

/**
 * A loss of one sample: `value`, its `slope` by one output, and a description. `of` is ŷ for an output, z for a
 * pre-activation whose activation the loss is computed with.
 *
 * @param {Catalog | null} catalog
 * @param {string} name
 */
export function lossOf(catalog, name) {
  const entry = catalog?.losses.find((each) => each.name === name);
  return {
    of: entry?.output_activation ? 'z' : '\\hat y',
    value: entry?.latex ?? UNKNOWN,
    slope: entry?.latex_derivative ?? UNKNOWN,
    words: entry?.description ?? '',
  };
}
