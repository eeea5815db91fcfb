/**
 * A sequence as a strip, with equally wide steps from left to right: numbers as bars, symbols in cells, or two lines.
 *
 * @import {Palette} from './palette.js'
 *
 * @typedef {{width: number, height: number, palette: Palette}} Place in CSS pixels
 */

import { colourOf } from './palette.js';

const MARK = 4; // half the width of a mark
const NARROWEST_TEXT = 8; // CSS pixels of a cell that fits a character
const TYPE_SIZE = { smallest: 12, largest: 13 }; // CSS pixels
const FONT = 'system-ui, sans-serif';

/**
 * Draws numbers as bars from zero, with triangles above marked steps.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{values: number[], marks: boolean[]}} bars
 * @param {Place} place
 */
export function drawBars(context, { values, marks }, { width, height, palette }) {
  context.clearRect(0, 0, width, height);
  const top = marks.some(Boolean) ? 2 * MARK : 0;
  const high = Math.max(0, ...values.filter(Number.isFinite));
  const low = Math.min(0, ...values.filter(Number.isFinite));
  const scale = (height - top - 1) / (high - low || 1);
  const zero = top + high * scale;
  const step = width / values.length;
  const reach = Math.max(high, -low) || 1;
  values.forEach((value, at) => {
    const strength = marks.some(Boolean) && !marks[at] ? 0.35 : 1;
    context.fillStyle = colourOf(palette.values, (strength * value) / reach);
    const size = Math.max(1, Math.abs(value) * scale);
    context.fillRect(at * step, value >= 0 ? zero - size : zero, Math.max(1, step - 1), size);
    if (marks[at]) drawMark(context, (at + 0.5) * step, palette.ink);
  });
  context.fillStyle = palette.hairline;
  context.fillRect(0, Math.round(zero), width, 1);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {string} colour
 */
function drawMark(context, x, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - MARK, 0);
  context.lineTo(x + MARK, 0);
  context.lineTo(x, 1.5 * MARK);
  context.fill();
}

/**
 * Draws symbols in cells; wrong ones are underlined, so that they are visible without colour.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{symbols: {text: string}[], shares: number[], wrong: boolean[]}} cells
 * @param {Place} place
 */
export function drawCells(context, { symbols, shares, wrong }, { width, height, palette }) {
  context.clearRect(0, 0, width, height);
  const step = width / symbols.length;
  context.font = `${Math.min(TYPE_SIZE.largest, Math.max(TYPE_SIZE.smallest, step))}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  symbols.forEach(({ text }, at) => {
    const x = at * step;
    context.fillStyle = colourOf(palette.inks, 0.55 * shares[at]);
    context.fillRect(x, 0, Math.max(1, step - 1), height - 4);
    if (wrong[at]) {
      context.fillStyle = palette.ink;
      context.fillRect(x, height - 3, Math.max(1, step - 1), 2);
    }
    if (step < NARROWEST_TEXT) return;
    context.fillStyle = shares[at] > 0.8 ? palette.halo : palette.ink;
    context.fillText(text, x + (step - 1) / 2, (height - 4) / 2);
  });
}

/**
 * Draw the targets as a thin line and the predictions as a bold one.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{targets: number[], predictions: number[]}} lines
 * @param {Place} place
 */
export function drawLines(context, { targets, predictions }, { width, height, palette }) {
  context.clearRect(0, 0, width, height);
  const all = [...targets, ...predictions].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const step = width / targets.length;
  /**
   * @param {number[]} values
   * @param {string} colour
   * @param {number[]} dash
   */
  const line = (values, colour, dash) => {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.setLineDash(dash);
    context.beginPath();
    values.forEach((value, at) => {
      context.lineTo((at + 0.5) * step, 2 + ((high - value) / (high - low || 1)) * (height - 4));
    });
    context.stroke();
  };
  line(targets, palette.muted, [3, 3]);
  line(predictions, palette.ink, []);
  context.setLineDash([]);
}
