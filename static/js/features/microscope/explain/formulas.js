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

/** Name and formulas of the activations that are computed with a loss. @type {Record<string, OutputActivation>} */
const OUTPUT_ACTIVATIONS = {
  sigmoid: {
    symbol: 'σ',
    value: (z) => `\\frac{1}{1+e^{-${z('k')}}}`,
    jacobian: '\\hat y_k\\,(1-\\hat y_k)',
  },
  softmax: {
    symbol: 'softmax',
    value: (z) => `\\frac{e^{${z('k')}}}{\\sum_j e^{${z('j')}}}`,
    jacobian: '\\hat y_m\\,(\\mathbf 1_{m=k}-\\hat y_k)',
  },
};

/**
 * @typedef {object} OutputActivation
 * @property {string} symbol of its step
 * @property {(z: (unit: string) => string) => string} value ŷ_k
 * @property {string} jacobian ∂ŷ_m/∂z_k, or ∂ŷ_k/∂z_k if the outputs do not depend on each other
 */

/** @param {string} name */
export const outputActivationOf = (name) => OUTPUT_ACTIVATIONS[name];

/**
 * A loss of one sample: `value`, its `slope` by one output ŷ, and a description.
 *
 * @param {Catalog | null} catalog
 * @param {string} name
 */
export function lossOf(catalog, name) {
  const entry = catalog?.losses.find((each) => each.name === name);
  return {
    value: entry?.latex ?? UNKNOWN,
    slope: entry?.latex_by_prediction || entry?.latex_derivative || UNKNOWN,
    words: entry?.description ?? '',
  };
}
