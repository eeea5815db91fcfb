/**
 * The plot of a class experiment, which grows while its runs train.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Experiment, ExperimentEvent} from '../../../protocol/room.js'
 * @import {Dot, Plot} from './plot.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { useSelector, useSize } from '../../../core/hooks.js';
import { classColour, paletteOf } from '../../../draw/palette.js';
import { plotOf } from './plot.js';
import { METRICS, VARIED, lowerFirst, resultLabel, statusOf, valueLabel } from './words.js';

const SMALLEST = 12; // size of the type

/**
 * @param {object} props
 * @param {Pick<App, 'store'>} props.app
 * @param {Experiment} props.experiment
 * @param {ExperimentEvent | null} props.progress
 * @param {number} [props.growth] how much its type grows with its size: 1 on a projector, 0 not at all
 */
export function Picture({ app, experiment, progress, growth = 0 }) {
  const [place, { width, height }] = useSize();
  const type = Math.max(SMALLEST, growth * Math.min(width / 58, height / 24));
  return html`<figure class="experiment-picture">
    <div class="experiment-plot" ref=${place}>
      ${
        width > 0 &&
        height > 0 &&
        html`<${Drawing} ...${{ app, experiment, progress, look: { width, height, type } }} />`
      }
    </div>
    <${Legend} ...${{ app, experiment, progress }} />
  </figure>`;
}

/**
 * @param {object} props
 * @param {Pick<App, 'store'>} props.app
 * @param {Experiment} props.experiment
 * @param {ExperimentEvent | null} props.progress
 * @param {{width: number, height: number, type: number}} props.look
 */
function Drawing({ app, experiment, progress, look }) {
  const { width, height, type } = look;
  const { vary, metric, epochs, state } = experiment;
  const theme = useSelector(app.store, ({ look: { theme: chosen } }) => chosen);
  const catalog = useSelector(app.store, (all) => all.catalog);
  const labelOf = (/** @type {string | number} */ value) => valueLabel(vary, value, catalog);
  const plot = useMemo(
    () => plotOf(experiment, progress, { ...look, labelOf }),
    [experiment, progress, width, height, type, catalog],
  );
  const { area, xs, ys, rows } = plot;
  const colours = paletteOf(theme).classes.marks;
  const colourOf = (/** @type {Dot} */ dot) => classColour(colours, VARIED[vary].names ? dot.value : 0);
  const long = `${METRICS[metric]} after ${epochs} epochs`;
  const yTitle = state === 'over' && area.bottom - area.top > 0.56 * type * long.length ? long : METRICS[metric];
  const middle = (area.left + area.right) / 2;
  return html`<svg ...${{ width, height }} font-size=${type} role="img"
    aria-label=${`${METRICS[metric]} by ${lowerFirst(VARIED[vary].label)}. ${statusOf(experiment, progress)}`}>
    ${ys.map(
      ({ at, label }) => html`<g key=${label} class="axis">
        <line x1=${area.left} x2=${area.right} y1=${at} y2=${at} />
        <text x=${area.left - 0.6 * type} y=${at + 0.35 * type} text-anchor="end">${label}</text>
      </g>`,
    )}
    <line class="base" x1=${area.left} x2=${area.right} y1=${area.bottom} y2=${area.bottom} />
    ${xs.map(
      ({ at, label }) => html`<text key=${`${at} ${label}`} class="tick"
        ...${
          plot.isSlanted
            ? { 'text-anchor': 'end', transform: `translate(${at} ${area.bottom + 1.1 * type}) rotate(-42)` }
            : { 'text-anchor': 'middle', x: at, y: area.bottom + 1.4 * type }
        }>${label}</text>`,
    )}
    <text class="title" x=${middle} y=${height - 0.5 * type} text-anchor="middle">${VARIED[vary].label}</text>
    <text class="title" text-anchor="middle"
      transform=${`translate(${type} ${(area.top + area.bottom) / 2}) rotate(-90)`}>${yTitle}</text>
    ${Object.entries(rows).map(
      ([name, y]) =>
        y !== null &&
        html`<text key=${name} class=${`row ${name}`} x=${area.left - 0.6 * type} y=${y + 0.35 * type}
          text-anchor="end">${name}</text>`,
    )}
    <${Medians} ...${{ plot, type }} />
    ${plot.dots.map(
      (dot) => html`<${Mark} key=${dot.number} ...${{ dot, type, radius: plot.radius, colour: colourOf(dot) }}
        isLast=${dot.x > area.right - 3 * type} title=${describe(experiment, dot, labelOf)} />`,
    )}
  </svg>`;
}

/** @param {{plot: Plot, type: number}} props */
function Medians({ plot: { medians, isLine }, type }) {
  return html`<g class="medians" stroke-width=${type / 7}>
    ${isLine && medians.length > 1 && html`<polyline points=${medians.map(({ x, y }) => `${x},${y}`).join(' ')} />`}
    ${
      !isLine &&
      medians.map(({ x, y, half }) => half > 0 && html`<line key=${x} x1=${x - half} x2=${x + half} y1=${y} y2=${y} />`)
    }
  </g>`;
}

/**
 * @param {{dot: Dot, type: number, radius: number, colour: string, title: string, isLast: boolean}} props isLast: there
 *   is no room to its right
 */
function Mark({ dot, type, radius, colour, title, isLast }) {
  const { x, y, state, isServer, isMine } = dot;
  const r = isMine ? Math.max(1.3 * radius, type * 0.42) : radius;
  return html`<g class=${`dot ${state} ${isServer ? 'server' : ''} ${isMine ? 'mine' : ''}`} stroke=${colour}
    fill=${isServer ? 'none' : colour} stroke-width=${type / 8}>
    <title>${title}</title>
    ${isMine && html`<circle class="ring" cx=${x} cy=${y} r=${r + type * 0.38} />`}
    ${
      state === 'diverged'
        ? html`<path d=${`M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`} />`
        : html`<circle cx=${x} cy=${y} r=${isServer ? r - type / 16 : r} />`
    }
    ${
      isMine &&
      html`<text x=${x + (isLast ? -1 : 1) * (r + 0.7 * type)} y=${y + 0.35 * type}
      text-anchor=${isLast ? 'end' : 'start'}>you</text>`
    }
  </g>`;
}

/**
 * @param {Experiment} experiment
 * @param {Dot} dot
 * @param {(value: string | number) => string} labelOf
 */
function describe({ vary, values, metric }, { value, state, metric: reached, isServer }, labelOf) {
  const result =
    state === 'diverged'
      ? 'diverged'
      : reached === null
        ? 'waits'
        : `${lowerFirst(METRICS[metric])} ${resultLabel(metric, reached)}${state === 'training' ? ' so far' : ''}`;
  return `${VARIED[vary].label} ${labelOf(values[value])}: ${result}${isServer ? ' (server)' : ''}`;
}

/**
 * Legend of the marks.
 *
 * @param {{app: Pick<App, 'store'>, experiment: Experiment, progress: ExperimentEvent | null}} props
 */
function Legend({ app, experiment, progress }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const { id, trials, members, mine, vary, values } = experiment;
  const states = progress?.id === id ? progress.states : '';
  const colour = VARIED[vary].names ? paletteOf(theme).ink : paletteOf(theme).classes.marks[0];
  const repeated = trials > values.length || vary === 'seed';
  /** @type {[string, string][]} */
  const entries = [
    ...(members > 0 ? [/** @type {[string, string]} */ (['member', 'a member’s run'])] : []),
    ...(members < trials ? [/** @type {[string, string]} */ (['server', 'trained by the server'])] : []),
    ...(mine ? [/** @type {[string, string]} */ (['mine', 'yours'])] : []),
    ...(states.includes('x') ? [/** @type {[string, string]} */ (['cross', 'diverged'])] : []),
    ...(repeated && states.includes('f') ? [/** @type {[string, string]} */ (['line', 'median'])] : []),
  ];
  return html`<figcaption class="experiment-legend">
    ${entries.map(
      ([kind, words]) => html`<span key=${kind} data-kind=${kind}>
        <svg viewBox="0 0 16 16" aria-hidden="true" stroke=${colour} fill=${colour} stroke-width="2">
          <${Sample} kind=${kind} />
        </svg>
        ${words}
      </span>`,
    )}
  </figcaption>`;
}

/** @param {{kind: string}} props */
function Sample({ kind }) {
  switch (kind) {
    case 'server':
      return html`<circle cx="8" cy="8" r="4" fill="none" />`;
    case 'cross':
      return html`<path d="M4 4l8 8m0 -8l-8 8" />`;
    case 'line':
      return html`<path class="median" d="M1 8h14" />`;
    case 'mine':
      return html`<circle cx="8" cy="8" r="4" /><circle class="ring" cx="8" cy="8" r="7" />`;
    default:
      return html`<circle cx="8" cy="8" r="5" />`;
  }
}
