/**
 * Dialog for an experiment: what varies, its values, how long every run trains, and what is compared.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {ExperimentMetric, RoomAnswer, Varied} from '../../../protocol/room.js'
 * @import {Draft} from './draft.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { Dialog } from '../../../controls/dialog.js';
import { NumberField } from '../../../controls/numberField.js';
import { Select } from '../../../controls/select.js';
import { TextField } from '../../../controls/textField.js';
import { useSelector } from '../../../core/hooks.js';
import { METRICS, VARIED } from '../../shared/experiment/words.js';
import { MOST_REPEATS, MOST_VALUES, draftOf, experimentOf, faultOf, hasCount, hasNames, planOf } from './draft.js';

const MOST_EPOCHS = 100_000;

const SCALES = [
  { value: 'log', label: 'equal factors', title: 'Each value is the same factor larger than the one before' },
  { value: 'linear', label: 'equal steps', title: 'Each value is the same amount larger than the one before' },
];

/** @typedef {{teacher: Teacher, room: RoomAnswer, onClose: () => void}} Props */

/** @param {Props & {isOpen: boolean}} props */
export function ExperimentDialog({ teacher, room, isOpen, onClose }) {
  return html`<${Dialog} title="The class as an experiment" closeTitle="Close without dealing" kind="small"
    ...${{ isOpen, onClose }}>
    <${Form} ...${{ teacher, room, onClose }} />
  </${Dialog}>`;
}

/** @param {Props} props */
function Form({ teacher, room, onClose }) {
  const presets = useSelector(teacher.app.store, ({ catalog }) => catalog?.presets ?? []);
  const [draft, setDraft] = useState(draftOf('learning_rate'));
  const [run, setRun] = useState(room.leading ? '' : (presets[0]?.name ?? '')); // empty: the teacher's own
  const [problem, setProblem] = useState('');
  const [isDealing, setDealing] = useState(false);
  const set = (/** @type {Partial<Draft>} */ part) => setDraft({ ...draft, ...part });
  const fault = faultOf(draft);
  const here = room.members.filter(({ connected, admitted }) => connected && admitted).length;
  const deal = async () => {
    setDealing(true);
    setProblem('');
    try {
      const spec = run ? presets.find(({ name }) => name === run)?.spec : await teacher.ownSpec();
      if (spec) await teacher.rest.dealExperiment(experimentOf(draft, spec));
      onClose();
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
      setDealing(false);
    }
  };
  return html`<div class="dialog-body experiment-form">
    <p class="quiet">Everyone trains the same network with a different value, and all start together.</p>
    <div class="form-row">
      <${Select} label="What varies" title="The setting that differs from run to run" value=${draft.vary}
        options=${Object.entries(VARIED).map(([value, { label }]) => ({ value, label }))}
        onChoose=${(/** @type {Varied} */ vary) => setDraft(draftOf(vary, namesOf(teacher, vary), draft))} />
      <${Select} label="Run" title="The run that everyone gets, apart from what varies" value=${run}
        options=${[
          ...(room.leading ? [{ value: '', label: 'Your run' }] : []),
          ...presets.map(({ name, label }) => ({ value: name, label, group: 'Examples' })),
        ]}
        onChoose=${setRun} />
    </div>
    <${Values} ...${{ teacher, draft, set }} />
    <div class="form-row">
      ${
        draft.vary !== 'seed' &&
        html`<${NumberField} label="Runs of each value" title="Each with a different seed" isWhole low=${1}
          high=${MOST_REPEATS} step=${1} value=${draft.repeats} text=${String(draft.repeats)}
          onCommit=${(/** @type {number} */ repeats) => set({ repeats })} />`
      }
      <${NumberField} label="Epochs" title="How long every run trains" isWhole low=${1} high=${MOST_EPOCHS} step=${50}
        value=${draft.epochs} text=${String(draft.epochs)}
        onCommit=${(/** @type {number} */ epochs) => set({ epochs })} />
      <${Select} label="Compare" title="What is compared after the last epoch" value=${draft.metric}
        options=${Object.entries(METRICS).map(([value, label]) => ({ value, label }))}
        onChoose=${(/** @type {ExperimentMetric} */ metric) => set({ metric })} />
    </div>
    <${TextField} label="Question (optional)" title="What you want to find out; shown to everyone" most=${120}
      placeholder="What do we want to find out?" value=${draft.text}
      onType=${(/** @type {string} */ text) => set({ text })} />
    <p class=${fault || problem ? 'field-problem' : 'quiet'} role=${fault || problem ? 'alert' : undefined}>
      ${fault || problem || planOf(draft, here)}
    </p>
    <div class="dialog-foot">
      <${Button} kind="primary" title="Give everyone a run; nothing trains before you press Start"
        disabled=${fault !== '' || isDealing} onPress=${deal}>Deal</${Button}>
    </div>
  </div>`;
}

/**
 * Names of the values that the catalog has for a quantity.
 *
 * @param {Teacher} teacher
 * @param {Varied} vary
 */
function namesOf(teacher, vary) {
  const { names } = VARIED[vary];
  const { catalog } = teacher.app.store.state.peek();
  return ((names && catalog?.[names]) || []).map(({ name }) => name);
}

/** @param {{teacher: Teacher, draft: Draft, set: (part: Partial<Draft>) => void}} props */
function Values({ teacher, draft, set }) {
  if (hasNames(draft)) return html`<${Names} ...${{ teacher, draft, set }} />`;
  const { vary, first, last, count, scale } = draft;
  const isWhole = vary !== 'learning_rate';
  const least = vary === 'layers' || vary === 'seed' ? 0 : isWhole ? 1 : 1e-6;
  const number = (/** @type {number} */ value) => String(value);
  return html`<div class="form-row">
    <${NumberField} label="From" title="The first value" low=${least} step=${isWhole ? 1 : 0.01} value=${first}
      text=${number(first)} isWhole=${isWhole} onCommit=${(/** @type {number} */ next) => set({ first: next })} />
    <${NumberField} label="To" title="The last value" low=${least} step=${isWhole ? 1 : 1} value=${last}
      text=${number(last)} isWhole=${isWhole} onCommit=${(/** @type {number} */ next) => set({ last: next })} />
    ${
      hasCount(draft) &&
      html`<${NumberField} label="Values" title="How many, both ends included" isWhole low=${2} high=${MOST_VALUES}
          step=${1}
          value=${count} text=${String(count)} onCommit=${(/** @type {number} */ next) => set({ count: next })} />
        <${Choice} name="experiment-scale" label="Spacing of the values" title="Spacing of the values" value=${scale}
          options=${SCALES} onChoose=${(/** @type {Draft['scale']} */ next) => set({ scale: next })} />`
    }
  </div>`;
}

/** @param {{teacher: Teacher, draft: Draft, set: (part: Partial<Draft>) => void}} props */
function Names({ teacher, draft: { vary, names }, set }) {
  const list = VARIED[vary].names;
  const known = useSelector(teacher.app.store, ({ catalog }) => (list && catalog?.[list]) || [], [list]);
  const choose = (/** @type {string} */ name) =>
    set({ names: known.map((each) => each.name).filter((each) => names.includes(each) !== (each === name)) });
  return html`<fieldset class="experiment-names">
    <legend class="field-label">Values</legend>
    ${known.map(
      ({ name, label }) => html`<label key=${name}>
        <input type="checkbox" checked=${names.includes(name)} onChange=${() => choose(name)} />${label}
      </label>`,
    )}
  </fieldset>`;
}
