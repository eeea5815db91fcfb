// Sets a chosen theme before the first paint; without a choice the style sheet follows the system. A classic script,
// since modules run too late for that.
{
  const kept = localStorage.getItem('backprop-theme');
  if (kept) document.documentElement.dataset.theme = kept;
}
