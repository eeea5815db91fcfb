/**
 * A run that the page watches through the room: a member's, or the teacher's.
 *
 * @import {App} from '../../../core/app.js'
 * @import {RoomRest} from '../../../protocol/rooms.js'
 *
 * @typedef {object} Watched
 * @property {App} app the page's, with the store of the watched run
 * @property {() => void} end stop watching
 */

import { effect, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

import { Live } from '../../../core/session/live.js';
import { DRAWING } from '../../../core/session/needs.js';
import { RetryingClient } from '../../../core/session/retryingClient.js';
import { createStore } from '../../../core/store.js';
import { watchedRun } from '../../../core/room/watchedRun.js';

/**
 * Watch a run. Theme and catalog are those of the page.
 *
 * @param {App} app
 * @param {Pick<RoomRest, 'getData' | 'getHistory' | 'path'>} rest
 * @param {string} run its path within the room
 * @param {() => void} onGone the run can no longer be watched
 * @returns {Watched}
 */
export function watch(app, rest, run, onGone) {
  const store = createStore(app.store.state.peek().look.theme, true);
  const theme = app.store.select(({ look }) => look.theme);
  const catalog = app.store.select((state) => state.catalog);
  const stops = [
    effect(() => store.dispatch({ type: 'look', look: { theme: theme.value } })),
    effect(() => {
      if (catalog.value) store.dispatch({ type: 'catalog', catalog: catalog.value });
    }),
  ];
  const environment = watchedRun(app, rest, run);
  const handlers = { needs: DRAWING, onGone, readOnly: true };
  const live = new Live(store, app.ticker, environment, new RetryingClient(store, app), handlers);
  live.connect(run);
  return {
    app: { ...app, store, commands: live.commands },
    end() {
      for (const stop of stops) stop();
      live.end();
    },
  };
}

/**
 * Watch a run while a component shows it; null before the first time. `isGone` tells that it can no longer be watched.
 *
 * @param {App} app
 * @param {Pick<RoomRest, 'getData' | 'getHistory' | 'path'>} rest
 * @param {string} run
 */
export function useWatched(app, rest, run) {
  const [watched, setWatched] = useState(/** @type {(Watched & {run: string}) | null} */ (null));
  const [isGone] = useState(() => signal(false));
  useEffect(() => {
    isGone.value = false;
    const next = watch(app, rest, run, () => {
      isGone.value = true;
    });
    setWatched({ ...next, run });
    return () => next.end();
  }, [run]);
  return { watched: watched?.run === run ? watched : null, isGone: isGone.value };
}
