/**
 * Activations and losses as TeX, by their names in the catalog.
 *
 * @typedef {object} Formula
 * @property {(z: string, bare: string) => string} value f of z, which stands in brackets if it has a sign, and bare in those of f
 * @property {(z: string, a: string) => string} slope f′, by z or by a = f(z)
 */

/** @param {string} condition */
const when = (condition) => `1\\text{ if }${condition}`;

/** @type {Record<string, Formula>} */
export const ACTIVATIONS = {
  linear: { value: (z) => z, slope: () => '1' },
  tanh: { value: (_, bare) => `\\tanh(${bare})`, slope: (_, a) => `1-${a}^2` },
  sigmoid: { value: (z) => `\\frac{1}{1+e^{-${z}}}`, slope: (_, a) => `${a}\\,(1-${a})` },
  relu: { value: (_, bare) => `\\max(0,\\,${bare})`, slope: (z) => `${when(`${z}>0`)}\\text{, else }0` },
  leaky_relu: {
    value: (z, bare) => `\\max(0.01\\cdot ${z},\\,${bare})`,
    slope: (z) => `${when(`${z}>0`)}\\text{, else }0.01`,
  },
  elu: {
    value: (z) => `${z}\\text{ if }${z}>0\\text{, else }e^{${z}}-1`,
    slope: (z) => `${when(`${z}>0`)}\\text{, else }e^{${z}}`,
  },
  gelu: { value: (z, bare) => `${z}\\cdot\\Phi(${bare})`, slope: (z) => `\\Phi(${z})+${z}\\cdot\\varphi(${z})` },
  silu: {
    value: (z, bare) => `${z}\\cdot\\sigma(${bare})`,
    slope: (z) => `\\sigma(${z})\\,\\bigl(1+${z}\\,(1-\\sigma(${z}))\\bigr)`,
  },
  softplus: { value: (z) => `\\ln(1+e^{${z}})`, slope: (z) => `\\sigma(${z})` },
  sin: { value: (_, bare) => `\\sin(${bare})`, slope: (z) => `\\cos(${z})` },
};

/**
 * @typedef {object} LossFormula
 * @property {'y' | 'z'} of the output, or what its activation is of
 * @property {string} value of one sample
 * @property {string} slope by one output
 * @property {string} words
 */

/** @type {Record<string, LossFormula>} */
export const LOSSES = {
  half_squared_error: {
    of: 'y',
    value: '\\sum_k \\tfrac12\\,(y_k-t_k)^2',
    slope: 'y_k-t_k',
    words: 'Half of the squared error of each output.',
  },
  binary_cross_entropy: {
    of: 'z',
    value: '-\\sum_k \\bigl(t_k\\ln a_k+(1-t_k)\\ln(1-a_k)\\bigr)',
    slope: 'a_k-t_k',
    words: 'The surprise at the right answer. With the sigmoid before it, its derivative is the error itself.',
  },
  softmax_cross_entropy: {
    of: 'z',
    value: '-\\sum_k t_k\\ln a_k',
    slope: 'a_k-t_k',
    words: 'The surprise at the right class. With the softmax before it, its derivative is the error itself.',
  },
  hinge: {
    of: 'y',
    value: '\\sum_k \\max(0,\\,1-t_k\\,y_k)',
    slope: '-t_k\\text{ if }t_k\\,y_k<1\\text{, else }0',
    words: 'Nothing, once an output is right by a margin of 1.',
  },
  huber: {
    of: 'y',
    value: '\\sum_k \\tfrac12 e_k^2\\text{ if }|e_k|<1\\text{, else }|e_k|-\\tfrac12,\\quad e_k=y_k-t_k',
    slope: '\\max(-1,\\,\\min(1,\\,y_k-t_k))',
    words: 'A squared error that grows no faster than its size beyond 1.',
  },
  squared_error_with_margin: {
    of: 'y',
    value: '\\sum_k \\tfrac12\\max(0,\\,(y_k-t_k)^2-0.2^2)',
    slope: 'y_k-t_k\\text{ if }|y_k-t_k|>0.2\\text{, else }0',
    words: 'A squared error that counts only where an output is off by more than 0.2.',
  },
  linear: {
    of: 'y',
    value: '\\sum_k t_k\\,y_k',
    slope: 't_k',
    words: 'A game of slopes: each target is the slope of a loss in its output.',
  },
};
