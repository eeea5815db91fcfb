/**
 * A ring around the sample in slow motion, on the map of the output.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';

import { useSelector } from '../../../core/hooks.js';
import { planeOf } from '../../../core/selectors.js';
import { styleOf } from '../../shared/planePlaces.js';

/** @param {{app: App}} props */
export function SampleRing({ app }) {
  const plane = useSelector(app.store, planeOf);
  const [x1, x2] = app.slowMotion.pass.value?.trace.inputs ?? [];
  if (x1 == null || x2 == null) return null;
  return html`<span class="sample-ring" style=${styleOf({ x1, x2 }, plane)}></span>`;
}
