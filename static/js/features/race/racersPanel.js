/**
 * The list of racers with their learning rates and hyperparameters, presets, and a control to add a racer.
 *
 * @import {App} from '../../core/app.js'
 * @import {Race} from './race.js'
 * @import {Racer} from './racers.js'
 * @import {Catalog} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { SlidersHorizontal, X } from 'lucide';

import { Button } from '../../controls/button.js';
import { NumberField } from '../../controls/numberField.js';
import { Popover } from '../../controls/popover.js';
import { Select } from '../../controls/select.js';
import { formatSetting } from '../../draw/format.js';
import { useSelector } from '../../core/hooks.js';
import { labelOfNumber } from '../../core/selectors.js';
import { MAX_RACERS, PRESETS, entryOf, presetOf, withNumber, withRacer, withoutRacer } from './racers.js';
import { LineMark } from '../shared/lineMark.js';

const CUSTOM = 'own';
const PLACEHOLDER = { value: '', label: 'Choose an optimizer…' };

/** @param {{app: App, race: Race}} props */
export function RacersPanel({ app, race }) {
  const catalog = /** @type {Catalog} */ (useSelector(app.store, (state) => state.catalog));
  const theme = useSelector(app.store, ({ look }) => look.theme);
  const racers = race.racers.value;
  const preset = presetOf(racers, catalog);
  const presets = Object.entries(PRESETS).map(([value, { label }]) => ({ value, label }));
  const full = racers.length >= MAX_RACERS;
  const optimizers = catalog.optimizers.map(({ name, label, formula }) => ({ value: name, label, title: formula }));
  const add = (/** @type {string} */ name) => name && race.setRacers(withRacer(racers, name, catalog));
  return html`
    <${Select} label="Racers" title="Presets of racers" value=${preset ?? CUSTOM}
      options=${preset ? presets : [{ value: CUSTOM, label: 'Custom' }, ...presets]}
      onChoose=${(/** @type {string} */ name) => name !== CUSTOM && race.setRacers(PRESETS[name].racers(catalog))} />
    <p class="race-text quiet">
    ${preset ? PRESETS[preset].text : 'Your own choice of racers. Every change restarts the race.'}</p>
    <ul class="racers">
      ${racers.map(
        (racer, index) =>
          html`<${RacerRow} key=${`${index} ${racer.optimizer}`} ...${{ catalog, race, racer, index, theme }}
            label=${race.labels.value[index]} />`,
      )}
    </ul>
    <${Select} label="Add" title=${full ? `At most ${MAX_RACERS} racers` : 'An optimizer can race several times'}
      value="" disabled=${full}
      options=${[PLACEHOLDER, ...optimizers]}
      onChoose=${add} />
  `;
}

/**
 * @param {{catalog: Catalog, race: Race, racer: Racer, index: number, label: string, theme: 'light' | 'dark'}} props
 */
function RacerRow({ catalog, race, racer, index, label, theme }) {
  const { label: name, formula, source, hyperparameters } = entryOf(catalog, racer.optimizer);
  const set = (/** @type {string} */ key, /** @type {number} */ value) =>
    race.setRacers(withNumber(race.racers.peek(), index, key, value));
  const rate = racer.numbers.learning_rate;
  return html`<li class="racer">
    <${LineMark} ...${{ index, theme }} />
    <span class="racer-name" title=${formula}>${name}</span>
    <${NumberField} kind="bare racer-rate" label=${`Learning rate of ${label}`}
      title="Learning rate η. A change restarts the race."
      value=${rate} text=${formatSetting(rate)} step=${Number((rate / 10).toPrecision(1))} low=${1e-9} high=${1000}
      onCommit=${(/** @type {number} */ value) => set('learning_rate', value)} />
    <${Popover} icon=${SlidersHorizontal} kind="small quiet" iconSize=${12} title=${`${label} settings`}>
      ${() => html`<div class="menu-card">
        <h2>${name}</h2>
        <p class="formula">${formula}</p>
        ${hyperparameters.map((number) => {
          const value = racer.numbers[number.name] ?? number.default;
          const [low, high] = [formatSetting(number.low), formatSetting(number.high)];
          return html`<${NumberField} key=${number.name} label=${labelOfNumber(number)}
            title=${`From ${low} to ${high}, default ${formatSetting(number.default)}`}
            step=${value > 0 && value < 0.01 ? value : 0.01} text=${formatSetting(value)} low=${number.low}
            high=${number.high} value=${value}
            onCommit=${(/** @type {number} */ next) => set(number.name, next)} />`;
        })}
        <p class="quiet">${source}</p>
      </div>`}
    </${Popover}>
    <${Button} icon=${X} kind="small quiet" iconSize=${12} title=${`Remove ${label}`}
      disabled=${race.racers.value.length < 2}
      onPress=${() => race.setRacers(withoutRacer(race.racers.peek(), index))} />
  </li>`;
}
