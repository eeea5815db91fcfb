/**
 * What a run has come to when it is paused, and what to do next, in one line. It says only what the metrics and the
 * history of the run show.
 *
 * @import {History} from '../../core/history.js'
 * @import {State} from '../../core/model.js'
 *
 * @typedef {{found: string, path: string | null, next: string}} NextStep path: of the view to go to; null: this one
 */

import { formatAccuracy, formatFigure } from '../../draw/format.js';
import { weightLayers } from '../../core/selectors.js';

const LEAST_EPOCHS = 10;
const LEARNED = 0.95; // accuracy or R²
const RECENT = 0.1; // share of the epochs
const FALLING = 0.97; // mean of the recent training losses, relative to that of as many epochs before
const RISEN = 1.2; // test loss relative to its lowest
const FALLEN = 0.9; // training loss relative to that at the lowest test loss
const EARLY = 0.7; // share of the epochs before which the test loss was lowest
const WEAK = 1e-2; // gradient norm of a layer relative to the largest

/**
 * @param {State} state
 * @returns {NextStep | null} null while the run plays, and before it has been trained for a while
 */
export function nextStepOf(state) {
  const { session, frame, history, playing, status, checkpoint } = state;
  if (!session || !frame || playing || status !== 'ready' || checkpoint !== null) return null;
  if (history.length === 0 || frame.epoch < LEAST_EPOCHS) return null;
  return overfitting(state) ?? learned(frame.metrics) ?? lossNow(state);
}

/**
 * @param {State} state
 * @returns {NextStep | null}
 */
function overfitting({ history, look }) {
  if (look.hidden.includes('time-line')) return null;
  const { epochs, train, test, length } = history;
  const last = length - 1;
  let lowest = 0;
  for (let row = 1; row < length; row++) if (test[row] < test[lowest]) lowest = row;
  const isEarly = epochs[lowest] <= EARLY * epochs[last];
  if (!isEarly || !(test[last] > RISEN * test[lowest]) || !(train[last] < FALLEN * train[lowest])) return null;
  const found = `Overfitting: the test loss was lowest at epoch ${Math.round(epochs[lowest])}.`;
  return { found, path: null, next: 'drag the time line below back to it' };
}

/**
 * @param {NonNullable<State['frame']>['metrics']} metrics
 * @returns {NextStep | null}
 */
function learned({ test_accuracy, train_accuracy, test_r2, train_r2 }) {
  const accuracy = test_accuracy ?? train_accuracy;
  const r2 = test_r2 ?? train_r2;
  if ((accuracy ?? r2 ?? 0) < LEARNED) return null;
  const split = (test_accuracy ?? test_r2) === null ? 'training' : 'test';
  const quality = accuracy === null ? `R² ${formatFigure(r2)}` : `accuracy ${formatAccuracy(accuracy)}`;
  return {
    found: `Learned: ${split} ${quality}.`,
    path: '/microscope',
    next: 'follow one example forward and back',
  };
}

/**
 * @param {State} state
 * @returns {NextStep | null} null if the history has too few rows to tell
 */
function lossNow(state) {
  const ratio = recentRatio(state.history);
  if (!Number.isFinite(ratio)) return null;
  if (ratio < FALLING) return { found: 'The loss is still falling.', path: null, next: 'press play to train on' };
  const norms = weightLayers(state).map((index) => state.frame?.layers[index]?.gradient_norm ?? 0);
  return Math.min(...norms) < WEAK * Math.max(...norms)
    ? { found: 'The loss hardly falls, and some layers get little gradient.', path: '/flow', next: 'see which' }
    : { found: 'The loss hardly falls.', path: '/race', next: 'see whether another optimizer gets further' };
}

/** Mean training loss of the last epochs over that of as many epochs before. @param {History} history */
function recentRatio({ epochs, train, length }) {
  const end = epochs[length - 1];
  const mean = (/** @type {number} */ from, /** @type {number} */ to) => {
    const rows = train.subarray(0, length).filter((_, row) => epochs[row] > from && epochs[row] <= to);
    return rows.reduce((sum, loss) => sum + loss, 0) / rows.length;
  };
  return mean((1 - RECENT) * end, end) / mean((1 - 2 * RECENT) * end, (1 - RECENT) * end);
}
