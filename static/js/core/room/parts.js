/**
 * The parts of a run that a teacher can lock.
 *
 * @import {Part} from '../../protocol/room.js'
 */

/** In the words of the page. @type {Record<Part, {label: string, words: string}>} words: within a sentence */
const NAMES = {
  data: { label: 'Data', words: 'the data' },
  features: { label: 'Features', words: 'the features' },
  layers: { label: 'Layers', words: 'the layers' },
  activation: { label: 'Activation', words: 'the activation functions' },
  loss: { label: 'Loss', words: 'the loss' },
  optimizer: { label: 'Optimizer', words: 'the optimizer' },
  learning_rate: { label: 'Learning rate', words: 'the learning rate' },
  regularization: { label: 'Regularization', words: 'the regularization' },
  batch_size: { label: 'Batch size', words: 'the batch size' },
  seed: { label: 'Seed', words: 'the seed' },
  weights: { label: 'Weights', words: 'the weights' },
};

/** All parts, by their names in the protocol. */
export const PARTS = /** @type {Part[]} */ (Object.keys(NAMES)).map((name) => ({ name, ...NAMES[name] }));

/**
 * Why a part cannot be changed.
 *
 * @param {Part} part
 */
export const lockReason = (part) => `The teacher has locked ${NAMES[part].words}.`;
