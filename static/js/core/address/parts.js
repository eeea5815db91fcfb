/** The parts of the page that a lesson may leave out; `data-part` in markup and views names what belongs to each. */

export const PARTS = [
  { name: 'data', label: 'Data sets', title: 'The choice of data' },
  { name: 'noise', label: 'Noise and size', title: 'What is done to the data' },
  { name: 'features', label: 'Features', title: 'The inputs to choose from; those in use stay' },
  { name: 'building', label: 'Layers', title: 'Adding and removing layers and neurons' },
  { name: 'problem', label: 'Problem', title: 'Classification or regression' },
  { name: 'learning-rate', label: 'Learning rate', title: 'How far one update goes' },
  { name: 'batch-size', label: 'Batch size', title: 'How many samples one update averages over' },
  { name: 'optimizer', label: 'Optimizer', title: 'The rule of the updates' },
  { name: 'activation', label: 'Activation', title: 'The function of the neurons' },
  { name: 'loss', label: 'Loss function', title: 'What the training makes small' },
  { name: 'regularization', label: 'Regularization', title: 'The penalty and its rate' },
  { name: 'initial-weights', label: 'Initial weights', title: 'How weights are drawn' },
  { name: 'inside', label: 'Inside the layers', title: 'The table of activations and gradients' },
  { name: 'course', label: 'Loss chart', title: 'The chart of the losses' },
  { name: 'time-line', label: 'Time line', title: 'Looking back at earlier moments of the run' },
  { name: 'editing', label: 'Editing points', title: 'Drawing points on the map' },
];
