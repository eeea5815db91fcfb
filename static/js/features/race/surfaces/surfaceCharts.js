/**
 * Charts of the descents over the steps: height above the minimum, and the position on a function of one variable.
 *
 * @import {Line} from '../../../draw/lineChart.js'
 * @import {Race} from '../race.js'
 * @import {CatalogSurface, SurfaceAnswer} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';

import { paletteOf } from '../../../draw/palette.js';
import { lineLook } from '../../../draw/lineLooks.js';
import { reached } from './surfaceSettings.js';
import { LineChartBox } from '../lineChartBox.js';

const SMALLEST = 1e-12; // height above the minimum
const LARGEST = 1e3; // times the height at the start; beyond it a line is not drawn

/** @param {{race: Race, answer: SurfaceAnswer, theme: 'light' | 'dark'}} props */
export function HeightChart({ race, answer, theme }) {
  const heights = answer.descents.map(({ values }) =>
    values.map((value) =>
      value - answer.lowest > LARGEST * (values[0] - answer.lowest) ? NaN : value - answer.lowest,
    ),
  );
  return html`<${StepChart} ...${{ race, answer, theme, columns: heights }} y="f − min"
    title="Height above the minimum over the steps" />`;
}

/** @param {{race: Race, surface: CatalogSurface, answer: SurfaceAnswer, theme: 'light' | 'dark'}} props */
export function Path({ race, surface, answer, theme }) {
  const places = answer.descents.map(({ points }) => points.map(([x]) => x));
  return html`<div class="contour-map position-chart"><${StepChart} ...${{ race, answer, theme, columns: places }} y="x"
    range=${surface.window[0]} title="x over the steps" /></div>`;
}

/**
 * @param {object} props
 * @param {Race} props.race
 * @param {SurfaceAnswer} props.answer
 * @param {'light' | 'dark'} props.theme
 * @param {number[][]} props.columns one for each racer
 * @param {string} props.y
 * @param {string} props.title
 * @param {[number, number]} [props.range] of the axis, which is linear; logarithmic when left out
 */
function StepChart({ race, answer, theme, columns, y, title, range }) {
  const at = race.surfaces.step.value;
  const palette = paletteOf(theme);
  const labels = race.labels.value;
  const look = {
    logarithmic: !range,
    smallest: range ? undefined : SMALLEST,
    palette,
    x: 'Step',
    y,
    lines: answer.descents.map((_, index) => ({ label: labels[index] ?? '', ...lineLook(palette, index) })),
    named: true,
  };
  const lines = answer.descents.map((descent, index) => ({
    xs: descent.step,
    ys: columns[index],
    length: reached(descent, at),
  }));
  return html`<${LineChartBox} ...${{ look, title }} source=${lines}
    follow=${(/** @type {(lines: Line[]) => void} */ draw) => {
      draw(lines);
      return () => undefined;
    }} />`;
}
