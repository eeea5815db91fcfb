// Runs first, as a classic script: modules run too late for the theme, and not at all if one of them fails.
{
  const root = document.documentElement;

  /**
   * Say on the page that it has failed, once.
   *
   * @param {unknown} reason
   */
  const showFailure = (reason) => {
    if (!document.body) return void addEventListener('DOMContentLoaded', () => showFailure(reason));
    if (document.querySelector('.failure')) return;
    const started = 'phase' in root.dataset;
    const failure = document.createElement('div');
    failure.className = 'failure';
    failure.role = 'alert';
    const add = (/** @type {string} */ tag, /** @type {string} */ text) => {
      const element = failure.appendChild(document.createElement(tag));
      element.textContent = text;
      return element;
    };
    add('strong', started ? 'Something on this page failed.' : 'This page could not start.');
    add(
      'span',
      started
        ? 'Reload it to continue; the server keeps your run.'
        : 'Reload it. If that does not help, update your browser, or report this message:',
    );
    add('code', String(reason));
    /** @type {[string, () => void][]} */
    const actions = [
      ['Reload', () => location.reload()],
      ['Hide', () => failure.remove()],
    ];
    for (const [label, act] of actions) {
      const button = add('button', label);
      button.className = 'button';
      button.addEventListener('click', act);
    }
    document.body.prepend(failure);
  };

  addEventListener(
    'error',
    ({ error, target }) => {
      // without either it is a remark of the browser, such as on the order of ResizeObserver's calls
      if (error) showFailure(error);
      else if (target instanceof HTMLScriptElement) showFailure(`${target.src} could not be loaded`);
    },
    true, // a script that could not be loaded tells only itself
  );
  addEventListener('unhandledrejection', ({ reason }) => showFailure(reason));

  try {
    const theme = localStorage.getItem('backprop-theme');
    if (theme) root.dataset.theme = theme; // without a choice the style sheet follows the system
  } catch {
    // the browser blocks its storage
  }

  try {
    // a member of a workshop has a bar: room and styles for it from the start
    if (sessionStorage.getItem('backprop-room')) {
      root.dataset.member = '';
      const style = document.getElementById('member-style');
      if (style instanceof HTMLLinkElement) style.disabled = false;
    }
  } catch {
    // the browser blocks its storage
  }

  root.dataset.lecture = String(new URLSearchParams(location.search).has('lecture'));
  // older WebKit enlarges lengths with `zoom`, but not those in units of the viewport
  root.toggleAttribute('data-fixed-viewport', !('currentCSSZoom' in Element.prototype));

  // WebKit takes the page's language from the locale, and "C" is no language: formatting numbers with it throws
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en' });
  }
}
