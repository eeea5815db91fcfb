/**
 * The current run with the diagnosis of its gradients, beside copies with a remedy from the same seed.
 *
 * @import {ComponentChildren} from 'preact'
 * @import {App} from '../../core/app.js'
 * @import {Finding} from './diagnosis.js'
 * @import {StickyFinding} from './stickyFindings.js'
 * @import {RemedyName} from './remedies.js'
 */

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CircleCheck, Info, TriangleAlert } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { usePacedSelector, useSelector } from '../../core/hooks.js';
import { TextWithTerms, useGlossary } from '../shared/glossary/termLink.js';
import { Waiting } from '../shared/waiting.js';
import { diagnose } from './diagnosis.js';
import { REMEDIES, effective } from './remedies.js';
import { RunPanels } from './runPanels.js';
import { STICKY_TIME, keepFindings } from './stickyFindings.js';

const MAX_COPIES = 3;
const READING_PAUSE = 500; // ms between changes of a sentence, which nobody reads faster
const ICONS = { good: CircleCheck, notice: Info, alarm: TriangleAlert };

/** @param {{app: App, children: ComponentChildren}} props */
export function CurrentRun({ app, children }) {
  const { store, group, run } = app;
  const [copies, setCopies] = useState(() => readCopies(app.choices.read()));
  const isReady = useSelector(store, ({ session, catalog }) => session !== null && catalog !== null);

  useEffect(() => {
    group.host('This run', run);
    return () => group.unhost();
  }, []);
  useEffect(() => {
    const { spec, catalog } = store.state.peek();
    if (!isReady || !spec) return;
    const entries = copies.map((name) => ({ label: REMEDIES[name].label, spec: REMEDIES[name].apply(spec, catalog) }));
    group
      .open(entries)
      .then(() => group.catchUp())
      .catch((/** @type {Error} */ { message }) => {
        store.dispatch({ type: 'notice', notice: { kind: 'error', text: message } });
        change(copies.slice(0, -1));
      });
  }, [copies.join(), isReady]);

  const change = (/** @type {RemedyName[]} */ names) => {
    app.choices.keep({ copies: names.length > 0 ? names.join('.') : null });
    setCopies(names);
  };
  const add = (/** @type {RemedyName} */ name) =>
    change([...copies.filter((other) => other !== name), name].slice(-MAX_COPIES));
  const remove = (/** @type {number} */ index) => change(copies.toSpliced(index - 1, 1));

  return html`
    <aside class="flow-side">
      ${children}
      <h2>Diagnosis</h2>
      <${Findings} ...${{ app, copies, add }} />
    </aside>
    <${RunPanels} ...${{ app, remove }} />
  `;
}

/** @param {{app: App, copies: RemedyName[], add: (name: RemedyName) => void}} props */
function Findings({ app, copies, add }) {
  const { store } = app;
  const findings = useStickyFindings(
    usePacedSelector(
      app,
      (state) => JSON.stringify(diagnose(state)),
      () => READING_PAUSE,
    ),
  );
  const spec = useSelector(store, (state) => state.spec);
  const catalog = useSelector(store, (state) => state.catalog);
  const glossary = useGlossary(app);
  const list = useMemo(() => {
    const seen = new Set();
    return html`<${Announcement} findings=${JSON.parse(findings)} /><ul class="findings">
      ${JSON.parse(findings).map(
        (/** @type {Finding} */ { name, level, text, remedies }) => html`<li key=${name} data-level=${level}>
          <${Icon} icon=${ICONS[level]} />
          <p><${TextWithTerms} ...${{ glossary, text, seen }} /></p>
          ${spec && html`<${Remedies} ...${{ names: effective(spec, remedies, catalog), copies, add }} />`}
        </li>`,
      )}
    </ul>`;
  }, [findings, spec, catalog, copies, glossary]);
  return spec ? list : html`<${Waiting} store=${store} />`;
}

/**
 * Say the findings to a screen reader when there are others, but not whenever a number in them changes.
 *
 * @param {{findings: Finding[]}} props
 */
function Announcement({ findings }) {
  const kinds = findings.map(({ name, level }) => `${name} ${level}`).join();
  const text = useMemo(() => findings.map((finding) => finding.text).join(' '), [kinds]);
  return html`<p class="visually-hidden" role="status">${text}</p>`;
}

/**
 * Add findings that cleared recently.
 *
 * @param {string} current findings as JSON
 */
function useStickyFindings(current) {
  const [, rerender] = useState(0);
  const shown = useRef(/** @type {StickyFinding[]} */ ([]));
  const now = performance.now();
  shown.current = keepFindings(shown.current, JSON.parse(current), now);
  const hasCleared = shown.current.some(({ time }) => time < now);
  useEffect(() => {
    if (!hasCleared) return undefined;
    const timer = setTimeout(() => rerender(now), STICKY_TIME);
    return () => clearTimeout(timer);
  });
  return JSON.stringify(shown.current.map(({ finding }) => finding));
}

/** @param {{names: RemedyName[], copies: RemedyName[], add: (name: RemedyName) => void}} props */
function Remedies({ names, copies, add }) {
  if (names.length === 0) return null;
  return html`<div class="remedies" role="group" aria-label="Remedies: each starts a copy from the same seed">
    ${names.map(
      (name) => html`<${Button} key=${name} title=${`${REMEDIES[name].title}. Starts a copy from the same seed.`}
        pressed=${copies.includes(name)} onPress=${() => add(name)}>${REMEDIES[name].label}</${Button}>`,
    )}
  </div>`;
}

/**
 * Remedies in the address.
 *
 * @param {Record<string, string>} choices
 * @returns {RemedyName[]}
 */
function readCopies(choices) {
  const names = (choices.copies ?? '').split('.');
  return /** @type {RemedyName[]} */ (names.filter((name) => name in REMEDIES)).slice(0, MAX_COPIES);
}
