/**
 * Small drawings of numbers: a histogram, a line over time on a logarithmic scale, a legend's bar.
 *
 * @import {Ramp} from './palette.js'
 */

const MOST_LINES = 4; // powers of ten of a logarithmic strip

/**
 * Draw a histogram over [low, high], bars coloured by `colour`, with a hairline at zero.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{counts: ArrayLike<number>, low: number, high: number, width: number, height: number,
 *   colour: (value: number) => string, line: string}} drawing
 */
export function drawHistogram(context, { counts, low, high, width, height, colour, line }) {
  context.clearRect(0, 0, width, height);
  const bins = counts.length;
  let tallest = 1;
  for (let bin = 0; bin < bins; bin++) tallest = Math.max(tallest, counts[bin]);
  const step = width / bins;
  for (let bin = 0; bin < bins; bin++) {
    if (counts[bin] === 0) continue;
    // the square root keeps small counts visible beside large ones
    const bar = Math.max(1, Math.sqrt(counts[bin] / tallest) * (height - 1));
    context.fillStyle = colour(low + ((bin + 0.5) / bins) * (high - low));
    context.fillRect(bin * step, height - 1 - bar, Math.max(1, step - 1), bar);
  }
  context.fillStyle = line;
  context.fillRect(0, height - 1, width, 1);
  if (low < 0 && high > 0) context.fillRect(Math.round((-low / (high - low)) * width), 0, 1, height);
}

/**
 * Draw a line of positive values over time on a logarithmic scale, newest at the right; zeros and gaps break it.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{values: ArrayLike<number>, times: ArrayLike<number>, length: number, low: number, high: number,
 *   width: number, height: number, colour: string, line: string}} drawing `low`, `high`: powers of ten at the ends
 */
export function drawLogLine(context, { values, times, length, low, high, width, height, colour, line }) {
  context.clearRect(0, 0, width, height);
  context.fillStyle = line;
  const step = Math.ceil((high - low) / MOST_LINES);
  for (let power = low; power <= high; power += step) {
    context.fillRect(0, Math.round(height - 1 - ((power - low) / (high - low)) * (height - 1)), width, 1);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.beginPath();
  let drawing = false;
  for (let i = 0; i < length; i++) {
    const power = Math.log10(values[i]);
    if (!Number.isFinite(power)) {
      drawing = false;
      continue;
    }
    const x = ((times[i] - times[0]) / (times[length - 1] - times[0] || 1)) * (width - 2) + 1;
    const y = height - 1 - ((Math.min(high, Math.max(low, power)) - low) / (high - low)) * (height - 2);
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    drawing = true;
  }
  context.stroke();
}

/**
 * Draw a ramp as a horizontal bar.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{ramp: Ramp, width: number, height: number}} drawing
 */
export function drawRamp(context, { ramp, width, height }) {
  for (let x = 0; x < width; x++) {
    context.fillStyle = ramp.css[Math.round((x / Math.max(1, width - 1)) * (ramp.css.length - 1))];
    context.fillRect(x, 0, 1, height);
  }
}
