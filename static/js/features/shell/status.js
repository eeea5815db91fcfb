/**
 * The state of the connection, and the button that switches the theme.
 *
 * @import {App} from '../../core/app.js'
 * @import {Connection} from '../../core/model.js'
 */

import { html } from 'htm/preact';
import { Moon, Sun } from 'lucide';

import { Button } from '../../controls/button.js';
import { useSelector } from '../../core/hooks.js';
import { THEME } from '../../core/preferences/theme.js';

/** @param {{app: App}} props */
export function Status({ app: { store, preferences } }) {
  const connection = useSelector(store, (state) => state.connection);
  const theme = useSelector(store, (state) => state.look.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return html`
    ${
      connection.phase !== 'starting' &&
      html`<p class=${`connection ${connection.phase}`} role="status"><span
      class="lamp"></span><span class="connection-text">${wordsFor(connection)}</span></p>`
    }
    <${Button} icon=${theme === 'dark' ? Sun : Moon} title=${`Switch to the ${other} theme`}
      onPress=${() => {
        preferences.keep(THEME, other);
        store.dispatch({ type: 'look', look: { theme: other } });
      }} />
  `;
}

/** @param {Connection} connection */
function wordsFor({ phase }) {
  switch (phase) {
    case 'starting':
      return '';
    case 'connecting':
      return 'Connecting';
    case 'warming':
      return 'Warming up';
    case 'open':
      return 'Connected';
    case 'lost':
      return 'Connection lost';
  }
}
