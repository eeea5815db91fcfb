/**
 * The parts of the page that a lesson can hide. The attribute `data-part` of an element names the part it belongs to.
 */

export const PAGE_PARTS = [
  { name: 'data', label: 'Data sets', title: 'The choice of data' },
  { name: 'noise', label: 'Noise and size', title: 'The options of the data' },
  { name: 'features', label: 'Features', title: 'The features to choose from; those in use stay' },
  { name: 'building', label: 'Layers', title: 'Adding and removing layers and neurons' },
  { name: 'problem', label: 'Problem', title: 'Classification or regression' },
  { name: 'learning-rate', label: 'Learning rate', title: 'The size of an update' },
  { name: 'batch-size', label: 'Batch size', title: 'How many samples one update averages over' },
  { name: 'optimizer', label: 'Optimizer', title: 'The rule that updates the weights' },
  { name: 'activation', label: 'Activation', title: 'The function of the neurons' },
  { name: 'loss', label: 'Loss function', title: 'The function that training minimizes' },
  { name: 'regularization', label: 'Regularization', title: 'The penalty and its rate' },
  { name: 'initial-weights', label: 'Initial weights', title: 'How weights are drawn' },
  { name: 'inside', label: 'Inside the layers', title: 'The table of activations and gradients' },
  { name: 'loss-chart', label: 'Loss chart', title: 'The chart of the losses' },
  { name: 'time-line', label: 'Time line', title: 'The slider that rewinds the run to its checkpoints' },
  { name: 'editing', label: 'Editing points', title: 'Drawing points on the map' },
];

/** Former names, which links and lessons may still use. @type {Record<string, string>} */
const FORMER_NAMES = { course: 'loss-chart' };

/**
 * Present name of a part.
 *
 * @param {string} name present or former
 */
export const currentName = (name) => FORMER_NAMES[name] ?? name;
