/**
 * Play, step, rewind and speed, with the counters.
 *
 * @import {Unit} from '../../protocol/model.js'
 * @import {Driving, Scene} from '../../core/app.js'
 * @import {Choices} from '../../core/address/choices.js'
 * @import {Store} from '../../core/store.js'
 */

import { html } from 'htm/preact';
import { Dices, Pause, Play, RotateCcw, StepForward, Undo2 } from 'lucide';

import { Button } from '../../controls/button.js';
import { Lockable } from '../../controls/lockable.js';
import { Choice } from '../../controls/choice.js';
import { Select } from '../../controls/select.js';
import { formatCount } from '../../draw/format.js';
import { usePacedSelector, useSelector } from '../../core/hooks.js';
import { canTrain, isLive, isPlaying } from '../../core/selectors.js';
import { SPEEDS, isSlow } from '../../core/session/speeds.js';
import { numberPause } from '../shared/pauses.js';

/** @type {{value: Unit, label: string, title: string}[]} */
const UNITS = [
  { value: 'sample', label: 'sample', title: 'Step through one sample; the weights change when its batch is complete' },
  { value: 'step', label: 'batch', title: 'Step by one batch: one update of the weights' },
  { value: 'epoch', label: 'epoch', title: 'Step by one epoch: once through all training data' },
];

const LARGEST_SEED = 2 ** 32;

/** Titles of the Undo button, by the server's next undo. @type {Record<string, string>} */
const UNDONE = {
  change: 'Undo: back to the run before the last change of its network or data',
  reset: 'Undo: back to the weights before the rewind',
  parameters: 'Undo: back to the weights before the last edit',
  run: 'Undo: back to the run before another was loaded',
  data: 'Undo: back to the data before the last change',
  return: 'Undo: back to the state before the return to a checkpoint',
  divergence: 'Undo: back to the run before the change it diverged after',
};
const NOTHING = 'Undo: nothing to undo';
const HELD = 'The teacher decides when this run trains';

/**
 * @param {{app: Scene & {commands: Driving, choices: Pick<Choices, 'keep'>, usualSpeed: string}}} props
 *   usualSpeed: name of the speed that the address does not need to ask for
 */
export function Transport({ app }) {
  const { store, commands, choices, usualSpeed } = app;
  const live = useSelector(store, isLive);
  const playing = useSelector(store, isPlaying);
  const diverged = useSelector(store, (state) => state.status === 'diverged');
  const unit = useSelector(store, (state) => state.look.stepUnit);
  const speed = useSelector(store, (state) => state.look.speed);
  const held = useSelector(store, (state) => state.held);
  const blocked = !useSelector(store, canTrain) || diverged;
  const slow = isSlow(speed);
  const chooseSpeed = (/** @type {number} */ chosen) => {
    const { name } = SPEEDS[chosen];
    commands.setSpeed(chosen);
    choices.keep({ speed: name === usualSpeed ? null : name });
  };

  return html`
    <${Button}
      icon=${RotateCcw}
      title="Rewind to the same initial weights"
      disabled=${!live}
      onPress=${() => commands.rewind()}
    />
    <${Button}
      icon=${playing ? Pause : Play}
      kind="primary play"
      iconSize=${20}
      title=${held ? HELD : playing ? 'Pause the training' : 'Train the network'}
      disabled=${blocked}
      onPress=${() => commands.togglePlaying()}
    />
    <${Button}
      icon=${StepForward}
      title=${held ? HELD : slow ? 'Go to the next stage' : `Train for one ${unit === 'step' ? 'batch' : unit}`}
      disabled=${blocked}
      onPress=${() => commands.step(unit)}
    />
    <${Choice}
      name="step-unit"
      label="Step by"
      title=${slow ? 'In slow motion, a step is one stage' : 'Length of one step'}
      disabled=${slow}
      value=${unit}
      options=${UNITS}
      onChoose=${(/** @type {Unit} */ stepUnit) => store.dispatch({ type: 'look', look: { stepUnit } })}
    />
    <${Lockable} lock="seed" class="part"><${Button}
      icon=${Dices}
      title="Draw new initial weights and start again"
      disabled=${!live}
      onPress=${() => commands.redraw(Math.floor(Math.random() * LARGEST_SEED))}
    /></${Lockable}>
    <${Undo} store=${store} commands=${commands} live=${live} />
    <${Counter} scene=${app} />
    <${Select}
      kind="speed"
      label="Speed"
      title="How fast the network trains while it plays"
      value=${speed}
      options=${commands.speeds.map((value) => ({
        value,
        label: SPEEDS[value].label,
        group: isSlow(value) ? 'Slow motion' : undefined,
      }))}
      onChoose=${(/** @type {string} */ value) => chooseSpeed(Number(value))}
    />
  `;
}

/** @param {{store: Store, commands: Driving, live: boolean}} props */
function Undo({ store, commands, live }) {
  const next = useSelector(store, ({ session }) => session?.undo ?? null);
  return html`<${Button} icon=${Undo2} title=${next ? UNDONE[next] : NOTHING} disabled=${!live || !next}
    onPress=${() => commands.undo()} />`;
}

/**
 * The counters of epochs and steps.
 *
 * @param {{scene: Scene}} props
 */
function Counter({ scene }) {
  const epoch = usePacedSelector(scene, ({ frame, session }) => frame?.epoch ?? session?.epoch ?? 0, numberPause);
  const step = usePacedSelector(scene, ({ frame, session }) => frame?.step ?? session?.step ?? 0, numberPause);
  return html`<dl class="counter" title="Epochs: passes over all training data. Steps: updates of the weights.">
    <div><dt>Epoch</dt><dd class="figure-large" data-figure="epoch">${formatCount(epoch)}</dd></div>
    <div><dt>Step</dt><dd data-figure="step">${formatCount(step)}</dd></div>
  </dl>`;
}
