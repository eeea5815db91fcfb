/**
 * Charts that compare the runs of the group, and one panel per run.
 *
 * @import {App} from '../../core/app.js'
 * @import {Member} from '../../core/group/group.js'
 */

import { html } from 'htm/preact';

import { useSelector } from '../../core/hooks.js';
import { GradientChart, LossChart } from './charts.js';
import { RunPanel } from './runPanel.js';

/**
 * @param {object} props
 * @param {App} props.app
 * @param {(index: number) => void} [props.remove] close a run other than the first
 */
export function RunPanels({ app, remove }) {
  const members = app.group.members.value;
  const theme = useSelector(app.store, ({ look }) => look.theme);
  return html`<div class="flow-main">
    <div class="flow-charts">
      <section aria-labelledby="gradients-title">
        <h2 id="gradients-title">Current gradient by layer</h2>
        <${GradientChart} ...${{ members, theme }} />
      </section>
      <section aria-labelledby="losses-title">
        <h2 id="losses-title">Loss</h2>
        <${LossChart} ...${{ members, theme }} />
      </section>
    </div>
    <div class="run-panels">
      ${members.map(
        (/** @type {Member} */ member, /** @type {number} */ index) =>
          html`<${RunPanel} key=${member.label} ...${{ member, index, theme }}
            hasDiagnosis=${!remove || members.length > 1}
            onRemove=${remove && index > 0 ? () => remove(index) : null} />`,
      )}
    </div>
  </div>`;
}
