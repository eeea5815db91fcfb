/**
 * The depth lab: settings for depth, width, architecture and initialization, and the runs they give.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {App} from '../../core/app.js'
 * @import {Lab} from './depthLab.js'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { Select } from '../../controls/select.js';
import { Slider } from '../../controls/slider.js';
import { reportUnknownChoices } from '../../core/address/unknownChoices.js';
import { DEPTH, MAX_STACKS, STACKS, WEIGHTS, WIDTHS } from './depthLab.js';
import { choicesOf, dataSetsOf, expectedIn, labOf, stacksOf, withKnownNames } from './depthLab.js';
import { useSelector } from '../../core/hooks.js';
import { RunPanels } from './runPanels.js';

const DELAY = 250; // ms after the last change, so that dragging a slider starts no runs in between

/** @param {{app: App, children: ComponentChildren}} props */
export function DepthLab({ app, children }) {
  const { store, group } = app;
  const catalog = useSelector(store, (state) => state.catalog);
  const hasSpec = useSelector(store, ({ spec }) => spec !== null);
  const [lab, setLab] = useState(() => labOf(app.choices.read()));

  useEffect(() => {
    if (!catalog) return;
    const expected = expectedIn(catalog);
    reportUnknownChoices(app, expected);
    setLab(withKnownNames(lab, expected));
  }, [catalog]);

  useEffect(() => {
    const { spec } = store.state.peek();
    if (!hasSpec || !spec) return undefined;
    return app.clock.after(DELAY, () => {
      group.open(stacksOf(lab, spec)).catch((/** @type {Error} */ { message }) => {
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
      });
    });
  }, [lab, hasSpec]);

  const change = (/** @type {Partial<Lab>} */ patch) => {
    const next = { ...lab, ...patch };
    app.choices.keep(choicesOf(next));
    setLab(next);
  };
  const data = catalog ? dataSetsOf(catalog) : [];

  return html`
    <aside class="flow-side">
      ${children}
      <h2>Stacks of layers</h2>
      <p class="quiet">Same seed and optimizer for all. Every change restarts them.</p>
      <${Slider} label="Layers" title="Layers with weights, including the output"
        min=${DEPTH.low} max=${DEPTH.high} step=${1}
        value=${lab.depth} text=${String(lab.depth)} onSlide=${(/** @type {number} */ depth) => change({ depth })} />
      <${Select} label="Width" title="Units of every hidden layer" value=${lab.width}
        options=${WIDTHS.map((value) => ({ value, label: String(value) }))}
        onChoose=${(/** @type {string} */ value) => change({ width: Number(value) })} />
      <${Select} label="Activation" title="Activation of the hidden layers" value=${lab.activation} disabled=${!catalog}
        options=${(catalog?.activations ?? []).map(({ name, label }) => ({ value: name, label }))}
        onChoose=${(/** @type {string} */ activation) => change({ activation })} />
      <${Select} label="Data set" title="Training data of all stacks" value=${lab.data} disabled=${!catalog}
        options=${data.map(({ name, label }) => ({ value: name, label }))}
        onChoose=${(/** @type {string} */ name) => change({ data: name })} />
      <${MultiChoice} label="Architecture" options=${STACKS} chosen=${lab.stacks}
        onChange=${(/** @type {string[]} */ stacks) => change({ stacks })} />
      <${MultiChoice} label="Initial weights" options=${WEIGHTS} chosen=${lab.weights}
        onChange=${(/** @type {string[]} */ weights) => change({ weights })} />
      ${
        lab.stacks.length * lab.weights.length > MAX_STACKS &&
        html`<p class="quiet">Only the first ${MAX_STACKS} of these stacks are trained.</p>`
      }
    </aside>
    <${RunPanels} app=${app} />
  `;
}

/**
 * A choice of one or more options.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {Record<string, {label: string, title: string}>} props.options
 * @param {string[]} props.chosen
 * @param {(names: string[]) => void} props.onChange
 */
function MultiChoice({ label, options, chosen, onChange }) {
  const names = Object.keys(options);
  const toggle = (/** @type {string} */ name) => {
    const next = names.filter((other) => (other === name) !== chosen.includes(other));
    if (next.length > 0) onChange(next);
  };
  return html`<div class="multi-choice" role="group" aria-label=${label}>
    <span class="field-label">${label}</span>
    <div>
      ${names.map(
        (name) => html`<${Button} key=${name} title=${options[name].title} pressed=${chosen.includes(name)}
          onPress=${() => toggle(name)}>${options[name].label}</${Button}>`,
      )}
    </div>
  </div>`;
}
