/**
 * Paints the images of all nodes of a network and the marks of their biases.
 *
 * @import {State} from '../../../../core/model.js'
 * @import {Placement} from '../../../../draw/layout.js'
 * @import {Palette} from '../../../../draw/palette.js'
 * @import {Frame, SessionInfo} from '../../../../protocol/model.js'
 * @import {Topology} from '../../../shared/topology.js'
 *
 * @typedef {{session: SessionInfo} & Pick<State, 'catalog' | 'data'>} InputState what the images of inputs show
 * @typedef {{session: SessionInfo, frame: Frame | null} & Pick<State, 'catalog' | 'prediction'>} UnitState
 */

import { extent } from 'd3-array';

import { sharpContext, zoomOf } from '../../../../draw/canvas.js';
import { colourOf } from '../../../../draw/palette.js';
import { drawHistogram } from '../../../../draw/strips.js';
import { inputsOfStep } from '../../../../core/selectors.js';
import { columnValues, inputImage, unitImage } from './images.js';
import { TileSheet } from './sheet.js';

const CORNER = 5;
const OFF = 0.45; // opacity of a feature that is switched off
const BINS = 12; // of the values of a column
const MARK = { side: 9, halo: 1, frame: 1, beyond: 3 }; // of a bias, at the lower left corner

export class TilePainter {
  #topology;
  #size;
  #places;
  #units;
  #sheet;
  #corners = new Path2D();
  /** @type {unknown[]} */
  #inputState = [];
  /** @type {unknown[]} */
  #unitState = [];
  /** @type {(number[] | null)[]} distributions of inputs that are columns of custom data */
  #columns = [];
  /** @type {(number | undefined)[]} */
  #biases = [];
  #isStale = true;

  /**
   * @param {Topology} topology
   * @param {Placement} placement
   */
  constructor(topology, { width, height, columns }) {
    this.#topology = topology;
    this.#size = { width, height };
    this.#units = topology.units.flat();
    const place = (/** @type {number} */ column, /** @type {number} */ row, opacity = 1) => {
      const { x, ys, node } = columns[column];
      return { left: x - node / 2, top: ys[row] - node / 2, side: node, opacity };
    };
    this.#places = [
      ...topology.inputs.map(({ on }, row) => place(0, row, on ? 1 : OFF)),
      ...this.#units.map(({ layer, unit }) => place(layer + 1, unit)),
    ];
    this.#sheet = new TileSheet(this.#places);
    for (const { left, top, side } of this.#places) this.#corners.roundRect(left, top, side, side, CORNER);
  }

  /**
   * Set what the inputs show.
   *
   * @param {InputState} state
   * @param {Palette} palette
   */
  setInputs({ session, catalog, data }, palette) {
    const state = [session, catalog, data, palette];
    if (sameItems(state, this.#inputState)) return;
    this.#inputState = state;
    this.#isStale = true;
    const perStep = inputsOfStep(session);
    this.#columns = this.#topology.inputs.map((input, row) => {
      const image = inputImage(input, catalog, data, session.data.image);
      this.#sheet.set(row, image, palette);
      return image || !data ? null : countsOf(columnValues(data, row, perStep));
    });
  }

  /**
   * Set what the units show.
   *
   * @param {UnitState} unitState
   * @param {Palette} palette
   */
  setUnits({ session, catalog, frame, prediction }, palette) {
    const state = [session, catalog, frame, prediction, palette];
    if (sameItems(state, this.#unitState)) return;
    this.#unitState = state;
    this.#isStale = true;
    const first = this.#topology.inputs.length;
    this.#units.forEach(({ layer, unit }, index) => {
      const image = frame && unitImage({ session, catalog, frame, prediction }, layer, unit);
      this.#sheet.set(first + index, image, palette);
    });
    this.#biases = this.#units.map(({ bias }) => frame?.parameters?.[bias]);
  }

  /** Whether images are blended because they would flash. */
  get isBlended() {
    return this.#sheet.delay !== undefined;
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Palette} palette
   * @param {number} now ms
   * @returns {number | undefined} milliseconds until it is to be painted again in case nothing changes
   */
  paint(canvas, palette, now) {
    const { width, height } = this.#size;
    if (this.#isStale || this.isBlended) this.#sheet.load(now, zoomOf(canvas));
    this.#isStale = false;
    const context = sharpContext(canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.save();
    context.clip(this.#corners);
    this.#sheet.draw(context);
    this.#columns.forEach((counts, row) => counts && this.#drawColumn(context, counts, row, palette));
    context.restore();
    this.#biases.forEach((bias, index) => this.#drawMark(context, bias, index, palette));
    return this.#sheet.delay;
  }

  /**
   * Draw the distribution of the values of an input.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number[]} counts
   * @param {number} row
   * @param {Palette} palette
   */
  #drawColumn(context, counts, row, palette) {
    const { left, top, side } = this.#places[row];
    const look = { width: side, height: side, line: palette.hairline, colour: () => palette.muted };
    context.save();
    context.translate(left, top);
    drawHistogram(context, { counts, low: 0, high: 0, ...look });
    context.restore();
  }

  /**
   * Draw a bias at the corner of its unit.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number | undefined} bias undefined: the unit has none
   * @param {number} index
   * @param {Palette} palette
   */
  #drawMark(context, bias, index, palette) {
    if (bias === undefined) return;
    const { side, halo, frame, beyond } = MARK;
    const place = this.#places[this.#topology.inputs.length + index];
    const [left, top] = [place.left - beyond, place.top + place.side + beyond - side];
    context.fillStyle = palette.halo;
    context.fillRect(left - halo, top - halo, side + 2 * halo, side + 2 * halo);
    context.fillStyle = palette.muted; // a frame, or a bias of zero would look like a corner that is missing
    context.fillRect(left, top, side, side);
    context.fillStyle = colourOf(palette.values, bias);
    context.fillRect(left + frame, top + frame, side - 2 * frame, side - 2 * frame);
  }
}

/**
 * Numbers of values in bins of equal width.
 *
 * @param {number[]} values
 */
function countsOf(values) {
  const counts = new Array(BINS).fill(0);
  const [low, high] = extent(values);
  if (low === undefined || high === undefined) return counts;
  const width = (high - low) / BINS || 1;
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value - low) / width))] += 1;
  return counts;
}

/**
 * @param {unknown[]} a
 * @param {unknown[]} b
 */
const sameItems = (a, b) => a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
