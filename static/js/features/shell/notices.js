/**
 * Messages above the page: a run that diverged, a lost connection, a refused change.
 *
 * @import {App} from '../../core/app.js'
 * @import {Catalog, DivergenceReport, RunSpec} from '../../protocol/types.d.ts'
 */

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { RotateCcw, SlidersHorizontal, TriangleAlert, Undo2, Upload, WifiOff, X } from 'lucide';

import { Button } from '../../controls/button.js';
import { Icon } from '../../controls/icon.js';
import { formatCount, formatSetting } from '../../draw/format.js';
import { setLearningRate } from '../../core/edits/edits.js';
import { useSelector } from '../../core/hooks.js';
import { inSentence, titleOf } from '../../core/selectors.js';

const CLOSED_REASON = 'backprop-not-kept'; // in tabStorage
const READING_TIME = 9000; // ms until a message disappears; errors stay until they are closed

/** @param {{app: App}} props */
export function Notices({ app }) {
  const { store, commands } = app;
  const notice = useSelector(store, (state) => state.notice);
  const diverged = useSelector(store, (state) => state.status === 'diverged');
  const canUndo = useSelector(store, ({ session }) => session?.undo !== null);
  useEffect(() => {
    if (notice?.kind !== 'info') return undefined;
    return app.clock.after(READING_TIME, () => store.dispatch({ type: 'notice', notice: null }));
  }, [notice]);
  const choose = (/** @type {RunSpec | undefined} */ awaited) => {
    store.dispatch({ type: 'notice', notice: null });
    store.dispatch({ type: 'look', look: { dialog: 'import', awaited } });
  };
  const lost = useSelector(store, ({ connection, session }) => connection.phase === 'lost' && session !== null);
  return html`
    ${diverged && html`<${Divergence} app=${app} />`}
    ${lost && html`<${Outage} app=${app} />`}
    <${NotKept} app=${app} />
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
  const epoch = useSelector(store, ({ frame }) => frame?.epoch ?? 0);
  return html`<div class="notice" role="status">
    <${Icon} icon=${WifiOff} />
    <p>Connection lost at epoch ${formatCount(epoch)}. The server keeps the run; this page reconnects automatically.</p>
    <${Button} title="Try to reconnect now" onPress=${() => run.retryNow()}>Try now</${Button}>
  </div>`;
}

/**
 * Notice that the server cannot keep runs at present. Closed once, it stays closed in this tab while the reason is the
 * same.
 *
 * @param {{app: App}} props
 */
function NotKept({ app: { store, tabStorage } }) {
  const reason = useSelector(store, (state) => state.notKept);
  const [closed, setClosed] = useState(tabStorage.getItem(CLOSED_REASON));
  if (reason === null || reason === closed) return null;
  const close = () => {
    tabStorage.setItem(CLOSED_REASON, reason);
    setClosed(reason);
  };
  return html`<div class="notice not-kept" role="status">
    <p>Runs are not saved at present: ${reason}. If the server stops, they are lost.</p>
    <${Button} kind="small" icon=${X} title="Close this message" onPress=${close} />
  </div>`;
}

/**
 * Say where numbers overflowed, in the page's words, and where the run is now.
 *
 * @param {DivergenceReport} report
 * @param {Catalog | null} catalog
 */
function explain({ step, quantity, layer, returned_to }, catalog) {
  const place = /_\d+$/.test(layer) ? inSentence(titleOf(catalog, layer)) : `the ${layer}`;
  const state = returned_to === 0 ? 'step 0, with its initial weights' : `step ${formatCount(returned_to)}`;
  return (
    `The ${quantity} of step ${formatCount(step + 1)} is not a finite number: ${place} overflowed first. ` +
    `Updates were too large: each made the next one larger. The run is back at ${state}.`
  );
}

/** @param {{app: App}} props */
function Divergence({ app: { store, commands } }) {
  const report = useSelector(store, (state) => state.divergence);
  const catalog = useSelector(store, (state) => state.catalog);
  const canUndo = useSelector(store, ({ session }) => session?.undo === 'divergence');
  if (!report) return null;
  const { learning_rate: rate, remedy } = report;
  return html`<div class="notice diverged" role="alert">
    <${Icon} icon=${TriangleAlert} />
    <div class="explanation">
      <h2>The training diverged</h2>
      <p>${explain(report, catalog)} ${rate === null && remedy}</p>
    </div>
    <${Button}
      icon=${RotateCcw}
      title="Return to the initial weights, with the same settings"
      onPress=${() => commands.rewind()}
    >Rewind</${Button}>
    ${
      rate !== null &&
      html`<${Button}
        icon=${SlidersHorizontal}
        kind=${canUndo ? '' : 'primary'}
        title="Continue from here with a learning rate that lowered the loss when it was tried"
        onPress=${() => commands.change(setLearningRate(rate))}
      >Lower the rate to ${formatSetting(rate)}</${Button}>`
    }
    ${
      canUndo &&
      html`<${Button} icon=${Undo2} kind="primary" title="Return to the weights and settings before the last change"
        onPress=${() => commands.undo()}>Undo the change</${Button}>`
    }
  </div>`;
}
