/**
 * Saved runs as plain data: the contents of one, and the choice of which to delete when there are too many.
 *
 * @import {Frame, SessionInfo} from '../../protocol/model.js'
 * @import {Metrics, RunFileInput, RunSpec} from '../../protocol/types.d.ts'
 * @import {History} from '../history.js'
 * @import {State} from '../model.js'
 *
 * @typedef {object} Curve losses over epochs, thinned; null where there is none
 * @property {number[]} epochs
 * @property {(number | null)[]} train
 * @property {(number | null)[]} test
 *
 * @typedef {object} RunThumbnail the maps of the outputs; value = zero + scale · byte, row 0 at the top
 * @property {number} size
 * @property {string} activation of the output
 * @property {{zero: number, scale: number, values: Uint8Array}[]} maps
 *
 * @typedef {object} SavedRun
 * @property {string} key tells one stretch of training from any other
 * @property {string | null} name as the learner called it
 * @property {boolean} isPinned kept by hand: never let go to make room
 * @property {boolean} wasChanged whether its settings were changed during training
 * @property {number} time of the last step, in ms since 1970
 * @property {RunSpec} spec
 * @property {number} step
 * @property {number} epoch
 * @property {'ready' | 'diverged'} status
 * @property {Metrics} metrics
 * @property {Curve} curve
 * @property {RunThumbnail | null} thumbnail
 * @property {RunFileInput | null} file what opens it again where it was; null: from its beginning alone
 */

import { asRunFile } from '../address/runFile.js';
import { toLayers } from '../parameters.js';

export const MOST_RUNS = 40;
export const MOST_BYTES = 2_000_000; // of one run, as JSON
const POINTS = 240; // of a curve
const MAP = 48;

/**
 * Key of the stretch of training that a session is in.
 *
 * @param {SessionInfo} session
 */
export const keyOf = ({ id, history_number }) => `${id}:${history_number}`;

/**
 * Create a saved run from the present state; null before the first frame.
 *
 * @param {Pick<State, 'session' | 'live' | 'history'>} state
 * @param {number} time
 * @returns {SavedRun | null}
 */
export function runOf({ session, live, history }, time) {
  if (!session || !live) return null;
  const { step, epoch, status, metrics } = live;
  const weights = live.parameters?.length === session.parameter_count ? live.parameters : null;
  const areFinite = weights?.every(Number.isFinite) ?? false;
  return {
    key: keyOf(session),
    name: null,
    isPinned: false,
    wasChanged: false,
    time,
    spec: session.spec,
    ...{ step, epoch, status, metrics },
    curve: curveOf(history),
    thumbnail: thumbnailOf(session, live),
    file:
      weights && areFinite
        ? { ...asRunFile(session.spec), step, epoch, parameters: toLayers(session.layers, weights) }
        : null,
  };
}

/**
 * @param {History} history
 * @returns {Curve}
 */
export function curveOf({ length, epochs, train, test }) {
  const count = Math.min(length, POINTS);
  const rows = Array.from({ length: count }, (_, i) => (count < 2 ? i : Math.round((i * (length - 1)) / (count - 1))));
  const figure = (/** @type {number} */ value) => (Number.isFinite(value) ? value : null);
  return {
    epochs: rows.map((row) => epochs[row]),
    train: rows.map((row) => figure(train[row])),
    test: rows.map((row) => figure(test[row])),
  };
}

/**
 * @param {SessionInfo} session
 * @param {Frame} frame
 * @returns {RunThumbnail | null}
 */
function thumbnailOf({ layers }, { outputMaps }) {
  if (!outputMaps) return null;
  const { count, size, values, scales } = outputMaps;
  const stride = size / MAP;
  const maps = Array.from({ length: count }, (_, map) => {
    const small = Uint8Array.from({ length: MAP * MAP }, (_, pixel) => {
      const [row, column] = [Math.floor(pixel / MAP), pixel % MAP].map((at) => Math.floor((at + 0.5) * stride));
      return values[(map * size + row) * size + column];
    });
    return { zero: scales[2 * map], scale: scales[2 * map + 1], values: small };
  });
  return { size: MAP, activation: layers[layers.length - 1].activation, maps };
}

/**
 * Add or update a run. A run that can be continued exactly stays as it was saved: later steps of it get a place of
 * their own. Also returns the keys of the runs to delete: the oldest that are not pinned.
 *
 * @param {SavedRun[]} runs newest first
 * @param {SavedRun} saved
 * @param {number} [most]
 */
export function withRun(runs, saved, most = MOST_RUNS) {
  const exact = runs.find(({ key, file }) => key === saved.key && file?.state);
  const run = exact && !saved.file?.state ? { ...saved, key: `${saved.key} later` } : saved;
  const before = runs.find(({ key }) => key === run.key);
  const kept = before
    ? {
        ...run,
        name: before.name,
        isPinned: before.isPinned || run.isPinned,
        wasChanged: before.wasChanged || run.wasChanged,
      }
    : run;
  const all = [kept, ...runs.filter(({ key }) => key !== run.key)].sort((a, b) => b.time - a.time);
  const spare = all.filter(({ isPinned, key }) => !isPinned && key !== run.key).map(({ key }) => key);
  const gone = all.length > most ? spare.slice(-Math.min(spare.length, all.length - most)) : [];
  return { run: kept, runs: all.filter(({ key }) => !gone.includes(key)), gone };
}

/**
 * True if a stored value is a run that can be shown, and not left by an older version or an incomplete write.
 *
 * @param {any} value
 * @returns {value is SavedRun}
 */
export function isSavedRun(value) {
  const isList = (/** @type {unknown} */ list) => Array.isArray(list);
  const isNumber = (/** @type {unknown} */ number) => typeof number === 'number' && Number.isFinite(number);
  return (
    typeof value?.key === 'string' &&
    (value.name === null || typeof value.name === 'string') &&
    [value.time, value.step, value.epoch].every(isNumber) &&
    typeof value.spec?.data?.name === 'string' &&
    isList(value.spec.network?.layers) &&
    typeof value.spec.optimizer?.name === 'string' &&
    typeof value.metrics === 'object' &&
    value.metrics !== null &&
    [value.curve?.epochs, value.curve?.train, value.curve?.test].every(isList) &&
    (value.thumbnail === null || isThumbnail(value.thumbnail))
  );
}

/**
 * A run in the present form, from version 1 of the database, in which its thumbnail was called `picture`.
 *
 * @param {any} value
 */
export function fromVersion1(value) {
  if (value?.picture === undefined) return value;
  const { picture, ...run } = value;
  return { ...run, thumbnail: picture };
}

/** @param {any} thumbnail */
const isThumbnail = (thumbnail) =>
  Array.isArray(thumbnail?.maps) &&
  thumbnail.maps.length > 0 &&
  thumbnail.maps.every(
    (/** @type {any} */ map) => map?.values instanceof Uint8Array && map.values.length === thumbnail.size ** 2,
  );

/**
 * Title of a run until the user names it.
 *
 * @param {RunSpec} spec
 */
export function titleOf({ data, network: { layers }, optimizer }) {
  const widths = layers.map((layer) => ('units' in layer ? layer.units : layer.kind.replaceAll('_', ' ')));
  const shape = widths.length > 0 ? widths.join('–') : 'no hidden layer';
  const name = data.name === 'inline' ? 'own data' : data.name.replaceAll('_', ' ');
  return `${name[0].toUpperCase()}${name.slice(1)}, ${shape}, ${optimizer.name} ${optimizer.learning_rate}`;
}

/**
 * Size of a run in characters of JSON.
 *
 * @param {SavedRun} run
 */
export const sizeOf = ({ spec, file }) => JSON.stringify(spec).length + (file ? JSON.stringify(file).length : 0);
