/**
 * A machine of 1986: its run, where it was published and what was found, and its weights as they were drawn.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

import { usePart } from '../../core/hooks.js';
import { Top } from './lessonPanel.js';
import { Hinton } from './hintonDiagrams.js';

/** Which machine's run this tab holds. */
const SET_UP = 'backprop-lesson-set-up';

/** @param {{app: App, name: string, close: () => void}} props */
export function Machine({ app, name, close }) {
  const { store, run } = app;
  const preset = usePart(store, ({ catalog }) => catalog?.presets.find((each) => each.name === name));
  useEffect(() => {
    if (!preset || sessionStorage.getItem(SET_UP) === name) return;
    run
      .use(preset.spec)
      .then(() => sessionStorage.setItem(SET_UP, name))
      .catch((/** @type {Error} */ { message }) =>
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } }),
      );
  }, [preset]);
  if (!preset) {
    return html`<${Top} title=${name} close=${close} /><p class="lesson-fault" role="alert">There is no machine of this name.</p>`;
  }
  return html`
    <${Top} title=${preset.label} close=${close} />
    <p>${preset.description}</p>
    <p class="quiet">${preset.source}: ${preset.published}.</p>
    <p>Press play. Each square is a weight: the larger, the stronger; blue and full above zero, orange and open below.</p>
    <${Hinton} app=${app} />
  `;
}
