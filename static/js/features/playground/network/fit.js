/**
 * The layers that fit the present network, as the server computes them.
 *
 * @import {App} from '../../../core/app.js'
 * @import {FitAnswer} from '../../../protocol/types.d.ts'
 */

import { useEffect, useState } from 'preact/hooks';

import { useSelector } from '../../../core/hooks.js';
import { isLive } from '../../../core/selectors.js';

/**
 * Get which kinds of layers, new layers and option values fit; null until the server has answered. The answer is
 * requested again whenever the layers or their inputs change, and the old one stays until then.
 *
 * @param {App} app
 * @returns {FitAnswer | null}
 */
export function useFit({ store, rest }) {
  const [fit, setFit] = useState(/** @type {FitAnswer | null} */ (null));
  const id = useSelector(store, (state) => (isLive(state) ? (state.session?.id ?? '') : ''));
  const network = useSelector(store, ({ session }) =>
    JSON.stringify([
      session?.spec.network.layers,
      session?.spec.features,
      session?.data_version,
      session?.layers.length,
    ]),
  );
  useEffect(() => {
    if (id === '') return undefined;
    let isWanted = true;
    rest.getFit(id).then(
      (answer) => isWanted && setFit(answer),
      () => null, // the connection shows that the server is missing, and another session asks again
    );
    return () => {
      isWanted = false;
    };
  }, [id, network]);
  return fit;
}
