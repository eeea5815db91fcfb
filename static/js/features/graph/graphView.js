/**
 * The chain-rule graph: an expression as a graph and as a Wengert list, differentiated step by step, with the operation
 * counts of forward and reverse mode.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';

import { ExpressionGraph } from './expression/expressionGraph.js';
import { OperationCounts } from './operationCounts.js';
import { Diagram } from './diagram/diagram.js';
import { InputSliders } from './inputSliders.js';
import { WengertList } from './wengertList.js';
import { StepExplanation } from './stepExplanation.js';
import { ExpressionField } from './expressionField.js';
import { StepControls } from './stepControls.js';

/** @param {{app: App}} props */
export function GraphView({ app }) {
  const expression = useMemo(() => new ExpressionGraph(app), []);
  useEffect(() => listenToKeys(expression), []);
  return html`
    <section class="panel typing-panel" aria-label="Expression and inputs">
      <${ExpressionField} expression=${expression} />
      <${InputSliders} expression=${expression} />
    </section>
    <section class="panel drawing-panel" aria-label="Graph">
      <${Diagram} app=${app} expression=${expression} />
      <${StepControls} expression=${expression} />
      <${StepExplanation} expression=${expression} />
    </section>
    <section class="panel list-panel" aria-label="List and operations">
      <${WengertList} expression=${expression} />
      <${OperationCounts} expression=${expression} />
    </section>
  `;
}

/**
 * Step with the arrow keys, go to the ends with Home and End, play with the space bar, except in a text field.
 *
 * @param {ExpressionGraph} expression
 */
function listenToKeys(expression) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => expression.stepBy(-1),
    ArrowRight: () => expression.stepBy(1),
    Home: () => expression.goTo(0),
    End: () => expression.goTo(expression.steps),
    ' ': () => expression.togglePlaying(),
  };
  const listen = (/** @type {KeyboardEvent} */ event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const isUsed = target instanceof Element && target.closest('input, select, textarea, [popover]');
    const isPressed = key === ' ' && target instanceof Element && target.closest('button, a, [role="button"]');
    if (!keys[key] || isUsed || isPressed || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    keys[key]();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}
