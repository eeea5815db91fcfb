/**
 * The metrics of a run, by name in the protocol, with titles and formats.
 *
 * @import {Metrics} from '../../protocol/types.d.ts'
 *
 * @typedef {object} FigureLook
 * @property {Exclude<keyof Metrics, 'penalty'>} name
 * @property {string} title
 * @property {(value: number | null | undefined) => string} format
 */

import { formatAccuracy, formatFigure } from '../../draw/format.js';

/** @type {FigureLook[]} */
const FIGURES = [
  { name: 'train_loss', title: 'Training loss', format: formatFigure },
  { name: 'test_loss', title: 'Test loss', format: formatFigure },
  { name: 'train_accuracy', title: 'Training accuracy', format: formatAccuracy },
  { name: 'test_accuracy', title: 'Test accuracy', format: formatAccuracy },
  { name: 'train_r2', title: 'Training R²', format: formatFigure },
  { name: 'test_r2', title: 'Test R²', format: formatFigure },
];

/**
 * Metrics that at least one of the runs has.
 *
 * @param {(Metrics | null)[]} all
 */
export const figuresOf = (all) =>
  FIGURES.filter(({ name }) => all.some((metrics) => (metrics?.[name] ?? null) !== null));
