/**
 * The real loss around the racers, on a plane through the space of all weights, and their ways over it, live.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Fitted, Kind} from './lossLandscape.js'
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
import { usePart, useSize } from '../../../core/hooks.js';
import { Terrain } from './contourMap.js';

/** @type {{value: Kind, label: string, title: string}[]} */
const KINDS = [
  {
    value: 'pca',
    label: 'Principal directions',
    title: 'The two directions in which the racers went furthest (PCA of their ways)',
  },
  {
    value: 'random',
    label: 'Random directions',
    title: 'Two random directions, each filter as long as the network’s own (Li et al. 2018)',
  },
];

/** @param {{app: App, race: Race}} props */
export function PlanePanel({ app, race }) {
  const { plane } = race;
  const [kind, fitted, problem] = [plane.kind.value, plane.fitted.value, plane.problem.value];
  return html`
    <div class="race-head">
      <h2 id="plane-title">Loss landscape</h2>
      <${Choice} name="plane-kind" label="Directions" title="Which plane through the space of all weights is shown" value=${kind} options=${KINDS}
        onChoose=${(/** @type {Kind} */ value) => plane.setKind(value)} />
      ${kind === 'random' && html`<${Button} kind="small quiet" icon=${Dices} iconSize=${14} title="Draw two other random directions" onPress=${() => plane.redraw()} />`}
      <${Button} kind="small quiet" icon=${RefreshCw} iconSize=${14} title="Fit the plane to where the racers are now" onPress=${() => plane.refit()} />
    </div>
    <p class="race-text quiet">${fitted ? wordsOf(fitted) : 'The training loss itself, computed at every point of a plane through the weights of the leader.'}</p>
    ${
      fitted
        ? html`<${Plane} ...${{ app, race, fitted }} />`
        : html`<div class="terrain waiting"><p class="empty">${problem || 'Press play: the plane is laid through the ways that the racers go.'}</p></div>`
    }
  `;
}

/** @param {Fitted} fitted */
function wordsOf({ kind, captured, centre, samples, apart }) {
  const share = captured === null ? '' : ` It holds ${formatShare(captured).trim()} of how far the racers went.`;
  const directions =
    kind === 'pca'
      ? 'The real training loss on the plane along which the ways spread most.'
      : 'The real training loss along two random directions: ways hardly show, being nearly at right angles to them.';
  const left = apart.length > 0 ? ` Too far away to be shown: ${apart.join(', ')}.` : '';
  return `${directions}${share} Exact where ${centre} is; of ${samples} samples.${left}`;
}

/** @param {{app: App, race: Race, fitted: Fitted}} props */
function Plane({ app, race, fitted }) {
  const theme = usePart(app.store, ({ look }) => look.theme);
  const [box, size] = useSize();
  const ways = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { ground } = fitted;
  useEffect(() => {
    const job = () => draw(ways.current, app, race, fitted, { ...size, palette: paletteOf(theme) });
    const stop = effect(() => {
      if (race.plane.ways.value && race.labels.value) app.ticker.schedule(job);
    });
    return () => {
      stop();
      app.ticker.cancel(job);
    };
  }, [fitted, theme, size.width, size.height]);
  const lowest = Math.min(0, ...ground.values.filter(Number.isFinite));
  return html`<${Terrain} ...${{ ground, lowest, theme, size, box, ways }} axes=${['along 1', 'along 2']} quantity="Loss"
    label="Training loss on a plane through the weights, with the way of every racer; the arrow keys read it" />`;
}

/**
 * @param {HTMLCanvasElement | null} canvas
 * @param {App} app
 * @param {Race} race
 * @param {Fitted} fitted
 * @param {{width: number, height: number, palette: ReturnType<typeof paletteOf>}} look
 */
function draw(canvas, { group }, { plane, labels }, { ground }, look) {
  if (!canvas || look.width === 0) return;
  const drawn = group.members.peek().flatMap(({ label, store }) => {
    const { session, status } = store.state.peek();
    const way = session && plane.ways.peek().get(session.id);
    const index = Math.max(0, labels.peek().indexOf(label));
    return way ? [{ points: way.points, ...lineLook(look.palette, index), faded: status === 'diverged' }] : [];
  });
  drawWays(sharpContext(canvas, look.width, look.height), drawn, ground.window, look);
}
