/**
 * The heads of the columns: names, the controls of each hidden layer, and buttons that insert layers between them.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Placement} from '../../../draw/layout.js'
 * @import {FitAnswer} from '../../../protocol/types.d.ts'
 * @import {HeadForm} from './space.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { Lockable } from '../../../controls/lockable.js';
import { flatLayersOf } from '../../../core/edits/architecture.js';
import { TOUCH, useMedia, useSelector } from '../../../core/hooks.js';
import { inSentence, inputsOfStep, isLive, layerTitle } from '../../../core/selectors.js';
import { useFit } from './fit.js';
import { HiddenHead } from './hiddenHead.js';
import { addLayer } from './layerEdits.js';
import { isFull } from './layerCard.js';

/** Distance of columns that has room for a button between two heads. */
const ROOM = { mouse: 104, touch: 136 }; // CSS pixels

/** @param {{app: App, columns: Placement['columns'], form: HeadForm}} props */
export function Heads({ app, columns, form }) {
  const { store } = app;
  const session = useSelector(store, (state) => state.session);
  const spec = useSelector(store, (state) => state.spec);
  const catalog = useSelector(store, (state) => state.catalog);
  const flatLayers = useMemo(() => (spec ? flatLayersOf(spec.network.layers) : []), [spec]);
  const fit = useFit(app);
  const isTouch = useMedia(TOUCH);
  if (!session) return null;
  const areFeatures = session.spec.features !== null;
  const last = columns[columns.length - 1];
  const hasRoom = columns[1].x - columns[0].x >= (isTouch ? ROOM.touch : ROOM.mouse);
  const hidden = columns.slice(1, -1);
  // layers are inserted before a layer or a block, never inside a block
  const places = [...flatLayers, null].flatMap((flatLayer, index) =>
    flatLayer === null || flatLayer.at !== flatLayers[index - 1]?.at
      ? [{ index, at: flatLayer?.at ?? (flatLayers.at(-1)?.at ?? -1) + 1 }]
      : [],
  );
  return html`
    <div class="column-head" style=${{ left: `${columns[0].x}px` }}>
      <h2>${areFeatures ? 'Features' : 'Inputs'}</h2>
      <p>${inputsOfStep(session) < session.inputs.length ? 'one time step at a time' : areFeatures && 'inputs'}</p>
    </div>
    ${hidden.map(({ x }, index) => {
      return (
        flatLayers[index] &&
        session.layers[index + 1] &&
        html`<${HiddenHead} key=${session.layers[index].name} ...${{ app, x, index, flatLayers, fit, form }} />`
      );
    })}
    <div class="column-head" style=${{ left: `${last.x}px` }}>
      <h2>Output</h2>
      <p>${session.layers.at(-1)?.activation}</p>
    </div>
    ${places.map(({ index, at }) => {
      const [before, after] = [columns[index], columns[index + 1]];
      const isLast = index === flatLayers.length;
      if (!before || !after || (form !== 'full' && !(isLast && hasRoom))) return null;
      const what = isLast ? 'the output' : inSentence(layerTitle({ session, catalog }, index));
      return html`<${Insert} key=${index} x=${Math.round((before.x + after.x) / 2)} ...${{ app, at, what }}
        layer=${fit?.insertions[at] ?? null} />`;
    })}
  `;
}

/**
 * @param {object} props
 * @param {App} props.app
 * @param {number} props.x
 * @param {number} props.at index of the new layer
 * @param {string} props.what title of the layer after it
 * @param {FitAnswer['insertions'][number]} props.layer the new layer; null if none fits
 */
function Insert({ app: { store, commands }, x, at, what, layer }) {
  const live = useSelector(store, isLive);
  const spec = useSelector(store, (state) => state.spec);
  const full = useSelector(store, (state) => isFull(state.spec, state.catalog));
  const title = `Add a hidden layer before ${what}`;
  return html`<${Lockable} lock="layers" class="part" data-part="building"><button
    type="button"
    class="insert"
    style=${{ left: `${x}px` }}
    disabled=${!live || full || !layer}
    title=${`${title}; starts a new run`}
    aria-label=${title}
    onClick=${() => spec && layer && commands.change(addLayer(spec, at, layer))}
  >
    +
  </button></${Lockable}>`;
}
