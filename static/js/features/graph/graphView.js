/**
 * The chain-rule graph: an expression as a graph and as a Wengert list, differentiated step by step, with the operation
 * counts of forward and reverse mode.
 *
 * @import {App} from '../../core/app.js'
 * @import {Shortcut} from '../../core/shortcuts/shortcuts.js'
 */

import { html } from 'htm/preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';

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
  useLayoutEffect(() => app.shortcuts.add('Chain rule', passShortcuts(expression)), []);
  return html`
    <section class="panel typing-panel" aria-label="Expression and inputs">
      <${ExpressionField} expression=${expression} />
      <${InputSliders} expression=${expression} />
    </section>
    <section class="panel drawing-panel" aria-label="Graph">
      <${Diagram} app=${app} expression=${expression} />
      <${StepControls} expression=${expression} />
      <${StepExplanation} app=${app} expression=${expression} />
    </section>
    <section class="panel list-panel" aria-label="List and operations">
      <${WengertList} app=${app} expression=${expression} />
      <${OperationCounts} expression=${expression} />
    </section>
  `;
}

/**
 * @param {ExpressionGraph} expression
 * @returns {Shortcut[]}
 */
const passShortcuts = (expression) => [
  { keys: [' '], label: 'Play or pause', act: () => expression.togglePlaying() },
  { keys: ['ArrowRight'], label: 'Next step', act: () => expression.stepBy(1), repeats: true },
  { keys: ['ArrowLeft'], label: 'Previous step', act: () => expression.stepBy(-1), repeats: true },
  { keys: ['Home'], label: 'Back to the inputs', act: () => expression.goTo(0) },
  { keys: ['End'], label: 'To the last step', act: () => expression.goTo(expression.steps) },
];
