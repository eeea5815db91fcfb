/**
 * Options of sequences and texts, with one of the samples.
 *
 * @import {App} from '../../../core/app.js'
 * @import {CatalogOption, CatalogSequenceSet} from '../../../protocol/types.d.ts'
 * @import {State} from '../../../core/model.js'
 * @import {Value} from '../optionField.js'
 */

import { html } from 'htm/preact';
import { Dices } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Slider } from '../../../controls/slider.js';
import { sharpContext } from '../../../draw/canvas.js';
import { formatCount, formatFigure } from '../../../draw/format.js';
import { paletteOf } from '../../../draw/palette.js';
import { drawSequence } from '../../../draw/samples.js';
import { setData, setSequence, useText } from '../../../core/edits/dataEdits.js';
import { useDrawing, useSelector } from '../../../core/hooks.js';
import { classNamesOf, targetOf } from '../../../core/selectors.js';
import { OptionField } from '../optionField.js';
import { TrainShare, newSeed } from './share.js';

const SAMPLES = { min: 50, max: 2000, step: 50 };
const STRIP = { width: 168, height: 56 };
const OWN_FIELDS = new Set(['train_fraction']); // options of a text that have their own controls

/** @param {{app: App, entry: CatalogSequenceSet, data: Record<string, any>, disabled: boolean}} props */
export function Sequences({ app, entry, data, disabled }) {
  const { commands } = app;
  const samples = data.samples ?? entry.samples;
  return html`<div class="data-options" data-part="noise">
    <${Sample} app=${app} />
    <${Options} ...${{ app, data, disabled }} options=${entry.options} />
    <${Slider} ...${{ disabled, ...SAMPLES }} label="Sequences" title="Number of sequences" value=${samples}
      text=${formatCount(samples)}
      onSlide=${(/** @type {number} */ value) => commands.change(setData({ samples: value }))} />
    <${TrainShare} ...${{ disabled }} share=${data.train_fraction}
      onSlide=${(/** @type {number} */ value) => commands.change(setData({ train_fraction: value }))} />
    <${Button} ...${{ disabled }} kind="wide" icon=${Dices}
      title="Generate new sequences in the same way; the weights stay"
      onPress=${() => commands.change(setData({ seed: newSeed() }))}>New sequences</${Button}>
    <p class="own-summary">${entry.label}: ${entry.description}; ${entry.baseline}. ${entry.source}</p>
  </div>`;
}

/** @param {{app: App, data: Record<string, any>, disabled: boolean}} props */
export function Text({ app, data, disabled }) {
  const { store, commands } = app;
  const catalog = useSelector(store, (state) => state.catalog);
  const spec = useSelector(store, (state) => state.spec);
  if (!catalog || !spec) return null;
  const { text, length } = data;
  /** @param {Event} event */
  const take = ({ currentTarget }) => {
    const typed = /** @type {HTMLTextAreaElement} */ (currentTarget).value;
    if (typed !== text) commands.change(useText(spec, typed));
  };
  return html`<div class="data-options" data-part="noise">
    <label class="field">
      <span class="field-label">Text</span>
      <textarea class="own-text" rows="5" spellcheck=${false}
        title="The text to learn. A change applies when you leave the field, and starts a new run."
        value=${text} onChange=${take} ...${{ disabled }}></textarea>
    </label>
    <p class="own-summary"><span>“${text.slice(0, length)}” → “${text.slice(length, length + 1)}”</span></p>
    <${Options} ...${{ app, data, disabled }}
      options=${catalog.text.options.filter(({ name }) => !OWN_FIELDS.has(name))} />
    <${TrainShare} ...${{ disabled }} share=${data.train_fraction ?? 1}
      onSlide=${(/** @type {number} */ value) => commands.change(setData({ train_fraction: value }))} />
    <p class="own-summary">${catalog.text.label}: ${catalog.text.description}.</p>
  </div>`;
}

/** @param {{app: App, data: Record<string, any>, disabled: boolean, options: CatalogOption[]}} props */
function Options({ app: { commands }, data, disabled, options }) {
  return options.map((option) => {
    const value = data[option.name] ?? option.default;
    return html`<${OptionField} key=${option.name} ...${{ option, value, disabled }}
      onSet=${(/** @type {Value} */ next) => next !== null && commands.change(setSequence(option.name, next))} />`;
  });
}

/**
 * The first sequence and its target.
 *
 * @param {{app: App}} props
 */
function Sample({ app }) {
  const canvas = useDrawing(
    app,
    ({ data, session, look }) => [data, session, look.theme],
    (/** @type {HTMLCanvasElement} */ element, data, session, theme) => {
      const context = sharpContext(element, STRIP.width, STRIP.height);
      context.clearRect(0, 0, STRIP.width, STRIP.height);
      const row = data?.inputs[0];
      const steps = session?.data.steps;
      if (!row || !steps || row.length % steps !== 0) return; // the previous data
      const width = row.length / steps;
      const { values, hairline } = paletteOf(theme);
      const [target] = data.targets;
      drawSequence(
        context,
        Array.from({ length: steps }, (_, step) => row.slice(step * width, (step + 1) * width)),
        Array.isArray(target) && target.length > 1 ? target : [],
        { ...STRIP, ramp: values, line: hairline },
      );
    },
    [],
  );
  const words = useSelector(app.store, wordsOnSample);
  return html`<figure class="sample"><canvas ref=${canvas}
    aria-hidden="true"></canvas><figcaption>${words}</figcaption></figure>`;
}

/** @param {State} state */
function wordsOnSample(state) {
  const { session, data } = state;
  const steps = session?.data.steps;
  if (!steps || !data) return '';
  const width = data.inputs[0].length / steps;
  const size = `An example: ${steps} steps of ${width} ${width === 1 ? 'number' : 'numbers'}`;
  if (session.data.target_steps > 1) return `${size}; below, the target of each step`;
  const target = targetOf(data.targets[0]);
  return `${size} → ${data.classes ? classNamesOf(state)[target] : formatFigure(target)}`;
}
