/**
 * The memory lab: networks with different memories learn the same sequences side by side, and every step of them can be
 * looked at.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { RotateCcw, TriangleAlert } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { Lab } from './memoryLab.js';
import { CellColumn } from './cell/cellColumn.js';
import { Controls } from './settingsBar.js';
import { Lags } from './gradientChart.js';
import { Pointer } from './sequenceBar.js';
import { Race } from './lossChart.js';
import { TextPanel } from './textPanel.js';

/** @param {{app: App}} props */
export function MemoryLab({ app }) {
  const lab = useMemo(() => new Lab(app), []);
  const seen = lab.seen.value;
  const { task } = lab.choices.value;
  return html`
    <${Controls} lab=${lab} app=${app} />
    ${lab.fault.value && html`<${Refusal} lab=${lab} />`}
    ${task === 'text' && html`<${TextPanel} lab=${lab} />`}
    <div class="lab-charts">
      <${Race} app=${app} lab=${lab} />
      <${Lags} app=${app} lab=${lab} />
    </div>
    <section class="lab-inside" aria-labelledby="inside-title">
      <${Pointer} app=${app} lab=${lab} />
      ${seen.length === 0 && html`<p class="quiet">The server is making the runs.</p>`}
      <div class="lab-cells">
        ${seen.map((each) => html`<${CellColumn} key=${each.id} lab=${lab} seen=${each} />`)}
      </div>
    </section>
  `;
}

/** Why nothing can be run as it is chosen. @param {{lab: Lab}} props */
function Refusal({ lab }) {
  return html`<div class="lab-refusal" role="alert">
    <${Icon} icon=${TriangleAlert} />
    <p>These settings were refused; the runs before them stay. ${lab.fault.value}</p>
    <${Button} icon=${RotateCcw} title="Ask the server once more" onPress=${() => lab.retry()}>Try again</${Button}>
  </div>`;
}
