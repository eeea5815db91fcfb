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
    { symbol: 'c', name: 'Cell', description: 'cell state c_t\u00a0=\u00a0f_t c_{t−1}\u00a0+\u00a0i_t g_t' },
    { symbol: 'f', name: 'Forget gate', description: 'share of the old cell state that is kept' },
    { symbol: 'i', name: 'Input gate', description: 'share of the candidate that is added' },
    { symbol: 'g', name: 'Candidate', description: 'new content for the cell' },
    { symbol: 'o', name: 'Output gate', description: 'share of the cell that is output: h_t\u00a0=\u00a0o_t tanh c_t' },
  ],
  gru: [
    {
      symbol: 'z',
      name: 'Update gate',
      description:
        'share of the old state that is kept: h_t\u00a0=\u00a0(1\u00a0−\u00a0z_t) n_t\u00a0+\u00a0z_t h_{t−1}',
    },
    { symbol: 'r', name: 'Reset gate', description: 'share of the old state that enters the candidate' },
    { symbol: 'n', name: 'Candidate', description: 'new content for the state' },
  ],
};
