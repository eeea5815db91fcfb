/**
 * Dialog for a challenge: a goal that the server checks, the rule that decides who wins, and a clock.
 *
 * @import {Teacher} from '../teacher.js'
 * @import {RoomAnswer} from '../../../protocol/room.js'
 * @import {Draft} from './draft.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

import { Button } from '../../../controls/button.js';
import { Choice } from '../../../controls/choice.js';
import { Dialog } from '../../../controls/dialog.js';
import { Select } from '../../../controls/select.js';
import { Switch } from '../../../controls/switch.js';
import { TextField } from '../../../controls/textField.js';
import { useSelector } from '../../../core/hooks.js';
import { resultOf } from '../controls/push.js';
import { FLAG } from '../../shared/challenge/flag.js';
import { NEW_DRAFT, PROPOSED, challengeOf, faultOf } from './draft.js';

const NOTE = 'The server checks the goal on samples that nobody has. Learning the test samples by heart does not help.';

const MINUTES = [1, 2, 3, 5, 10, 15, 20, 30, 45, 0];

/** @type {{value: Draft['metric'], label: string, title: string}[]} */
const METRICS = [
  { value: 'accuracy', label: 'Accuracy', title: 'The share of samples with the right class; for data with classes' },
  { value: 'test_loss', label: 'Loss', title: 'The mean loss; a run with another loss function does not count' },
];

/** @type {{value: Draft['ranking'], label: string}[]} */
const RANKINGS = [
  { value: 'time', label: 'who gets there first' },
  { value: 'neurons', label: 'fewest hidden neurons' },
  { value: 'parameters', label: 'fewest parameters' },
  { value: 'epochs', label: 'fewest epochs' },
];

/** @param {{teacher: Teacher, room: RoomAnswer, isOpen: boolean, onClose: () => void}} props */
export function ChallengeDialog({ teacher, room, isOpen, onClose }) {
  return html`<${Dialog} title="Challenge the class" closeTitle="Close without a challenge" kind="small"
    ...${{ isOpen, onClose }}>
    <${Form} ...${{ teacher, room, onClose }} />
  </${Dialog}>`;
}

/** @param {{teacher: Teacher, room: RoomAnswer, onClose: () => void}} props */
function Form({ teacher, room, onClose }) {
  const presets = useSelector(teacher.app.store, ({ catalog }) => catalog?.presets ?? []);
  const [draft, setDraft] = useState(
    /** @type {Draft} */ ({ ...NEW_DRAFT, from: room.leading ? 'run' : 'example', example: presets[0]?.name ?? '' }),
  );
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const set = (/** @type {Partial<Draft>} */ part) => {
    setProblem('');
    setDraft({ ...draft, ...part });
  };
  const begin = async () => {
    const fault = faultOf(draft);
    setProblem(fault);
    if (fault) return;
    setBusy(true);
    try {
      const { from, example } = draft;
      const spec = from === 'run' ? await teacher.ownSpec() : presets.find(({ name }) => name === example)?.spec;
      const { refused } = await teacher.rest.challenge(challengeOf(draft, from === 'keep' ? undefined : spec));
      if (refused.length > 0) teacher.notify('error', resultOf({ pushed: [], refused }).text);
      onClose();
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
    setBusy(false);
  };
  const isAccuracy = draft.metric === 'accuracy';
  return html`<div class="dialog-body challenge-form">
    <${Run} ...${{ room, draft, set, presets }} />
    <div class="challenge-goal">
      <${Labelled} label="Goal">
        <${Choice} name="challenge-metric" label="Goal" title="What everyone has to reach" value=${draft.metric}
          options=${METRICS}
          onChoose=${(/** @type {Draft['metric']} */ metric) => set({ metric, threshold: PROPOSED[metric] })} />
      </${Labelled}>
      <${TextField} label=${isAccuracy ? 'at least, in %' : 'at most'} title="Value that reaches the goal" most=${20}
        value=${draft.threshold} onType=${(/** @type {string} */ threshold) => set({ threshold })} />
    </div>
    <div class="answer-row">
      <${Select} label="Who wins" title="What ranks those who reach the goal" value=${draft.ranking} options=${RANKINGS}
        onChoose=${(/** @type {any} */ ranking) => set({ ranking })} />
      <${Select} label="Clock" title="When the challenge ends by itself" value=${draft.minutes}
        options=${MINUTES.map((value) => ({ value, label: value ? `${value} min` : 'no end' }))}
        onChoose=${(/** @type {string} */ minutes) => set({ minutes: Number(minutes) })} />
    </div>
    <${AllowedFeatures} ...${{ teacher, draft, set }} />
    <${TextField} label="In your words (optional)" title="Shown to everyone with the goal" most=${200}
      placeholder="As few neurons as you can!" value=${draft.text}
      onType=${(/** @type {string} */ text) => set({ text })} />
    <p class=${problem ? 'field-problem' : 'quiet'} role=${problem ? 'alert' : undefined}>
      ${problem || NOTE}
    </p>
    <div class="dialog-foot">
      <${Button} icon=${FLAG} kind="primary" disabled=${isBusy} title="Begin now: the clock starts at once"
        onPress=${begin}>Begin</${Button}>
    </div>
  </div>`;
}

/** @param {{label: string, children?: import('preact').ComponentChildren}} props */
const Labelled = ({ label, children }) => html`<div class="field">
  <div class="field-head"><span class="field-label" aria-hidden="true">${label}</span></div>
  ${children}
</div>`;

/**
 * @param {object} props
 * @param {RoomAnswer} props.room
 * @param {Draft} props.draft
 * @param {(part: Partial<Draft>) => void} props.set
 * @param {{name: string, label: string}[]} props.presets
 */
function Run({ room, draft, set, presets }) {
  const options = [
    ...(room.leading ? [{ value: 'run', label: 'your run', title: 'Data, network and settings of your own run' }] : []),
    { value: 'example', label: 'an example', title: 'One of the prepared runs' },
    { value: 'keep', label: 'the run they have', title: 'Everyone goes on with their own run' },
  ];
  return html`
    <${Labelled} label="Everyone begins with">
      <${Choice} name="challenge-run" label="Everyone begins with" title="The run of each member at the start"
        value=${draft.from} options=${options} onChoose=${(/** @type {Draft['from']} */ from) => set({ from })} />
    </${Labelled}>
    ${
      draft.from === 'example' &&
      html`<${Select} label="Example" title="The prepared run" value=${draft.example}
        options=${presets.map(({ name, label }) => ({ value: name, label }))}
        onChoose=${(/** @type {string} */ example) => set({ example })} />`
    }
    ${
      draft.from === 'keep' &&
      html`<p class="quiet">Everyone keeps their run, trained or not. The data are those of most members.</p>`
    }
  `;
}

/** @param {{teacher: Teacher, draft: Draft, set: (part: Partial<Draft>) => void}} props */
function AllowedFeatures({ teacher, draft: { features }, set }) {
  const all = useSelector(teacher.app.store, ({ catalog }) => catalog?.features ?? []);
  const toggle = (/** @type {any} */ name) =>
    set({
      features: features?.includes(name) ? features.filter((each) => each !== name) : [...(features ?? []), name],
    });
  return html`
    <${Switch} label="Only certain features" on=${features !== null}
      title="For points in the plane: a network that uses other features does not count"
      onSwitch=${(/** @type {boolean} */ on) => set({ features: on ? ['x1', 'x2'] : null })} />
    ${
      features !== null &&
      html`<fieldset class="allowed-features">
        <legend class="visually-hidden">Features that are allowed</legend>
        ${all.map(
          ({ name, label }) => html`<label key=${name} title=${`Allow ${label}`}>
            <input type="checkbox" checked=${features.some((each) => each === name)} onChange=${() => toggle(name)} />
            <span>${label}</span>
          </label>`,
        )}
      </fieldset>`
    }
  `;
}
