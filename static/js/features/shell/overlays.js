/**
 * What a page of any view shows above its contents: the list of shortcuts, and lecture mode. Keeps the
 * keyboard's place.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useState } from 'preact/hooks';

import { FocusKeeper } from './focusKeeper.js';
import { Lecture, hasLecture } from './lecture/lecture.js';
import { LectureLayer } from './lecture/lectureLayer.js';
import { ShortcutsDialog } from './shortcuts.js';

/** @param {{app: App}} props */
export function Overlays({ app }) {
  const [lecture] = useState(() => (hasLecture(document) ? new Lecture(app, document) : null));
  useLayoutEffect(() => lecture?.start(), []);
  useLayoutEffect(() => new FocusKeeper(document).start(), []);
  return html`
    <${ShortcutsDialog} app=${app} />
    ${lecture && html`<${LectureLayer} ...${{ app, lecture }} />`}
  `;
}
