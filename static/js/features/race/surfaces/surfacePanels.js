/**
 * The racers on a classic function: the ground from above with a start that can be dragged, the height over the steps, and
 * a step to play or to scrub to.
 *
 * @import {App} from '../../../core/app.js'
 * @import {Race} from '../race.js'
 * @import {SurfaceChoice} from './surfaceSettings.js'
 * @import {Catalog, CatalogSurface, SurfaceAnswer} from '../../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { Pause, Play } from 'lucide';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { NumberField } from '../../../controls/numberField.js';
import { Select } from '../../../controls/select.js';
import { Slider } from '../../../controls/slider.js';
import { formatCount, formatFigure, formatFormula, formatSetting } from '../../../draw/format.js';
import { usePart } from '../../../core/hooks.js';
import { MOST_STEPS, keptWithin, numbersOn, reached, surfaceOf } from './surfaceSettings.js';
import { LineMark } from '../../shared/lineMark.js';
import { Heights, Path } from './surfaceCharts.js';
import { SurfaceMap } from './surfaceMap.js';

const NAMES = /** @type {Record<string, string>} */ ({ kappa: 'Condition number κ', angle: 'Angle, degrees', c: 'C' });

/** @param {{app: App, race: Race}} props */
export function SurfacePanels({ app, race }) {
  const { lab } = race;
  const catalog = /** @type {Catalog} */ (usePart(app.store, (state) => state.catalog));
  const theme = usePart(app.store, ({ look }) => look.theme);
  const [choice, answer, ground, problem] = [lab.choice.value, lab.answer.value, lab.ground.value, lab.problem.value];
  useSpaceToPlay(race);
  if (!choice) return null;
  const surface = surfaceOf(catalog, choice.surface);
  const fits = answer && ground && answer.surface === choice.surface;
  return html`
    <section class="race-panel surface-panel" aria-labelledby="surface-title">
      <div class="race-head">
        <h2 id="surface-title">${surface.label}</h2>
        <span class="formula">${formatFormula(surface.formula)}</span>
      </div>
      <p class="race-text quiet">${surface.description} <cite>${surface.source}</cite></p>
      ${problem && html`<p class="race-refusal" role="alert">${problem}</p>`}
      ${!fits && html`<div class="terrain waiting"></div>`}
      ${fits && surface.dimensions === 2 && html`<${SurfaceMap} ...${{ race, choice, surface, answer, ground, theme }} />`}
      ${fits && surface.dimensions === 1 && html`<${Path} ...${{ race, surface, answer, theme }} />`}
      <${Player} ...${{ race, choice }} />
    </section>
    <section class="race-panel surface-side" aria-label="What is set, and how far they came">
      <${Settings} ...${{ race, catalog, surface, choice }} />
      ${fits && html`<${Heights} ...${{ race, answer, theme }} />`}
      ${fits && html`<${Standing} ...${{ race, catalog, surface, answer, theme }} />`}
    </section>
  `;
}

/** The space bar plays what is seen here, not the network. @param {Race} race */
function useSpaceToPlay({ lab }) {
  useEffect(() => {
    const press = (/** @type {KeyboardEvent} */ event) => {
      const isTaken = event.target instanceof Element && event.target.closest('input, select, button, a, [popover]');
      if (event.key !== ' ' || isTaken) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      lab.setPlaying(!lab.playing.peek());
    };
    addEventListener('keydown', press, true);
    return () => removeEventListener('keydown', press, true);
  }, []);
}

/** @param {{race: Race, choice: SurfaceChoice}} props */
function Player({ race: { lab }, choice }) {
  const [at, playing] = [Math.min(lab.at.value, choice.steps), lab.playing.value];
  return html`<div class="player">
    <${Button} kind="primary" icon=${playing ? Pause : Play} title=${playing ? 'Pause' : 'Play the descent step by step'}
      onPress=${() => lab.setPlaying(!playing)} />
    <${Slider} label="Step shown" title="The step up to which the ways are drawn" min=${0} max=${choice.steps} step=${1} value=${at}
      text=${`${formatCount(at)} of ${formatCount(choice.steps)}`} onSlide=${(/** @type {number} */ step) => lab.show(step)} />
  </div>`;
}

/** @param {{race: Race, catalog: Catalog, surface: CatalogSurface, choice: SurfaceChoice}} props */
function Settings({ race: { lab }, catalog, surface, choice }) {
  const setNumber = (/** @type {string} */ name, /** @type {number} */ value) =>
    lab.change({ numbers: { ...choice.numbers, [name]: value } });
  const spans = surface.window.map(([low, high]) => high - low);
  const axes = surface.dimensions === 1 ? ['x'] : ['x', 'y'];
  return html`<div class="surface-settings">
    <${Select} label="Function" title="What they descend" value=${choice.surface}
      options=${catalog.surfaces.map(({ name, label, formula }) => ({ value: name, label, title: formula }))}
      onChoose=${(/** @type {string} */ name) => lab.setSurface(name)} />
    ${surface.hyperparameters.map(({ name, low, high }) => {
      const value = choice.numbers[name];
      const isLogarithmic = low > 0 && high / low > 100;
      const [from, to] = isLogarithmic
        ? [Math.log10, (/** @type {number} */ x) => Number((10 ** x).toPrecision(2))]
        : [Number, Number];
      return html`<${Slider} key=${name} label=${NAMES[name] ?? name} title=${`From ${low} to ${formatCount(high)}`} min=${from(low)} max=${from(high)}
        step=${isLogarithmic ? 0.01 : (high - low) / 1000} value=${from(value)} text=${formatSetting(value)}
        onSlide=${(/** @type {number} */ next) => setNumber(name, Math.min(high, Math.max(low, to(next))))} />`;
    })}
    <div class="surface-numbers">
      ${axes.map(
        (
          axis,
          index,
        ) => html`<${NumberField} key=${axis} label=${`Start ${axis}`} title="Where all of them start; on the map it can be dragged"
          value=${choice.start[index]} text=${formatSetting(choice.start[index])} step=${spans[index] / 100} low=${surface.window[index][0]} high=${surface.window[index][1]}
          onCommit=${(/** @type {number} */ value) => {
            const start = /** @type {[number, number]} */ (
              choice.start.map((old, each) => (each === index ? value : old))
            );
            lab.change({ start: keptWithin(surface, start) });
          }} />`,
      )}
      <${NumberField} label="Steps" title="How many steps each of them takes" value=${choice.steps} text=${String(choice.steps)} step=${100} low=${1} high=${MOST_STEPS}
        onCommit=${(/** @type {number} */ steps) => lab.change({ steps: Math.round(steps) })} />
    </div>
  </div>`;
}

/** Where each is at the step that is shown. @param {{race: Race, catalog: Catalog, surface: CatalogSurface, answer: SurfaceAnswer, theme: 'light' | 'dark'}} props */
function Standing({ race, catalog, surface, answer, theme }) {
  const at = race.lab.at.value;
  const racers = race.racers.value;
  return html`<table class="standing">
    <thead><tr><th scope="col">Racer</th><th scope="col" title="Learning rate on this function: the usual one here, as many times as the racer's own is its usual one">η here</th><th scope="col">f − min</th></tr></thead>
    <tbody>
      ${answer.descents.map((descent, index) => {
        const racer = racers[index];
        if (!racer || racer.optimizer !== descent.optimizer) return null;
        const last = reached(descent, at) - 1;
        const lost = descent.diverged !== null && descent.diverged <= at;
        return html`<tr key=${index} class=${lost ? 'diverged' : ''}>
          <th scope="row"><span class="standing-name"><${LineMark} ...${{ index, theme }} /><span class="racer-name">${race.labels.value[index]}</span></span></th>
          <td>${formatSetting(numbersOn(racer, surface, catalog).learning_rate)}</td>
          <td data-figure="gap">${lost ? `diverged at ${formatCount(/** @type {number} */ (descent.diverged))}` : formatFigure(descent.values[last] - answer.lowest)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
