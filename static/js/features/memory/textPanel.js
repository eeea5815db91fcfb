/**
 * A text of one's own to learn, and what the networks are to write.
 *
 * @import {Lab} from './memoryLab.js'
 */

import { html } from 'htm/preact';
import { Dices } from 'lucide';

import { Button } from '../../controls/button.js';
import { Slider } from '../../controls/slider.js';
import { TextField } from '../../controls/textField.js';
import { formatCount } from '../../draw/format.js';
import { RANGES } from './settings.js';
import { alphabetOf, faultOfText } from './tasks.js';
import { promptOf } from './memoryLab.js';

/** @param {{lab: Lab}} props */
export function TextPanel({ lab }) {
  const text = lab.text.value;
  const { prompt, temperature } = lab.choices.value;
  const refused = lab.seen.value.map(({ writing }) => writing.value.fault).find(Boolean) ?? '';
  return html`<section class="lab-text" aria-label="Your own text">
    <${TextField}
      label="Text to learn"
      title="Every stretch of it is learnt, character by character; typing begins all runs anew"
      lines=${5}
      value=${text}
      fault=${faultOfText(text)}
      note=${`${formatCount([...text].length)} characters, ${alphabetOf(text).length} different ones`}
      onType=${(/** @type {string} */ value) => lab.write(value)}
    />
    <div class="lab-prompt">
      <${TextField}
        label="Prompt"
        title="What the networks go on from; characters of the text alone"
        most=${RANGES.prompt}
        placeholder=${promptOf(text)}
        value=${prompt}
        fault=${refused}
        onType=${(/** @type {string} */ value) => lab.choose({ prompt: value })}
      />
      <${Slider}
        label="Temperature"
        title="Low: the likeliest characters alone; high: surprises"
        value=${temperature}
        min=${RANGES.temperature.low}
        max=${RANGES.temperature.high}
        step=${0.05}
        text=${temperature.toFixed(2)}
        onSlide=${(/** @type {number} */ value) => lab.choose({ temperature: value })}
      />
      <${Button} icon=${Dices} title="Let the same networks write something else"
        onPress=${() => lab.drawAgain()}>Write something else</${Button}>
    </div>
  </section>`;
}
