/**
 * The catalog in a page that has no run of its own.
 *
 * @import {App} from '../../../core/app.js'
 */

import { useEffect } from 'preact/hooks';

import { RetryingClient } from '../../../core/session/retryingClient.js';

/**
 * Fetch the catalog into the page's store.
 *
 * @param {App} app
 */
export function useCatalog(app) {
  const { store, rest } = app;
  useEffect(() => {
    new RetryingClient(store, app)
      .retry(() => rest.getCatalog())
      .then((catalog) => store.dispatch({ type: 'catalog', catalog }), reportError);
  }, []);
}
