/**
 * Diagnosis of the gradients of a run, from the metrics and layer statistics of its latest frame.
 *
 * The norm of the first layers' gradient relative to the output's says whether the gradient shrinks or grows on its way
 * back. Its norm at the output says how large it is to begin with, which depends on the loss alone.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {RemedyName} from './remedies.js'
 * @import {State} from '../../core/model.js'
 * @import {LayerStatistics} from './layerStatistics.js'
 *
 * @typedef {typeof SEVERITY[number]} FindingName
 * @typedef {'good' | 'notice' | 'alarm'} Level
 * @typedef {{name: FindingName, level: Level, text: string, remedies: RemedyName[]}} Finding
 */

import { formatFigure } from '../../draw/format.js';
import { inSentence } from '../../core/selectors.js';
import { statisticsOf } from './layerStatistics.js';
import { fractionOf, power, times } from './magnitude.js';

/** Names of the findings, worst first. */
export const SEVERITY = /** @type {const} */ ([
  'diverged',
  'unmeasured',
  'no gradient',
  'exploding gradient',
  'large loss',
  'vanishing gradient',
  'shrinking signal',
  'growing signal',
  'dead neurons',
  'saturation',
  'large updates',
  'small updates',
  'healthy',
]);

const WEAK = 1e-2; // of the largest gradient norm
const VANISHING = 1e-3; // of the largest gradient norm
const EXPLODING = 1e2; // times the output layer's gradient norm
const LARGE_GRADIENT = 1e3; // norm at the output layer
const LARGE_TARGETS = 30; // typical size
const SATURATED = 0.5;
const DEAD = 0.25;
const SHRUNKEN = 1e-2; // std of the last hidden layer over that of the first
const GROWN = 1e2;
const LARGE_UPDATE = 0.1; // of the parameters' norm
const SMALL_UPDATE = 1e-6;

/**
 * @param {Finding} one
 * @param {Finding} other
 */
export const bySeverity = (one, other) => SEVERITY.indexOf(one.name) - SEVERITY.indexOf(other.name);

/**
 * Findings about the latest frame, worst first.
 *
 * @param {State} state
 * @returns {Finding[]} empty before there is a session
 */
export function diagnose({ catalog, session, frame, status, divergence }) {
  if (!session) return [];
  if (status === 'diverged') {
    const text = divergence?.detail ?? 'The loss is no longer finite.';
    return [{ name: 'diverged', level: 'alarm', text, remedies: ['rate', 'clip', 'weights'] }];
  }
  const layers = frame ? statisticsOf({ catalog, session }, session, frame) : [];
  const trained = layers.filter(({ norm }) => !Number.isNaN(norm));
  if (!frame || trained.length === 0) {
    const text = "Press play to measure each layer's gradient.";
    return [{ name: 'unmeasured', level: 'notice', text, remedies: [] }];
  }
  const hidden = layers.slice(0, -1);
  const findings = [
    diagnoseBackward(trained, hidden),
    diagnoseLoss(trained, frame, session),
    diagnoseForward(hidden),
    diagnoseSlopes(hidden),
    diagnoseUpdates(trained),
  ].flat();
  return findings.length > 0 ? findings.sort(bySeverity) : [healthy(trained)];
}

/**
 * Does the gradient shrink or grow on its way from the output to the first layers?
 *
 * @param {LayerStatistics[]} trained
 * @param {LayerStatistics[]} hidden
 * @returns {Finding[]}
 */
function diagnoseBackward(trained, hidden) {
  const last = trained[trained.length - 1];
  const strongest = largest(trained, ({ norm }) => norm);
  if (strongest.norm === 0) {
    const text =
      'No layer gets a gradient, so nothing can learn. Either all neurons are dead or all weights started at zero.';
    return [{ name: 'no gradient', level: 'alarm', text, remedies: ['weights', 'relu', 'leaky'] }];
  }
  const growth = strongest.norm / last.norm;
  if (last.norm > 0 && growth > EXPLODING) {
    const text = `Exploding gradient: ${named(strongest)} gets ${times(growth)} ${ofLayer(last)} gradient.`;
    return [{ name: 'exploding gradient', level: 'alarm', text, remedies: ['clip', 'weights', 'norm', 'rate'] }];
  }
  const weakest = largest(trained, ({ norm }) => -norm);
  const share = weakest.norm / strongest.norm;
  if (share >= WEAK || trained.indexOf(weakest) > trained.indexOf(strongest)) return [];
  const isVanishing = share < VANISHING;
  const label = isVanishing ? 'Vanishing gradient' : 'Weak gradient';
  const amount = `${fractionOf(share)} ${ofLayer(strongest)} gradient`;
  const text = `${label}: ${named(weakest)} gets ${amount}.${causeOfVanishing(hidden)}`;
  const remedies = /** @type {RemedyName[]} */ (['relu', 'weights', 'residual', 'norm']);
  return [{ name: 'vanishing gradient', level: isVanishing ? 'alarm' : 'notice', text, remedies }];
}

/**
 * @param {LayerStatistics[]} hidden
 * @returns {string} a sentence after a space, or nothing
 */
function causeOfVanishing(hidden) {
  if (hidden.length === 0) return '';
  const flattest = largest(hidden, ({ saturated }) => saturated);
  if (squashes(flattest) && flattest.saturated > SATURATED) {
    const activations = `${flattest.activation} activations`;
    return ` In ${named(flattest)}, ${percent(flattest.saturated)} of the ${activations} are saturated.`;
  }
  if (flattest.dead > DEAD) return ` In ${named(flattest)}, ${percent(flattest.dead)} of the neurons are dead.`;
  const flatEverywhere = hidden.find(({ largestSlope }) => largestSlope < 1);
  if (!flatEverywhere) return '';
  const { activation, largestSlope } = flatEverywhere;
  return ` The slope of a ${activation} is at most ${largestSlope}, in every layer.`;
}

/**
 * Is the gradient large before it goes back, because outputs and targets are far apart?
 *
 * @param {LayerStatistics[]} trained
 * @param {Frame} frame
 * @param {SessionInfo} session
 * @returns {Finding[]}
 */
function diagnoseLoss(trained, { metrics: { train_loss, train_r2 } }, { data }) {
  const output = trained[trained.length - 1];
  if (output.norm <= LARGE_GRADIENT) return [];
  const start =
    `Large loss: ${formatFigure(train_loss)}, ` +
    `so ${named(output)} gets a gradient of ${power(output.norm)} before any growth on the way back.`;
  if (data.task === 'regression' && train_loss !== null && hasLargeTargets(output, train_loss, train_r2 ?? null)) {
    const text = `${start} The targets are large: scale them to about 1.`;
    return [{ name: 'large loss', level: 'alarm', text, remedies: ['targets', 'rate'] }];
  }
  const text = `${start} The activations are large: scale the inputs or start from smaller weights.`;
  return [{ name: 'large loss', level: 'alarm', text, remedies: ['inputs', 'weights', 'norm', 'clip', 'rate'] }];
}

/**
 * True if the loss and R² can only come from large targets: R² gives their standard deviation, and the difference
 * between error and outputs is at most their root mean square (triangle inequality).
 *
 * @param {LayerStatistics} output
 * @param {number} loss
 * @param {number | null} r2 null if all targets are equal
 */
function hasLargeTargets({ units, mean, std }, loss, r2) {
  const error = Math.sqrt((2 * loss) / units);
  const outputs = Math.hypot(mean, std);
  const excess = error - outputs;
  const isFarFromOutputs = excess > LARGE_TARGETS && excess > outputs / 10;
  return isFarFromOutputs || (r2 !== null && error / Math.sqrt(1 - r2) > LARGE_TARGETS);
}

/**
 * Does the signal keep its scale on the way forward?
 *
 * @param {LayerStatistics[]} hidden
 * @returns {Finding[]}
 */
function diagnoseForward(hidden) {
  if (hidden.length < 2) return [];
  const [first, last] = [hidden[0], hidden[hidden.length - 1]];
  const ratio = last.std / first.std;
  const isShrinking = ratio < SHRUNKEN;
  if (!isShrinking && !(ratio > GROWN)) return [];
  const amount = `${isShrinking ? fractionOf(ratio) : times(ratio)} that of ${named(first)}`;
  const measure = `the standard deviation of the activations in ${named(last)} is ${amount}`;
  return isShrinking
    ? [
        {
          name: 'shrinking signal',
          level: 'notice',
          text: `Shrinking signal: ${measure}, so all samples look alike there.`,
          remedies: ['weights', 'norm', 'residual'],
        },
      ]
    : [
        {
          name: 'growing signal',
          level: 'notice',
          text: `Growing signal: ${measure}.`,
          remedies: ['weights', 'norm'],
        },
      ];
}

/**
 * Do the activations have a slope to pass the gradient?
 *
 * @param {LayerStatistics[]} hidden
 * @returns {Finding[]}
 */
function diagnoseSlopes(hidden) {
  const dead = hidden.filter((layer) => !squashes(layer) && layer.dead > DEAD);
  if (dead.length > 0) {
    const worst = largest(dead, (layer) => layer.dead);
    const neurons = `${percent(worst.dead)} of ${named(worst)}`;
    const text = `Dead neurons: ${neurons} are off for every sample and get no gradient${others(dead)}.`;
    return [{ name: 'dead neurons', level: 'alarm', text, remedies: ['leaky', 'weights', 'rate'] }];
  }
  const flat = hidden.filter((layer) => squashes(layer) && layer.saturated > SATURATED);
  if (flat.length === 0) return [];
  const worst = largest(flat, ({ saturated }) => saturated);
  const activations = `${percent(worst.saturated)} of the ${worst.activation} activations in ${named(worst)}`;
  const text = `Saturation: ${activations} have almost zero slope and pass almost no gradient${others(flat)}.`;
  return [{ name: 'saturation', level: 'notice', text, remedies: ['relu', 'weights', 'norm'] }];
}

/** @param {LayerStatistics} layer */
const squashes = ({ family }) => family === 'squashing';

/** @param {LayerStatistics[]} layers all that are affected */
const others = ({ length }) =>
  length > 1 ? ` (${length - 1} other ${length === 2 ? 'layer is' : 'layers are'} affected too)` : '';

/**
 * Are the updates large or small compared with the weights?
 *
 * @param {LayerStatistics[]} trained
 * @returns {Finding[]}
 */
function diagnoseUpdates(trained) {
  const updated = trained.filter(({ updateRatio }) => updateRatio !== null);
  if (updated.length === 0) return [];
  const most = largest(updated, ({ updateRatio }) => updateRatio ?? 0);
  const ratio = most.updateRatio ?? 0;
  if (ratio > LARGE_UPDATE) {
    const text = `Large updates: one step changes the weights of ${named(most)} by ${percent(ratio)} of their norm.`;
    return [{ name: 'large updates', level: 'notice', text, remedies: ['rate', 'clip'] }];
  }
  if (ratio < SMALL_UPDATE) {
    const text = `Small updates: relative to their norm, no weights change by more than ${power(ratio)} in one step.`;
    return [{ name: 'small updates', level: 'notice', text, remedies: ['faster'] }];
  }
  return [];
}

/**
 * @param {LayerStatistics[]} trained
 * @returns {Finding}
 */
function healthy(trained) {
  const [first, last] = [trained[0], trained[trained.length - 1]];
  const ratio = Number((first.norm / last.norm).toPrecision(2));
  const text =
    trained.length === 1
      ? 'Healthy: the only trained layer gets its gradient directly from the loss.'
      : `Healthy: the gradient reaches every layer. ${first.title} gets ${ratio} times ${ofLayer(last)} gradient.`;
  return { name: 'healthy', level: 'good', text, remedies: [] };
}

/**
 * @template T
 * @param {T[]} items not empty
 * @param {(item: T) => number} measure
 */
const largest = (items, measure) => items.reduce((best, item) => (measure(item) > measure(best) ? item : best));

/** @param {LayerStatistics} layer */
const named = ({ title }) => (title === 'Output' ? 'the output' : inSentence(title));

/** @param {LayerStatistics} layer */
const ofLayer = (layer) => `${named(layer)}'s`;

/** @param {number} share */
const percent = (share) => `${Math.round(100 * share)} %`;
