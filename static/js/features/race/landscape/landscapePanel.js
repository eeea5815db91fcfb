/**
 * The loss landscape around the racers, on a plane in parameter space, with their paths.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Fit, Kind} from './lossLandscape.js'
 * @import {Race} from '../race.js'
 */

import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { Dices, RefreshCw } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { sharpContext } from '../../../draw/canvas.js';
import { formatShare } from '../../../draw/format.js';
import { paletteOf } from '../../../draw/palette.js';
import { lineLook } from '../../../draw/lineLooks.js';
import { drawWays } from '../../../draw/terrain.js';
import { useSelector, useSize } from '../../../core/hooks.js';
import { createPacedJob } from '../../../core/ticker.js';
import { framePause } from '../../shared/pauses.js';
import { ContourMap } from './contourMap.js';

/** @type {{value: Kind, label: string, title: string}[]} */
const KINDS = [
  {
    value: 'pca',
    label: 'Principal directions',
    title: 'The two directions in which the paths spread most (PCA)',
  },
  {
    value: 'random',
    label: 'Random directions',
    title: 'Two random directions with filter normalization (Li et al. 2018)',
  },
];

/** @param {{app: App, race: Race}} props */
export function PlanePanel({ app, race }) {
  const { landscape } = race;
  const [kind, fit, problem] = [landscape.kind.value, landscape.fit.value, landscape.problem.value];
  return html`
    <div class="race-head">
      <h2 id="landscape-title">Loss landscape</h2>
      <${Choice} name="plane-kind" label="Directions" title="Directions of the plane in parameter space" value=${kind}
        options=${KINDS}
        onChoose=${(/** @type {Kind} */ value) => landscape.setKind(value)} />
      ${
        kind === 'random' &&
        html`<${Button} kind="small quiet" icon=${Dices} iconSize=${14} title="Draw two other random directions"
          onPress=${() => landscape.redraw()} />`
      }
      <${Button} kind="small quiet" icon=${RefreshCw} iconSize=${14}
        title="Fit the plane to the racers' current weights" disabled=${app.group.members.value.length === 0}
        onPress=${() => landscape.refit()} />
    </div>
    <p class="race-text quiet">
    ${fit ? descriptionOf(fit) : 'The training loss at every point of a plane through the leader’s weights.'}</p>
    ${
      fit
        ? html`<${Plane} ...${{ app, race, fit }} />`
        : html`<div class="contour-map waiting"><p class="empty">
          ${problem || 'Press play to map the loss around the paths.'}</p></div>
          <div class="contour-map-foot"></div>`
    }
  `;
}

/** @param {Fit} fit */
function descriptionOf({ kind, captured, centre, samples, apart }) {
  const start =
    kind === 'pca' ? '' : 'Random directions are almost orthogonal to the paths, which therefore look short. ';
  const share = captured === null ? '' : `This slice captures ${formatShare(captured).trim()} of the paths' spread. `;
  const leader = `It passes through ${centre}, the leader when it was fitted.`;
  const left = apart.length > 0 ? ` Too far away to be shown: ${apart.join(', ')}.` : '';
  return `${start}${share}${leader} Loss of ${samples} training samples.${left}`;
}

/** @param {{app: App, race: Race, fit: Fit}} props */
function Plane({ app, race, fit }) {
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const [box, size] = useSize();
  const paths = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { heightMap } = fit;
  useEffect(() => {
    const drawing = createPacedJob(app.ticker, framePause, () =>
      draw(paths.current, app, race, fit, { ...size, palette: paletteOf(theme) }),
    );
    const stop = effect(() => {
      if (race.landscape.paths.value && race.labels.value) drawing.request();
    });
    return () => {
      stop();
      drawing.end();
    };
  }, [fit, theme, size.width, size.height]);
  const lowest = Math.min(0, ...heightMap.values.filter(Number.isFinite));
  return html`<${ContourMap} ...${{ heightMap, lowest, theme, size, box, paths }} axes=${['direction 1', 'direction 2']}
    quantity="Loss"
    label="Training loss on a plane in parameter space, with all paths. Read values with the arrow keys." />`;
}

/**
 * @param {HTMLCanvasElement | null} canvas
 * @param {App} app
 * @param {Race} race
 * @param {Fit} fit
 * @param {{width: number, height: number, palette: ReturnType<typeof paletteOf>}} look
 */
function draw(canvas, { group }, { landscape, labels }, { heightMap }, look) {
  if (!canvas || look.width === 0) return;
  const drawn = group.members.peek().flatMap(({ label, store }) => {
    const { session, status } = store.state.peek();
    const path = session && landscape.paths.peek().get(session.id);
    const index = Math.max(0, labels.peek().indexOf(label));
    return path ? [{ points: path.points, ...lineLook(look.palette, index), faded: status === 'diverged' }] : [];
  });
  drawWays(sharpContext(canvas, look.width, look.height), drawn, heightMap.window, look);
}
