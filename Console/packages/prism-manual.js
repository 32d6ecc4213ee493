// Before Prism itself, which else looks for code in the page by itself.
globalThis.Prism = { manual: true };
