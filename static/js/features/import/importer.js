/**
 * The import of a table: paste, drop or choose it, check it, then train on it. The run does not change before that.
 *
 * @import {App} from '../../core/app.js'
 * @import {Training} from './table/table.js'
 */

import { html } from 'htm/preact';
import { TriangleAlert } from 'lucide';
import { useCallback, useRef, useState } from 'preact/hooks';

import { Dialog } from '../../controls/dialog.js';
import { Icon } from '../../controls/icon.js';
import { formatCount } from '../../draw/format.js';
import { completeRun, useCustomData } from '../../core/edits/dataEdits.js';
import { useSelector } from '../../core/hooks.js';
import { isLive } from '../../core/selectors.js';
import { NO_CHOICES, USUAL_TRAINING, dataOf } from './table/table.js';
import { readTableFile } from './table/tableFile.js';
import { useArrivals } from './arrivals.js';
import { useReading } from './reading.js';
import { NO_SOURCE, SourceField, isShown, showLine } from './source.js';
import { TableLook } from './tableLook.js';
import { TrainingBar } from './trainingBar.js';

/** @param {{app: App}} props */
export function Importer({ app: { store, commands } }) {
  const isOpen = useSelector(store, ({ look }) => look.dialog === 'import');
  const awaited = useSelector(store, ({ look }) => look.awaited);
  const theme = useSelector(store, ({ look }) => look.theme);
  const live = useSelector(store, isLive);
  const [source, setSource] = useState(NO_SOURCE);
  const [choices, setChoices] = useState(NO_CHOICES);
  const [training, setTraining] = useState(USUAL_TRAINING);
  const maxInputs = useSelector(store, ({ catalog }) => catalog?.limits.inputs ?? Infinity);
  const { content, plan, problem } = useReading(source.text, choices, maxInputs);
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));

  const open = () => store.dispatch({ type: 'look', look: { dialog: 'import' } });
  const close = () => store.dispatch({ type: 'look', look: { dialog: null, awaited: null } });

  const take = useCallback(async (/** @type {File | string} */ table) => {
    const file = table instanceof File ? table : null;
    setChoices(NO_CHOICES);
    setSource(file ? { ...NO_SOURCE, file, isReading: true } : { ...NO_SOURCE, text: String(table) });
    open();
    if (!file) return;
    const read = await readTableFile(file).then(
      (text) => ({ text }),
      (/** @type {Error} */ { message }) => ({ problem: message }),
    );
    setSource((present) => (present.file === file ? { ...NO_SOURCE, file, ...read } : present));
  }, []);
  const veil = useArrivals(take);

  const mend = (/** @type {string} */ text) => {
    if (text === '') take(text);
    else setSource({ ...source, text, problem: '' });
  };

  const train = () => {
    const { spec, catalog } = store.state.peek();
    if (!content || !plan || !spec || !catalog) return;
    const data = dataOf(content, plan, training);
    commands.change(awaited ? completeRun(awaited, data) : useCustomData(data));
    const rows = formatCount(plan.rows.length);
    const text = `Restarted on ${rows} rows of ${source.file?.name ?? 'your table'}.`;
    store.dispatch({ type: 'notice', notice: { kind: 'info', text, canUndo: true } });
    close();
  };

  const trouble = source.problem || problem;
  const noPlan = trouble ? 'There is no table to train on yet.' : 'Paste a table or choose a file first.';
  const obstacle = plan ? plan.obstacle || (live ? '' : 'The page is not connected.') : noPlan;
  return html`
    <${Dialog} title=${awaited ? 'The table of this run' : 'Your own data'} closeTitle="Close; the table stays"
      isOpen=${isOpen} onClose=${close}>
      <div class=${`dialog-body ${content ? 'read' : ''}`}>
        <${SourceField} ...${{ source, area }} onTake=${take} onMend=${mend} />
        ${trouble && html`<p class="table-problem" role="status"><${Icon} icon=${TriangleAlert} />${trouble}</p>`}
        ${
          plan &&
          html`<${TableLook}
            ...${{ content, plan, choices, theme }}
            onChoose=${setChoices}
            onLine=${isShown(source) ? (/** @type {number} */ line) => showLine(area.current, line) : null}
          />`
        }
      </div>
      <${TrainingBar}
        ...${{ training, plan, obstacle }}
        onTraining=${(/** @type {Partial<Training>} */ patch) => setTraining({ ...training, ...patch })}
        onScaleTarget=${(/** @type {boolean} */ scaleTarget) => setChoices({ ...choices, scaleTarget })}
        onTrain=${train}
      />
    </${Dialog}>
    <div ref=${veil} class="veil" popover="manual">
      <p><strong>Drop it here</strong> A table opens for you to check; a saved run replaces the current one.</p>
    </div>
  `;
}
