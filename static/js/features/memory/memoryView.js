/**
 * The memory lab: recurrent networks with different cells learn the same sequences side by side, and show every time
 * step.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { RotateCcw, TriangleAlert } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { useSelector } from '../../core/hooks.js';
import { Waiting } from '../shared/waiting.js';
import { CellColumn } from './cell/cellColumn.js';
import { SettingsBar } from './settingsBar.js';
import { GradientChart } from './charts/gradientChart.js';
import { SequenceBar } from './sequenceBar.js';
import { LossChart } from './charts/lossChart.js';
import { MemoryLab } from './memoryLab.js';
import { TextPanel } from './textPanel.js';

/** @param {{app: App}} props */
export function MemoryView({ app }) {
  const lab = useMemo(() => new MemoryLab(app), []);
  const runs = lab.runs.value;
  const { task } = lab.settings.value;
  const isConnected = useSelector(app.store, ({ connection }) => connection.phase === 'open');
  if (runs.length === 0 && !isConnected) {
    return html`<${SettingsBar} lab=${lab} app=${app} /><${Waiting} store=${app.store} />`;
  }
  return html`
    <${SettingsBar} lab=${lab} app=${app} />
    ${lab.problem.value && html`<${Refusal} lab=${lab} />`}
    ${task === 'text' && html`<${TextPanel} lab=${lab} />`}
    <div class="lab-charts">
      <${LossChart} app=${app} lab=${lab} />
      <${GradientChart} app=${app} lab=${lab} />
    </div>
    <section class="lab-inside" aria-labelledby="inside-title">
      <${SequenceBar} app=${app} lab=${lab} />
      ${runs.length === 0 && html`<p class="quiet">The server is creating the runs.</p>`}
      <div class="lab-cells">
        ${runs.map((run) => html`<${CellColumn} key=${run.id} lab=${lab} run=${run} />`)}
      </div>
    </section>
  `;
}

/** Error message for settings that the server refused. @param {{lab: MemoryLab}} props */
function Refusal({ lab }) {
  return html`<div class="lab-refusal" role="alert">
    <${Icon} icon=${TriangleAlert} />
    <p>The server refused these settings; the previous runs are kept. ${lab.problem.value}</p>
    <${Button} icon=${RotateCcw} title="Send the settings again" onPress=${() => lab.retry()}>Try again</${Button}>
  </div>`;
}
