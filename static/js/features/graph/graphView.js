/**
 * The chain rule on an expression: typed, drawn as a graph, walked forward and backward node by node, as a list, and the
 * operations that either mode of differentiation takes.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';

import { ExpressionPlace } from './expression/expressionGraph.js';
import { Costs } from './operationCounts.js';
import { Drawing } from './diagram/diagram.js';
import { Inputs } from './inputSliders.js';
import { List } from './wengertList.js';
import { Rule } from './stepExplanation.js';
import { Typing } from './expressionField.js';
import { Walk } from './stepControls.js';

/** @param {{app: App}} props */
export function Graph({ app }) {
  const place = useMemo(() => new ExpressionPlace(app), []);
  useEffect(() => listenToKeys(place), []);
  return html`
    <section class="panel typing-panel" aria-label="What is differentiated">
      <${Typing} place=${place} />
      <${Inputs} place=${place} />
    </section>
    <section class="panel drawing-panel" aria-label="Graph">
      <${Drawing} app=${app} place=${place} />
      <${Walk} place=${place} />
      <${Rule} place=${place} />
    </section>
    <section class="panel list-panel" aria-label="List and operations">
      <${List} place=${place} />
      <${Costs} place=${place} />
    </section>
  `;
}

/** Arrows step, Home and End go to the ends, space plays, where nobody types. @param {ExpressionPlace} place */
function listenToKeys(place) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => place.stepBy(-1),
    ArrowRight: () => place.stepBy(1),
    Home: () => place.goTo(0),
    End: () => place.goTo(place.steps),
    ' ': () => place.togglePlaying(),
  };
  const listen = (/** @type {KeyboardEvent} */ event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const isTaken = target instanceof Element && target.closest('input, select, textarea, [popover]');
    const isPressed = key === ' ' && target instanceof Element && target.closest('button, a, [role="button"]');
    if (!keys[key] || isTaken || isPressed || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    keys[key]();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}
