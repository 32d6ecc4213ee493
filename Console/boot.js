// Before the first paint, and so no module: language and theme are as they were chosen last.
(() => {
  const root = document.documentElement;
  const read = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };
  root.lang = read('opsflow.language') || (navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en');
  root.dataset.theme = read('opsflow.theme')
    || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  // The words are on their way while the modules still are.
  document.head.append(Object.assign(document.createElement('link'), {
    rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: `/words/${root.lang}.json`,
  }));
})();
