/**
 * The losses behind a time line, equally spaced, on a logarithmic scale without axes. The test loss is solid, the
 * training loss dashed.
 *
 * @import {Palette} from './palette.js'
 */

const FLOOR = 1e-9; // value that a loss of zero is drawn as
const DECADE = 1; // the scale spans at least one power of ten, so that noise does not look like a mountain

/**
 * @param {CanvasRenderingContext2D} context
 * @param {object} drawing
 * @param {number[]} drawing.train NaN if missing
 * @param {number[]} drawing.test NaN if missing
 * @param {number} drawing.at index of the marked position
 * @param {number} drawing.width
 * @param {number} drawing.height
 * @param {number} drawing.inset from the edges to the first and the last position
 * @param {Palette} drawing.palette
 */
export function drawLossLine(context, { train, test, at, width, height, inset, palette }) {
  context.clearRect(0, 0, width, height);
  const last = train.length - 1;
  const x = (/** @type {number} */ place) => inset + (last > 0 ? place / last : 1) * (width - 2 * inset);
  const y = scaleOf([...train, ...test], height);
  context.fillStyle = palette.hairline;
  context.fillRect(inset, height - 1, width - 2 * inset, 1);
  context.lineJoin = 'round';
  drawLine(context, train, x, y, { colour: palette.muted, width: 1.25, dash: [4, 3] });
  drawLine(context, test, x, y, { colour: palette.ink, width: 1.5, dash: [] });
  if (at === last) return;
  context.fillStyle = palette.ink;
  context.fillRect(Math.round(x(at)), 0, 1, height);
}

/**
 * Height of a loss in the drawing.
 *
 * @param {number[]} losses
 * @param {number} height
 */
function scaleOf(losses, height) {
  const powers = losses.filter(Number.isFinite).map((loss) => Math.log10(Math.max(loss, FLOOR)));
  let [low, high] = [Infinity, -Infinity];
  for (const power of powers) [low, high] = [Math.min(low, power), Math.max(high, power)];
  const missing = Math.max(0, DECADE - (high - low)) / 2;
  const [bottom, top] = [low - missing, high + missing];
  return (/** @type {number} */ loss) => {
    const share = (Math.log10(Math.max(loss, FLOOR)) - bottom) / (top - bottom);
    return height - 3 - share * (height - 6);
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} losses
 * @param {(place: number) => number} x
 * @param {(loss: number) => number} y
 * @param {{colour: string, width: number, dash: number[]}} look
 */
function drawLine(context, losses, x, y, { colour, width, dash }) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  let isDown = false;
  losses.forEach((loss, place) => {
    if (!Number.isFinite(loss)) isDown = false;
    else if (isDown) context.lineTo(x(place), y(loss));
    else {
      context.moveTo(x(place), y(loss));
      isDown = true;
    }
  });
  context.stroke();
  context.setLineDash([]);
}
