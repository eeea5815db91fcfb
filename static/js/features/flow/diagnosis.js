/**
 * What the numbers of a run say about its gradients, in plain words: nothing is found that the figures of the latest
 * frame do not show.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {RemedyName} from './remedies.js'
 * @import {State} from '../../core/model.js'
 * @import {Named} from '../../core/selectors.js'
 *
 * @typedef {'good' | 'notice' | 'alarm'} Level
 * @typedef {{name: string, level: Level, text: string, remedies: RemedyName[]}} Finding
 * @typedef {{title: string, activation: string, kind: string, norm: number, std: number, saturated: number,
 *   dead: number, ratio: number | null}} Measured a layer and its figures
 */

import { layerTitle } from '../../core/selectors.js';

const WEAK = 1e-2; // of the strongest layer's gradient: learning is uneven
const VANISHED = 1e-3;
const EXPLODED = 1e2;
const HUGE = 1e3;
const FLAT = 0.5;
const DEAD = 0.25;
const FADED = 1e-2;
const SWOLLEN = 1e2;
const LONG_STEP = 0.1;
const SHORT_STEP = 1e-6;

/** Functions that are flat where they saturate, and never steep. */
const SQUASHING = new Set(['sigmoid', 'tanh']);

/** @param {State} state @returns {Finding[]} worst first; empty before there is a session */
export function diagnose({ catalog, session, frame, status, divergence }) {
  if (!session) return [];
  if (status === 'diverged') {
    const text = divergence ?? 'The loss is no longer finite.';
    return [{ name: 'diverged', level: 'alarm', text, remedies: ['rate', 'clip', 'weights'] }];
  }
  const layers = frame ? measured({ catalog, session }, session, frame) : [];
  const trained = layers.filter(({ norm }) => !Number.isNaN(norm));
  if (trained.length === 0) {
    const text = 'No gradient has come back yet. Take a step, and the gradient of every layer is measured.';
    return [{ name: 'unmeasured', level: 'notice', text, remedies: [] }];
  }
  const hidden = layers.slice(0, -1);
  const found = [reach(trained, hidden), spread(hidden), stuck(hidden), lengthOfSteps(trained)].flat();
  return found.length > 0 ? found : [allIsWell(trained)];
}

/** @param {Named} names @param {SessionInfo} session @param {Frame} frame @returns {Measured[]} */
function measured(names, session, frame) {
  return frame.layers.map(({ activation, gradient_norm, update_ratio }, index) => ({
    title: layerTitle(names, index),
    activation: session.layers[index].activation,
    kind: session.layers[index].kind,
    norm: gradient_norm ?? NaN,
    std: activation.std ?? NaN,
    saturated: activation.saturated ?? 0,
    dead: activation.dead ?? 0,
    ratio: update_ratio ?? null,
  }));
}

/** Whether the gradient gets to the first layers. @param {Measured[]} trained @param {Measured[]} hidden @returns {Finding[]} */
function reach(trained, hidden) {
  const first = trained[0];
  const last = trained[trained.length - 1];
  const strongest = trained.reduce((most, layer) => (layer.norm > most.norm ? layer : most));
  if (strongest.norm === 0) {
    const text =
      'No layer receives any gradient: nothing can learn. Neurons that are dead on every sample, or weights that all begin at zero, do that.';
    return [{ name: 'none', level: 'alarm', text, remedies: ['weights', 'relu', 'leaky'] }];
  }
  const share = first.norm / last.norm;
  if (first.norm > HUGE || share > EXPLODED) {
    const text = `${first.title} receives ${power(share)} times ${nameOf(last)} gradient: it explodes on its way back.`;
    return [{ name: 'exploding', level: 'alarm', text, remedies: ['clip', 'weights', 'norm', 'rate'] }];
  }
  const weakest = trained.reduce((least, layer) => (layer.norm < least.norm ? layer : least));
  const part = weakest.norm / strongest.norm;
  if (part >= WEAK || trained.indexOf(weakest) > trained.indexOf(strongest)) return [];
  const word = part < VANISHED ? 'vanishing' : 'fading';
  const text = `${weakest.title} receives ${part === 0 ? 'nothing' : power(part)} of ${nameOf(strongest)} gradient: ${word}${because(hidden)}.`;
  const remedies = /** @type {RemedyName[]} */ (['relu', 'weights', 'residual', 'norm']);
  return [{ name: 'vanishing', level: part < VANISHED ? 'alarm' : 'notice', text, remedies }];
}

/** Why a gradient vanishes, as far as the figures tell. @param {Measured[]} hidden */
function because(hidden) {
  const flattest = hidden.reduce((most, layer) => (layer.saturated > most.saturated ? layer : most), hidden[0]);
  if (!flattest) return '';
  const where = flattest.title.toLowerCase();
  if (SQUASHING.has(flattest.activation) && flattest.saturated > FLAT) {
    return `; ${flattest.activation} saturates ${percent(flattest.saturated)} of ${where}`;
  }
  if (flattest.dead > DEAD) return `; ${percent(flattest.dead)} of ${where} is dead`;
  if (hidden.some(({ activation }) => activation === 'sigmoid'))
    return '; the slope of a sigmoid is at most a quarter, in every layer';
  return '';
}

/** Whether the signal keeps its size on its way forward. @param {Measured[]} hidden @returns {Finding[]} */
function spread(hidden) {
  if (hidden.length < 2) return [];
  const [first, last] = [hidden[0], hidden[hidden.length - 1]];
  const share = last.std / first.std;
  if (share < FADED) {
    const text = `The signal fades on its way forward: the outputs of ${last.title.toLowerCase()} spread ${power(share)} times as wide as those of ${first.title.toLowerCase()}, so every sample looks alike to it.`;
    return [{ name: 'faded', level: 'notice', text, remedies: ['weights', 'norm', 'residual'] }];
  }
  if (share > SWOLLEN) {
    const text = `The signal grows on its way forward: the outputs of ${last.title.toLowerCase()} spread ${power(share)} times as wide as those of ${first.title.toLowerCase()}.`;
    return [{ name: 'swollen', level: 'notice', text, remedies: ['weights', 'norm'] }];
  }
  return [];
}

/** Neurons that hardly any gradient passes. @param {Measured[]} hidden @returns {Finding[]} */
function stuck(hidden) {
  const dead = hidden.filter((layer) => !SQUASHING.has(layer.activation) && layer.dead > DEAD);
  if (dead.length > 0) {
    const worst = dead.reduce((most, layer) => (layer.dead > most.dead ? layer : most));
    const text = `${percent(worst.dead)} of the neurons of ${worst.title.toLowerCase()} are dead: off for every sample, they cannot learn${others(dead)}.`;
    return [{ name: 'dead', level: 'alarm', text, remedies: ['leaky', 'weights', 'rate'] }];
  }
  const flat = hidden.filter((layer) => SQUASHING.has(layer.activation) && layer.saturated > FLAT);
  if (flat.length === 0) return [];
  const worst = flat.reduce((most, layer) => (layer.saturated > most.saturated ? layer : most));
  const text = `${worst.activation} saturates ${percent(worst.saturated)} of ${worst.title.toLowerCase()}: hardly any gradient passes there${others(flat)}.`;
  return [{ name: 'saturated', level: 'notice', text, remedies: ['relu', 'weights', 'norm'] }];
}

/** @param {Measured[]} layers */
const others = ({ length }) =>
  length > 1 ? ` (and so in ${length - 1} other ${length === 2 ? 'layer' : 'layers'})` : '';

/** How far an update goes. @param {Measured[]} trained @returns {Finding[]} */
function lengthOfSteps(trained) {
  const moved = trained.filter(({ ratio }) => ratio !== null);
  if (moved.length === 0) return [];
  const ratioOf = (/** @type {Measured} */ layer) => layer.ratio ?? 0;
  const boldest = moved.reduce((most, layer) => (ratioOf(layer) > ratioOf(most) ? layer : most));
  if (ratioOf(boldest) > LONG_STEP) {
    const text = `An update changes the weights of ${boldest.title.toLowerCase()} by ${percent(ratioOf(boldest))} of their size: the steps are very long.`;
    return [{ name: 'long steps', level: 'notice', text, remedies: ['rate', 'clip'] }];
  }
  if (ratioOf(boldest) < SHORT_STEP) {
    const text = `No layer's weights change by more than ${power(ratioOf(boldest))} of their size in an update: training stands still.`;
    return [{ name: 'short steps', level: 'notice', text, remedies: ['faster'] }];
  }
  return [];
}

/** @param {Measured[]} trained @returns {Finding} */
function allIsWell(trained) {
  const [first, last] = [trained[0], trained[trained.length - 1]];
  const text =
    trained.length === 1
      ? 'One layer learns, and its gradient comes straight from the loss.'
      : `Every layer is reached: ${first.title.toLowerCase()} receives ${amount(first.norm / last.norm)} times ${nameOf(last)} gradient.`;
  return { name: 'well', level: 'good', text, remedies: [] };
}

/** @param {Measured} layer */
const nameOf = ({ title }) => (title === 'Output' ? "the output's" : `${title.toLowerCase()}'s`);

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A size as a power of ten, as it is said: 10⁻⁵. @param {number} value */
export function power(value) {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : '∞';
  const exponent = Math.round(Math.log10(value));
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** @param {number} share */
const percent = (share) => `${Math.round(100 * share)} %`;

/** @param {number} value */
const amount = (value) => String(Number(value.toPrecision(2)));
