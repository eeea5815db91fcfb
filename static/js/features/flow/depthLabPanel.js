/**
 * The depth lab: how deep, how wide, built how, beginning with which weights.
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
import { keepChoices, readChoices } from '../../core/address/choices.js';
import { DEPTH, MOST_STACKS, STACKS, WEIGHTS, WIDTHS, choicesOf, labOf, stacksOf } from './depthLab.js';
import { usePart } from '../../core/hooks.js';
import { Lanes } from './lanes.js';

const PAUSE = 250; // ms: a slider that is dragged starts no run on its way

/** @param {{app: App, children: ComponentChildren}} props */
export function DepthLab({ app, children }) {
  const { store, group } = app;
  const catalog = usePart(store, (state) => state.catalog);
  const isThere = usePart(store, ({ spec }) => spec !== null);
  const [lab, setLab] = useState(() => labOf(readChoices()));

  useEffect(() => {
    const { spec } = store.state.peek();
    if (!isThere || !spec) return undefined;
    const timer = setTimeout(() => {
      group.open(stacksOf(lab, spec)).catch((/** @type {Error} */ { message }) => {
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
      });
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [lab, isThere]);

  const change = (/** @type {Partial<Lab>} */ part) => {
    const next = { ...lab, ...part };
    keepChoices(choicesOf(next));
    setLab(next);
  };
  const data = [...(catalog?.data_sets ?? []), ...(catalog?.real_sets ?? [])];

  return html`
    <aside class="flow-side">
      ${children}
      <h2>Stacks of layers</h2>
      <p class="quiet">From the same seed, with the optimizer of the run; each change starts them anew.</p>
      <${Slider} label="Layers" title="Layers with weights, the output among them" min=${DEPTH.min} max=${DEPTH.max} step=${1}
        value=${lab.depth} text=${String(lab.depth)} onSlide=${(/** @type {number} */ depth) => change({ depth })} />
      <${Select} label="Width" title="Units of every hidden layer" value=${lab.width} options=${WIDTHS.map((value) => ({ value, label: String(value) }))}
        onChoose=${(/** @type {string} */ value) => change({ width: Number(value) })} />
      <${Select} label="Activation of all" title="The function of the hidden units" value=${lab.activation}
        options=${(catalog?.activations ?? []).map(({ name, label }) => ({ value: name, label }))}
        onChoose=${(/** @type {string} */ activation) => change({ activation })} />
      <${Select} label="Data set" title="What the stacks learn" value=${lab.data}
        options=${data.map(({ name, label }) => ({ value: name, label }))} onChoose=${(/** @type {string} */ name) => change({ data: name })} />
      <${Several} label="Built" known=${STACKS} chosen=${lab.stacks} onChange=${(/** @type {string[]} */ stacks) => change({ stacks })} />
      <${Several} label="First weights" known=${WEIGHTS} chosen=${lab.weights} onChange=${(/** @type {string[]} */ weights) => change({ weights })} />
      ${lab.stacks.length * lab.weights.length > MOST_STACKS && html`<p class="quiet">The first ${MOST_STACKS} of these stacks are run.</p>`}
    </aside>
    <${Lanes} app=${app} />
  `;
}

/**
 * Some of a few, at least one.
 *
 * @param {{label: string, known: Record<string, {label: string, title: string}>, chosen: string[],
 *   onChange: (names: string[]) => void}} props
 */
function Several({ label, known, chosen, onChange }) {
  const names = Object.keys(known);
  const toggle = (/** @type {string} */ name) => {
    const next = names.filter((other) => (other === name) !== chosen.includes(other));
    if (next.length > 0) onChange(next);
  };
  return html`<div class="several" role="group" aria-label=${label}>
    <span class="field-label">${label}</span>
    <div>
      ${names.map(
        (
          name,
        ) => html`<${Button} key=${name} title=${known[name].title} pressed=${chosen.includes(name)} onPress=${() => toggle(name)}>
          ${known[name].label}</${Button}>`,
      )}
    </div>
  </div>`;
}
