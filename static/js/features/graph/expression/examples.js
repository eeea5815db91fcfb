/**
 * Example expressions.
 *
 * @typedef {{name: string, label: string, description: string, text: string, values: Record<string, number>}} Example
 */

/** @param {string[]} statements */
const lines = (...statements) => statements.join('\n');

/** @type {Example[]} */
export const EXAMPLES = [
  {
    name: 'neuron',
    label: 'A neuron',
    description: 'One tanh neuron with a squared error: the shortest example of backpropagation',
    text: 'L = (tanh(w1*x1 + w2*x2 + b) - y)^2',
    values: { w1: 0.5, x1: 1.2, w2: -1, x2: 0.3, b: 0.1, y: 1 },
  },
  {
    name: 'network',
    label: 'A network of two layers',
    description: 'Two hidden neurons: the error passes back through both',
    text: 'h1 = tanh(w1*x + b1)\nh2 = tanh(w2*x + b2)\nL = (u1*h1 + u2*h2 + b - y)^2',
    values: { x: 0.7, w1: 1.5, b1: -0.4, w2: -0.8, b2: 0.1, u1: 0.9, u2: 1.1, b: 0.3, y: 1 },
  },
  {
    name: 'softmax',
    label: 'Softmax and cross-entropy',
    description: 'Two classes: the derivative simplifies to ∂L/∂z1 = p − 1',
    text: 'p = exp(z1) / (exp(z1) + exp(z2))\nL = -log(p)',
    values: { z1: 0.3, z2: 1.2 },
  },
  {
    name: 'dense',
    label: 'A dense layer',
    description: 'Vectors and a matrix: the derivative with respect to W is an outer product',
    text: lines(
      'W = [[0.5, -1, 0.3], [0.8, 0.2, -0.6]]',
      'x = [1.2, 0.3, -0.5]',
      'b = [0.1, -0.2]',
      'y = [1, 0]',
      'a = tanh(W @ x + b)',
      'L = sum((a - y)^2)',
    ),
    values: {},
  },
  {
    name: 'logits',
    label: 'Softmax and cross-entropy of a vector',
    description: 'Three classes: the derivative with respect to the logits is p − y',
    text: lines('z = [1.2, -0.4, 0.3]', 'y = [0, 0, 1]', 'p = softmax(z)', 'L = -sum(y * log(p))'),
    values: {},
  },
  {
    name: 'batch',
    label: 'A batch',
    description: 'Four samples at once: ∂L/∂W is the transpose of X times ∂L/∂Z, and b sums over the rows',
    text: lines(
      'X = [[1, 2], [0.5, -1], [-1, 0.3], [2, 1]]',
      'W = [[0.4, -0.3, 0.1], [0.2, 0.5, -0.6]]',
      'b = [0.1, 0, -0.1]',
      'Z = X @ W + b',
      'L = cross_entropy(Z, [0, 2, 1, 1])',
    ),
    values: {},
  },
  {
    name: 'quadratic',
    label: 'A parabola',
    description: 'School calculus: ∂L/∂x = 2ax + b',
    text: 'L = a*x^2 + b*x + c',
    values: { a: 1, x: 3, b: -4, c: 2 },
  },
  {
    name: 'fan-out',
    label: 'A value used three times',
    description: 'q is used three times, so its adjoint is a sum of three products',
    text: 'q = x*y\nL = q^2 + q*sin(q)',
    values: { x: 0.5, y: 3 },
  },
  {
    name: 'outputs',
    label: 'One input, three outputs',
    description: 'Forward mode takes fewer operations than reverse mode here',
    text: 's = t^2\nu = sin(s)\nv = cos(s)\nw = exp(-s)',
    values: { t: 0.8 },
  },
  {
    name: 'overflow',
    label: 'An overflow',
    description: 'exp(800) exceeds the largest floating-point number; sigmoid(z) avoids it',
    text: 'p = exp(z) / (exp(z) + 1)\nL = -log(p)',
    values: { z: 800 },
  },
];
