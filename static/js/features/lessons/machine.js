/**
 * A machine of 1986: its run, publication and published result, and Hinton diagrams of its weights.
 *
 * @import {App} from '../../core/app.js'
 * @import {CatalogPreset} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

import { isSetUp, noteSetUp } from '../../core/session/lessonRun.js';
import { LessonHeader } from './lessonPanel.js';
import { HintonDiagrams } from './hintonDiagrams.js';

/** @param {{app: App, preset: CatalogPreset, close: () => void}} props */
export function Machine({ app, preset, close }) {
  const { store, run } = app;
  const { name } = preset;
  useEffect(() => {
    if (isSetUp(app.tabStorage, name)) return;
    run
      .use(preset.spec)
      .then(() => noteSetUp(app.tabStorage, name))
      .catch((/** @type {Error} */ { message }) =>
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } }),
      );
  }, []);
  return html`
    <${LessonHeader} title=${preset.label} close=${close} />
    <p>${preset.description}</p>
    <p class="quiet">${preset.source}: ${preset.published}.</p>
    <p>Press play. Each square is a weight, its size the magnitude. Positive: filled, blue. Negative: open, orange.</p>
    <${HintonDiagrams} app=${app} />
  `;
}
