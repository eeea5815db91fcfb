/**
 * The page at which learners join a workshop.
 *
 * @import {Invitation} from '../../protocol/room.js'
 * @import {Joining} from './joining.js'
 */

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

const LONGEST_CODE = 16; // characters, with spaces and dashes
const LONGEST_NAME = 40;

/** @param {{joining: Joining}} props */
export function JoinView({ joining }) {
  const step = joining.step.value;
  switch (step.at) {
    case 'looking':
      return html`<p class="join-wait quiet" role="status">One moment…</p>`;
    case 'code':
      return html`<${CodeForm} joining=${joining} />`;
    case 'name':
      return html`<${NameForm} joining=${joining} invitation=${step.invitation} />`;
    case 'shut':
      return html`<${Halt} ...${step} joining=${joining} />`;
    case 'lost':
      return html`<${Halt} ...${step} joining=${joining} title="No connection" />`;
  }
}

/** @param {{joining: Joining}} props */
function CodeForm({ joining }) {
  const [code, setCode] = useState('');
  const problem = joining.problem.value;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    joining.find(code);
  };
  return html`<form class="join-form" onSubmit=${submit}>
    <h1>Join a workshop</h1>
    <label for="code">Code</label>
    <input id="code" class="code-field" type="text" value=${code} maxlength=${LONGEST_CODE} autocomplete="off"
      autocapitalize="characters" spellcheck=${false} enterkeyhint="go" placeholder="ABC 123" ref=${focusOnce}
      aria-invalid=${problem ? 'true' : undefined} aria-describedby="code-note"
      onInput=${(/** @type {any} */ event) => setCode(event.currentTarget.value)} />
    <${Note} id="code-note" problem=${problem} text="Six letters and digits, as the teacher shows them." />
    <button type="submit" class="button primary">Join</button>
  </form>`;
}

/** @param {{joining: Joining, invitation: Invitation}} props */
function NameForm({ joining, invitation }) {
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    await joining.join(name);
    setBusy(false);
  };
  return html`<form class="join-form" onSubmit=${submit}>
    <h1>${invitation.name}</h1>
    <label for="name">Your name (optional)</label>
    <input id="name" type="text" value=${name} maxlength=${LONGEST_NAME} autocomplete="nickname" enterkeyhint="go"
      spellcheck=${false} ref=${focusOnce} aria-describedby="name-note"
      onInput=${(/** @type {any} */ event) => setName(event.currentTarget.value)} />
    <${Note} id="name-note" problem=${joining.problem.value}
      text="The teacher sees it, and perhaps the whole room. Without one you get a friendly name." />
    <button type="submit" class="button primary" disabled=${isBusy}>Join</button>
    <button type="button" class="button quiet" onClick=${() => joining.restart()}>Another workshop</button>
  </form>`;
}

/** @param {{id: string, problem: string, text: string}} props */
function Note({ id, problem, text }) {
  return html`<p id=${id} class=${problem ? 'join-problem' : 'quiet'} role=${problem ? 'alert' : undefined}>
    ${problem || text}
  </p>`;
}

/** @param {{joining: Joining, title: string, text: string}} props */
function Halt({ joining, title, text }) {
  return html`<div class="join-form" role="status">
    <h1>${title}</h1>
    <p>${text}</p>
    <button type="button" class="button primary" onClick=${() => joining.start()}>Try again</button>
    <button type="button" class="button quiet" onClick=${() => joining.restart()}>Type a code</button>
  </div>`;
}

/** @type {WeakSet<Element>} */
const focused = new WeakSet();

/**
 * Focus a field when it appears, and only then.
 *
 * @param {HTMLElement | null} field
 */
function focusOnce(field) {
  if (!field || focused.has(field)) return;
  focused.add(field);
  field.focus();
}
