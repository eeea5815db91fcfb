/**
 * The brushes for the plane: a class, a new class, a value in regression, or the eraser.
 *
 * @import {App} from '../../../core/app.js'
 */

import { html } from 'htm/preact';
import { Eraser, Plus } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { ClassMark } from '../../../controls/network/classMark.js';
import { Icon } from '../../../controls/icon.js';
import { Slider } from '../../../controls/slider.js';
import { paletteOf } from '../../../draw/palette.js';
import { markColour } from '../../../draw/points.js';
import { setPoints } from '../../../core/edits/dataEdits.js';
import { useSelector } from '../../../core/hooks.js';
import { clearPoints } from '../../shared/points.js';
import { classNamesOf, isLive, planeOf, taskOf } from '../../../core/selectors.js';
import { tickText } from './ticks.js';

const MOST_CLASSES = 6; // as many as there are shapes
const VALUES = { min: -1, max: 1, step: 0.1 };
const ERASER = 'eraser';

/** @param {{app: App}} props */
export function Brushes({ app: { store, commands } }) {
  const names = useSelector(store, (state) => classNamesOf(state).join('\n'));
  const regression = useSelector(store, (state) => taskOf(state) === 'regression');
  const tool = useSelector(store, ({ look }) => look.tool);
  const brush = useSelector(store, ({ look }) => look.brush);
  const palette = paletteOf(useSelector(store, ({ look }) => look.theme));
  const disabled = !useSelector(store, isLive);
  const classes = names ? names.split('\n') : [];
  const value = tool === 'erase' ? ERASER : regression ? 'value' : String(Math.min(brush, classes.length));

  /** @param {string} chosen */
  const choose = (chosen) => {
    const isClass = chosen !== ERASER && chosen !== 'value';
    const look = isClass ? { brush: Number(chosen) } : {};
    store.dispatch({ type: 'look', look: { tool: chosen === ERASER ? 'erase' : 'draw', ...look } });
  };
  const clear = () => {
    const { spec, data, ...rest } = store.state.peek();
    if (!spec || !data) return;
    const left = clearPoints(data);
    store.dispatch({ type: 'data', data: left });
    commands.change(setPoints(spec, data, left, rest.session ? planeOf({ spec, data, ...rest }) : null));
  };

  return html`<div class="brushes">
    <${Choice}
      name="brush"
      label="What a click or tap on the map does"
      title="What a click or tap on the map does"
      options=${regression ? [VALUE, ERASE] : classOptions(classes, palette)}
      onChoose=${choose}
      ...${{ value, disabled }}
    />
    ${
      regression &&
      tool === 'draw' &&
      html`<${Slider} ...${{ ...VALUES, disabled }} label="Value" title="The value of the points you draw"
        value=${brush} text=${tickText(brush)}
        onSlide=${(/** @type {number} */ next) => store.dispatch({ type: 'look', look: { brush: next } })} />`
    }
    <${Button} kind="quiet" disabled=${disabled} title="Remove all points but one of each class"
      onPress=${clear}>
      Clear
    </${Button}>
  </div>`;
}

/**
 * @param {string} text
 * @param {unknown} mark
 */
const marked = (text, mark) => html`${mark}<span class="visually-hidden">${text}</span>`;

const VALUE = { value: 'value', label: 'point', title: 'Draw points with the value chosen here; drag one to move it' };
const ERASE = {
  value: ERASER,
  label: marked('Erase', html`<${Icon} icon=${Eraser} size=${14} />`),
  title: 'Erase points',
};

/**
 * @param {string[]} classes
 * @param {ReturnType<typeof paletteOf>} palette
 */
function classOptions(classes, palette) {
  const draw = classes.map((name, index) => {
    const mark = html`<${ClassMark} index=${index} colour=${markColour(index, classes.length, palette)} />`;
    return { value: String(index), label: marked(name, mark), title: `Draw points of ${name}; drag one to move it` };
  });
  const more = {
    value: String(classes.length),
    label: marked('A new class', html`<${Icon} icon=${Plus} size=${14} />`),
    title: 'Draw points of a new class; the first one starts a new run',
  };
  return classes.length < MOST_CLASSES ? [...draw, more, ERASE] : [...draw, ERASE];
}
