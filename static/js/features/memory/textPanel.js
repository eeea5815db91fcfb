/**
 * Fields for the text to learn, and for the prompt and temperature of the generated text.
 *
 * @import {MemoryLab} from './memoryLab.js'
 */

import { html } from 'htm/preact';
import { Dices } from 'lucide';

import { Button } from '../../controls/button.js';
import { Slider } from '../../controls/slider.js';
import { TextField } from '../../controls/textField.js';
import { formatCount } from '../../draw/format.js';
import { RANGES } from './settings.js';
import { alphabetOf, textProblem } from './text.js';
import { firstWord } from './memoryLab.js';

/** @param {{lab: MemoryLab}} props */
export function TextPanel({ lab }) {
  const text = lab.text.value;
  const { prompt, temperature } = lab.settings.value;
  const refused = lab.runs.value.map(({ writing }) => writing.value.fault).find(Boolean) ?? '';
  return html`<section class="lab-text" aria-label="Your own text">
    <${TextField}
      label="Text to learn"
      title="The networks learn to predict its next character. A change restarts all runs."
      lines=${5}
      value=${text}
      fault=${textProblem(text)}
      note=${`${formatCount([...text].length)} characters, ${alphabetOf(text).length} distinct`}
      onType=${(/** @type {string} */ value) => lab.setText(value)}
    />
    <div class="lab-prompt">
      <${TextField}
        label="Prompt"
        title="Start of the generated text, in characters of the text above"
        most=${RANGES.prompt}
        placeholder=${firstWord(text)}
        value=${prompt}
        fault=${refused}
        onType=${(/** @type {string} */ value) => lab.choose({ prompt: value })}
      />
      <${Slider}
        label="Temperature"
        title="Low: only the most probable characters. High: more random ones."
        value=${temperature}
        min=${RANGES.temperature.low}
        max=${RANGES.temperature.high}
        step=${0.05}
        text=${temperature.toFixed(2)}
        onSlide=${(/** @type {number} */ value) => lab.choose({ temperature: value })}
      />
      <${Button} icon=${Dices} title="Generate another text with the same networks"
        onPress=${() => lab.writeAgain()}>Generate again</${Button}>
    </div>
  </section>`;
}
