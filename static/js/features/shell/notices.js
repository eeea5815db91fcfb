/**
 * Messages above the page: a run that diverged, a lost connection, a refused change.
 *
 * @import {App} from '../../core/app.js'
 * @import {Catalog, RunSpec} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { RotateCcw, TriangleAlert, Undo2, Upload, WifiOff, X } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { formatCount, formatSetting } from '../../draw/format.js';
import { setLearningRate } from '../../core/edits/edits.js';
import { usePart } from '../../core/hooks.js';
import { inSentence, titleOf } from '../../core/selectors.js';

const REASON = 'Updates were too large: each made the next one larger.';
const READING_TIME = 9000; // ms until a message disappears; errors stay until they are closed

/** @param {{app: App}} props */
export function Notices({ app }) {
  const { store, commands } = app;
  const notice = usePart(store, (state) => state.notice);
  const diverged = usePart(store, (state) => state.status === 'diverged');
  const canUndo = usePart(store, ({ session }) => session?.undo !== null);
  useEffect(() => {
    if (notice?.kind !== 'info') return undefined;
    const timer = setTimeout(() => store.dispatch({ type: 'notice', notice: null }), READING_TIME);
    return () => clearTimeout(timer);
  }, [notice]);
  const choose = (/** @type {RunSpec | undefined} */ awaited) => {
    store.dispatch({ type: 'notice', notice: null });
    store.dispatch({ type: 'look', look: { dialog: 'import', awaited } });
  };
  const lost = usePart(store, ({ connection, session }) => connection.phase === 'lost' && session !== null);
  return html`
    ${diverged && html`<${Divergence} app=${app} />`}
    ${lost && html`<${Outage} app=${app} />`}
    ${
      notice &&
      html`<div class=${`notice ${notice.kind}`} role=${notice.kind === 'error' ? 'alert' : 'status'}>
      ${notice.kind === 'error' && html`<${Icon} icon=${TriangleAlert} />`}
      <p>${notice.text}</p>
      ${
        notice.canUndo &&
        canUndo &&
        html`<${Button} icon=${Undo2} title="Restore the run as it was"
          onPress=${() => commands.undo()}>Undo</${Button}>`
      }
      ${
        notice.awaited &&
        html`<${Button} icon=${Upload} title="Choose the table's file: this run starts on it"
          onPress=${() => choose(notice.awaited)}>Choose the file…</${Button}>`
      }
      <${Button}
        kind="small"
        icon=${X}
        title="Close this message"
        onPress=${() => store.dispatch({ type: 'notice', notice: null })}
      />
    </div>`
    }
  `;
}

/**
 * Notice of a lost connection.
 *
 * @param {{app: App}} props
 */
function Outage({ app: { store, run } }) {
  const epoch = usePart(store, ({ frame }) => frame?.epoch ?? 0);
  return html`<div class="notice" role="status">
    <${Icon} icon=${WifiOff} />
    <p>Connection lost at epoch ${formatCount(epoch)}. The run is kept; this page reconnects by itself.</p>
    <${Button} title="Try to reconnect now" onPress=${() => run.retryNow()}>Try now</${Button}>
  </div>`;
}

/**
 * The server's message with the page's names of layers, without the remedy, which is on the buttons.
 *
 * @param {string} message
 * @param {Catalog | null} catalog
 */
const plain = (message, catalog) =>
  message
    .replace(/\b[a-z]\w*_\d+\b/g, (name) => inSentence(titleOf(catalog, name)))
    .replace(/ Lower the learning rate.*$/, '');

/** @param {{app: App}} props */
function Divergence({ app: { store, commands } }) {
  const message = usePart(store, (state) => state.divergence);
  const catalog = usePart(store, (state) => state.catalog);
  const rate = usePart(store, (state) => state.spec?.optimizer.learning_rate ?? 0.03);
  const lower = Number((rate / 10).toPrecision(3));
  const canUndo = usePart(store, ({ session }) => session?.undo === 'divergence');
  return html`<div class="notice diverged" role="alert">
    <${Icon} icon=${TriangleAlert} />
    <div class="explanation">
      <h2>The training diverged</h2>
      <p>${plain(message ?? 'A number exceeded the range of floating point.', catalog)} ${REASON}</p>
    </div>
    <${Button}
      icon=${RotateCcw}
      title="Back to the initial weights, with the same settings"
      onPress=${() => commands.rewind()}
    >Rewind</${Button}>
    <${Button}
      icon=${RotateCcw}
      kind=${canUndo ? '' : 'primary'}
      title="Back to the initial weights, with a tenth of the learning rate"
      onPress=${() => {
        commands.change(setLearningRate(lower));
        commands.rewind();
      }}
    >Rewind with rate ${formatSetting(lower)}</${Button}>
    ${
      canUndo &&
      html`<${Button} icon=${Undo2} kind="primary" title="Back to the weights and settings before the last change"
        onPress=${() => commands.undo()}>Undo the change</${Button}>`
    }
  </div>`;
}
