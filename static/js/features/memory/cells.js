/**
 * The recurrent cells of the memory lab, and their gates.
 *
 * @typedef {object} Cell
 * @property {string} label
 * @property {string} name
 * @property {'rnn' | 'lstm' | 'gru'} kind
 * @property {'tanh' | 'relu'} [activation]
 * @property {'orthogonal' | 'identity'} initializer of the recurrent weights
 *
 * @typedef {{symbol: string, name: string, description: string}} Gate
 */

/** @type {Record<string, Cell>} */
export const CELLS = {
  rnn: {
    label: 'RNN',
    name: 'Simple recurrent layer with tanh',
    kind: 'rnn',
    activation: 'tanh',
    initializer: 'orthogonal',
  },
  lstm: { label: 'LSTM', name: 'Long short-term memory', kind: 'lstm', initializer: 'orthogonal' },
  gru: { label: 'GRU', name: 'Gated recurrent unit', kind: 'gru', initializer: 'orthogonal' },
  irnn: {
    label: 'IRNN',
    name: 'ReLU, with identity initialization',
    kind: 'rnn',
    activation: 'relu',
    initializer: 'identity',
  },
};

/**
 * Gates and inner values of every cell, in the order shown.
 *
 * @type {Record<Cell['kind'], Gate[]>}
 */
export const GATES = {
  rnn: [],
  lstm: [
    { symbol: 'c', name: 'Cell', description: 'cell state cₜ\u00a0=\u00a0fₜ cₜ₋₁\u00a0+\u00a0iₜ gₜ' },
    { symbol: 'f', name: 'Forget gate', description: 'share of the old cell state that is kept' },
    { symbol: 'i', name: 'Input gate', description: 'share of the candidate that is added' },
    { symbol: 'g', name: 'Candidate', description: 'new content for the cell' },
    { symbol: 'o', name: 'Output gate', description: 'share of the cell that is output: hₜ\u00a0=\u00a0oₜ tanh cₜ' },
  ],
  gru: [
    {
      symbol: 'z',
      name: 'Update gate',
      description: 'share of the old state that is kept: hₜ\u00a0=\u00a0(1\u00a0−\u00a0zₜ) nₜ\u00a0+\u00a0zₜ hₜ₋₁',
    },
    { symbol: 'r', name: 'Reset gate', description: 'share of the old state that enters the candidate' },
    { symbol: 'n', name: 'Candidate', description: 'new content for the state' },
  ],
};
