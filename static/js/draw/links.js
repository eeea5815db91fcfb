/**
 * The connections of the network: width and colour by value, negative ones dashed. On a canvas where values change all
 * the time, as SVG elsewhere. Widths and colours have steps that the eye cannot tell apart, so that little is drawn
 * again when values change little.
 *
 * @import {Ramp} from './palette.js'
 */

import { linkWidth } from './layout.js';
import { colourOf } from './palette.js';

const DASHES = [5, 3];
const TONES = 40; // steps from zero to the full colour
const WIDTHS = 4; // steps of a pixel

/** Opacity of connections that step back, while one or some are looked at. */
export const FADED = 0.12;

/**
 * @typedef {object} LinkStyle
 * @property {(index: number) => Ramp} ramp
 * @property {string} idle the colour of a link without a value
 * @property {(index: number) => number} reach the size of value that gets the full colour and width
 * @property {(index: number) => number} opacity
 *
 * @typedef {{stroke: string, width: number, dashed: boolean, opacity: number}} LinkLook
 */

/**
 * Appearance of a connection.
 *
 * @param {number} value zero or NaN where there is none
 * @param {number} index
 * @param {LinkStyle} style
 * @returns {LinkLook}
 */
export function linkLook(value, index, { ramp, idle, reach, opacity }) {
  const full = reach(index);
  return {
    stroke: value ? colourOf(ramp(index), tone(value, full)) : idle,
    width: Math.round(WIDTHS * linkWidth(value, full)) / WIDTHS,
    dashed: value < 0,
    opacity: opacity(index),
  };
}

/**
 * True if two connections look the same.
 *
 * @param {LinkLook} a
 * @param {LinkLook} b
 */
export const sameLook = (a, b) =>
  a.stroke === b.stroke && a.width === b.width && a.dashed === b.dashed && a.opacity === b.opacity;

/**
 * Stroke a connection on a canvas.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} curve
 * @param {LinkLook} look
 */
export function strokeLink(context, curve, { stroke, width, dashed, opacity }) {
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.setLineDash(dashed ? DASHES : []);
  context.globalAlpha = opacity;
  context.stroke(curve);
}

/**
 * Write the appearance of every connection to its path; only changed attributes are written.
 *
 * @param {ArrayLike<Element>} paths
 * @param {ArrayLike<number>} values zero or NaN where there is none
 * @param {LinkStyle} style
 */
export function drawLinks(paths, values, style) {
  for (let index = 0; index < paths.length; index++) {
    const { stroke, width, dashed, opacity } = linkLook(values[index], index, style);
    write(paths[index], 'stroke', stroke);
    write(paths[index], 'stroke-width', String(width));
    write(paths[index], 'stroke-dasharray', dashed ? DASHES.join(' ') : 'none');
    write(paths[index], 'opacity', String(opacity));
  }
}

/**
 * Position of a value on a ramp; even small weights differ from zero.
 *
 * @param {number} value
 * @param {number} reach
 */
const tone = (value, reach) =>
  Math.sign(value) * (0.25 + 0.75 * (Math.round(TONES * Math.min(1, Math.abs(value) / reach)) / TONES));

/** @type {WeakMap<Element, Record<string, string>>} */
const written = new WeakMap();

/**
 * @param {Element} element
 * @param {string} attribute
 * @param {string} text
 */
function write(element, attribute, text) {
  const known = written.get(element) ?? {};
  if (known[attribute] === text) return;
  known[attribute] = text;
  written.set(element, known);
  element.setAttribute(attribute, text);
}

/**
 * Largest magnitude among values, for connections with their own scale.
 *
 * @param {ArrayLike<number>} values
 */
export function largest(values) {
  let most = 0;
  for (let index = 0; index < values.length; index++) most = Math.max(most, Math.abs(values[index]) || 0);
  return most;
}
