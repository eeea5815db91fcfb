/**
 * The run of the playground: what its gradients say, and copies of it with a remedy, from the same seed, beside it.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {App} from '../../core/app.js'
 * @import {Finding} from './diagnosis.js'
 * @import {Kept} from './stickyFindings.js'
 * @import {RemedyName} from './remedies.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CircleCheck, Info, TriangleAlert } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { keepChoices, readChoices } from '../../core/address/choices.js';
import { diagnose } from './diagnosis.js';
import { usePart } from '../../core/hooks.js';
import { LINGER, linger } from './stickyFindings.js';
import { REMEDIES, effective } from './remedies.js';
import { Lanes } from './lanes.js';

const MOST_COPIES = 3;
const ICONS = { good: CircleCheck, notice: Info, alarm: TriangleAlert };

/** @param {{app: App, children: ComponentChildren}} props */
export function ThisRun({ app, children }) {
  const { store, group, run } = app;
  const [copies, setCopies] = useState(keptCopies);
  const isThere = usePart(store, ({ session }) => session !== null);

  useEffect(() => {
    group.host('This run', run);
    return () => group.unhost();
  }, []);
  useEffect(() => {
    const { spec } = store.state.peek();
    if (!isThere || !spec) return;
    const entries = copies.map((name) => ({ label: REMEDIES[name].label, spec: REMEDIES[name].apply(spec) }));
    group
      .open(entries)
      .then(() => group.catchUp())
      .catch((/** @type {Error} */ { message }) => {
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
        change(copies.slice(0, -1));
      });
  }, [copies.join(), isThere]);

  const change = (/** @type {RemedyName[]} */ names) => {
    keepChoices({ copies: names.length > 0 ? names.join('.') : null });
    setCopies(names);
  };
  const add = (/** @type {RemedyName} */ name) =>
    change([...copies.filter((other) => other !== name), name].slice(-MOST_COPIES));
  const remove = (/** @type {number} */ index) => change(copies.toSpliced(index - 1, 1));

  return html`
    <aside class="flow-side">
      ${children}
      <h2>What the numbers say</h2>
      <${Findings} ...${{ app, copies, add }} />
    </aside>
    <${Lanes} ...${{ app, remove }} />
  `;
}

/** @param {{app: App, copies: RemedyName[], add: (name: RemedyName) => void}} props */
function Findings({ app: { store }, copies, add }) {
  const findings = useLingering(usePart(store, (state) => JSON.stringify(diagnose(state))));
  const spec = usePart(store, (state) => state.spec);
  return useMemo(
    () => html`<ul class="findings" aria-live="polite">
      ${JSON.parse(findings).map(
        (/** @type {Finding} */ { name, level, text, remedies }) => html`<li key=${name} data-level=${level}>
          <${Icon} icon=${ICONS[level]} />
          <p>${text}</p>
          ${spec && html`<${Remedies} ...${{ names: effective(spec, remedies), copies, add }} />`}
        </li>`,
      )}
    </ul>`,
    [findings, spec, copies],
  );
}

/** Findings, as JSON, with those that held until lately. @param {string} found */
function useLingering(found) {
  const [, lookAgain] = useState(0);
  const kept = useRef(/** @type {Kept[]} */ ([]));
  const now = performance.now();
  kept.current = linger(kept.current, JSON.parse(found), now);
  const isLate = kept.current.some(({ time }) => time < now);
  useEffect(() => {
    if (!isLate) return undefined;
    const timer = setTimeout(() => lookAgain(now), LINGER);
    return () => clearTimeout(timer);
  });
  return JSON.stringify(kept.current.map(({ finding }) => finding));
}

/** @param {{names: RemedyName[], copies: RemedyName[], add: (name: RemedyName) => void}} props */
function Remedies({ names, copies, add }) {
  if (names.length === 0) return null;
  return html`<div class="remedies" role="group" aria-label="Remedies: each starts a copy from the same seed beside the run">
    ${names.map(
      (
        name,
      ) => html`<${Button} key=${name} title=${`${REMEDIES[name].title}: starts a copy from the same seed beside this run`}
        pressed=${copies.includes(name)} onPress=${() => add(name)}>${REMEDIES[name].label}</${Button}>`,
    )}
  </div>`;
}

/** @returns {RemedyName[]} */
function keptCopies() {
  const names = (readChoices().copies ?? '').split('.');
  return /** @type {RemedyName[]} */ (names.filter((name) => name in REMEDIES)).slice(0, MOST_COPIES);
}
