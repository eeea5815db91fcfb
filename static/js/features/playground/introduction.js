/**
 * The introduction for first visitors, as a card over the page.
 *
 * @import {App} from '../../core/app.js'
 */

import { html } from 'htm/preact';
import { Play, X } from 'lucide';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../controls/button.js';
import { useSelector } from '../../core/hooks.js';
import { isLive, isPlanar, taskOf } from '../../core/selectors.js';
import { Introduction as Player, opensWithIntroduction } from './introduction/introduction.js';

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock']);

/** @param {{app: App}} props */
export function Introduction({ app }) {
  const [player] = useState(() => new Player(app));
  useEffect(() => {
    const prefersLessMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    return opensWithIntroduction(app, prefersLessMotion) ? playWhenVisible(player) : undefined;
  }, []);
  const phase = player.phase.value;
  const isReady = useSelector(app.store, (state) => isLive(state) && state.live !== null);
  const isShown = phase !== 'off' && isReady;
  useEffect(() => {
    if (isShown) bringNetworkIntoView();
  }, [isShown]);
  const hasColours = useSelector(app.store, (state) => taskOf(state) === 'binary' && isPlanar(state));
  if (!isShown) return null;
  const pass = app.slowMotion.pass.value;
  const stage = pass?.stages[app.slowMotion.index.value].phase ?? null;
  const isDone = phase === 'done';
  const opening = hasColours
    ? 'A neural network learns to tell blue from orange.'
    : 'This is a neural network learning.';
  return html`<section class=${`introduction ${phase}`} aria-label="Introduction">
    <div>
      <h2>${isDone ? 'That was learning by backpropagation.' : opening}</h2>
      <p role="status">
        ${
          isDone
            ? html`Now it is your turn: press Play, change anything, or begin with the${' '}
              <a href=${app.choices.addressOf(`${app.root}/lessons`)}>lessons</a>.`
            : player.sentence(stage)
        }
      </p>
    </div>
    ${
      isDone
        ? html`<${Button} kind="primary large" icon=${Play} title="Train the network at 60 epochs a second"
            onPress=${() => {
              player.end();
              app.slowMotion.setPlaying(true);
            }}>Play</${Button}>
          <${Button} icon=${X} title="Close" onPress=${() => player.end()} />`
        : html`<${Button} kind="quiet" title="End the introduction" onPress=${() => player.end()}>Skip</${Button}>`
    }
  </section>`;
}

/** Scroll to the network if most of it is below the screen. */
function bringNetworkIntoView() {
  const network = document.getElementById('network');
  if (network && network.getBoundingClientRect().top > innerHeight / 2) network.scrollIntoView({ block: 'start' });
}

/**
 * Play the introduction once the page is visible; end it at the first press, key or scroll outside its card. Returns a
 * function that stops listening.
 *
 * @param {Player} player
 */
function playWhenVisible(player) {
  const listening = new AbortController();
  const { signal } = listening;
  let hasBegun = false;
  /** @param {Event} event */
  const end = (event) => {
    const isWithin = (/** @type {string} */ place) => event.target instanceof Element && event.target.closest(place);
    if (isWithin('.introduction') || (event instanceof KeyboardEvent && MODIFIERS.has(event.key))) return;
    if (event.type === 'pointerdown' && isWithin('.transport')) return; // its buttons act on the click: pause is pause
    listening.abort();
    player.end();
  };
  const begin = () => {
    if (document.hidden || hasBegun) return;
    hasBegun = true;
    player.play();
  };
  for (const type of ['pointerdown', 'click', 'keydown', 'wheel', 'touchmove']) {
    addEventListener(type, end, { capture: type !== 'click', passive: true, signal }); // a click ends it after it acted
  }
  document.addEventListener('visibilitychange', begin, { signal });
  begin();
  return () => listening.abort();
}
