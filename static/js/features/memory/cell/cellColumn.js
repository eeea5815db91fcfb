/**
 * One cell: its figures, what it writes, and its strips.
 *
 * @import {Lab, Seen} from '../memoryLab.js'
 */

import { html } from 'htm/preact';
import { TriangleAlert } from 'lucide';

import { Button } from '../../../controls/button.js';
import { Icon } from '../../../controls/icon.js';
import { formatAccuracy, formatCount, formatFigure, formatSetting } from '../../../draw/format.js';
import { usePart } from '../../../core/hooks.js';
import { lastLayer } from '../gradients.js';
import { CELLS } from '../tasks.js';
import { CellMark, cellOf } from '../cellMark.js';
import { Strips } from './strips.js';

/** @param {{lab: Lab, seen: Seen}} props */
export function CellColumn({ lab, seen }) {
  const { member, look } = seen;
  const name = cellOf(member.label);
  const { answer, fault } = look.value;
  return html`<article class="lab-cell" aria-label=${member.label} data-cell=${name}>
    <header>
      <h3><${CellMark} app=${member} name=${name} />${member.label}</h3>
      <p class="quiet">${CELLS[name].name}</p>
    </header>
    <${Figures} seen=${seen} />
    <${Trouble} lab=${lab} seen=${seen} />
    ${seen.task === 'text' && html`<${Written} lab=${lab} seen=${seen} />`}
    ${fault && html`<p class="field-problem" role="alert">${fault}</p>`}
    ${answer && html`<${Strips} lab=${lab} seen=${seen} answer=${answer} />`}
  </article>`;
}

/** @param {{seen: Seen}} props */
function Figures({ seen: { member, look } }) {
  const metrics = usePart(member.store, ({ frame }) => frame?.metrics ?? null);
  const count = usePart(member.store, ({ session }) => session?.parameter_count ?? 0);
  const isValue = usePart(member.store, ({ session }) => session?.data.task === 'regression');
  const radii = Object.entries(lastLayer(look.value.answer)?.spectral_radius ?? {});
  return html`<dl class="lab-figures">
    <div title="On the sequences that are not trained on"><dt>Test loss</dt><dd data-figure="test-loss">${formatFigure(metrics?.test_loss)}</dd></div>
    ${
      isValue
        ? html`<div title="Share of the targets’ variance that is explained"><dt>R²</dt><dd data-figure="test-score">${formatFigure(metrics?.test_r2)}</dd></div>`
        : html`<div title="Share of the answers that are right"><dt>Accuracy</dt><dd data-figure="test-score">${formatAccuracy(metrics?.test_accuracy)}</dd></div>`
    }
    <div title="Numbers that are learnt"><dt>Parameters</dt><dd>${formatCount(count)}</dd></div>
    <div class="lab-radii" title="Spectral radius of the recurrent weights as they are now, of each gate for itself"><dt>ρ now</dt><dd data-figure="radius">
      ${radii.map(([gate, radius]) => html`<span key=${gate}>${radii.length > 1 && html`<i>${gate}</i> `}${radius === null ? '–' : radius.toFixed(2)} </span>`)}
    </dd></div>
  </dl>`;
}

/** A run that diverged, and what helps; or one that is not reached. @param {{lab: Lab, seen: Seen}} props */
function Trouble({ lab, seen: { member } }) {
  const diverged = usePart(member.store, ({ status }) => status === 'diverged');
  const message = usePart(member.store, ({ divergence }) => divergence);
  const lost = usePart(member.store, ({ connection }) => connection.phase === 'lost');
  const { rate, clip } = lab.choices.value;
  if (lost)
    return html`<p class="lab-trouble" role="status">The connection is lost; this page connects again by itself.</p>`;
  if (!diverged) return null;
  const lower = Number((rate / 10).toPrecision(3));
  return html`<div class="lab-trouble" role="alert">
    <${Icon} icon=${TriangleAlert} />
    <p>It diverged, and the others go on without it. ${message}</p>
    ${!clip && html`<${Button} title="Begin all runs anew, with gradients clipped" onPress=${() => lab.choose({ clip: true })}>Clip gradients</${Button}>`}
    <${Button} title="Begin all runs anew, with a tenth of the learning rate" onPress=${() => lab.choose({ rate: lower })}>Rate ${formatSetting(lower)}</${Button}>
  </div>`;
}

/** What it writes after the prompt. @param {{lab: Lab, seen: Seen}} props */
function Written({ lab, seen: { writing, member } }) {
  const { label } = member;
  const { answer } = writing.value;
  return html`<figure class="lab-written" title="Drawn character by character from what the network holds likely, about once a second">
    <figcaption class="field-label">Writes at step ${answer ? formatCount(answer.step) : '–'}</figcaption>
    <blockquote tabindex="0" role="group" aria-label=${`What ${label} writes`}><b>${lab.prompt}</b><span data-figure="written">${answer?.text ?? ''}</span></blockquote>
  </figure>`;
}
