/**
 * Expressions worth stepping through.
 *
 * @typedef {{name: string, label: string, word: string, text: string, values: Record<string, number>}} Example
 */

/** @type {Example[]} */
export const EXAMPLES = [
  {
    name: 'neuron',
    label: 'A neuron',
    word: 'One tanh neuron with a squared error: the chain of backpropagation at its shortest',
    text: 'L = (tanh(w1*x1 + w2*x2 + b) - y)^2',
    values: { w1: 0.5, x1: 1.2, w2: -1, x2: 0.3, b: 0.1, y: 1 },
  },
  {
    name: 'network',
    label: 'A network of two layers',
    word: 'Two hidden units: the error goes back through both',
    text: 'h1 = tanh(w1*x + b1)\nh2 = tanh(w2*x + b2)\nL = (u1*h1 + u2*h2 + b - y)^2',
    values: { x: 0.7, w1: 1.5, b1: -0.4, w2: -0.8, b2: 0.1, u1: 0.9, u2: 1.1, b: 0.3, y: 1 },
  },
  {
    name: 'softmax',
    label: 'Softmax and cross-entropy',
    word: 'Two classes: all divisions and logarithms come to ∂L/∂z1 = p − 1',
    text: 'p = exp(z1) / (exp(z1) + exp(z2))\nL = -log(p)',
    values: { z1: 0.3, z2: 1.2 },
  },
  {
    name: 'quadratic',
    label: 'A parabola',
    word: 'School calculus: ∂L/∂x is 2ax + b',
    text: 'L = a*x^2 + b*x + c',
    values: { a: 1, x: 3, b: -4, c: 2 },
  },
  {
    name: 'fan-out',
    label: 'A value read three times',
    word: 'q goes three ways, so three products add up in its adjoint',
    text: 'q = x*y\nL = q^2 + q*sin(q)',
    values: { x: 0.5, y: 3 },
  },
  {
    name: 'outputs',
    label: 'One input, three outputs',
    word: 'Where forward mode takes fewer operations than reverse mode',
    text: 's = t^2\nu = sin(s)\nv = cos(s)\nw = exp(-s)',
    values: { t: 0.8 },
  },
  {
    name: 'overflow',
    label: 'One that overflows',
    word: 'exp(800) is larger than any number there is room for; sigmoid(z) is the way around it',
    text: 'p = exp(z) / (exp(z) + 1)\nL = -log(p)',
    values: { z: 800 },
  },
];
