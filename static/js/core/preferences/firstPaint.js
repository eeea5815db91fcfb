// Runs before the first paint, and before any module: a classic script, since modules run too late for that.

// A chosen theme; without a choice the style sheet follows the system.
try {
  const kept = localStorage.getItem('backprop-theme');
  if (kept) document.documentElement.dataset.theme = kept;
} catch {
  // the browser blocks its storage
}

// WebKit takes the page's language from the locale, and "C" is no language: formatting numbers with it throws.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en' });
}
