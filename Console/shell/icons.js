// Line icons of 20 x 20, drawn for the console.
import { html, svg } from '/vendor/lit.js';

/** @type {Record<string, string>} */
const paths = {
  overview: 'M3 13a7 7 0 1 1 14 0M10 13l3-4',
  list: 'M4 6h12M4 10h12M4 14h8',
  runs: 'M5 4v12l10-6z',
  flow: 'M4 5h5v4H4zM11 11h5v4h-5zM6.500 9v4h4.500',
  chip: 'M6 6h8v8H6zM8 3v3M12 3v3M8 14v3M12 14v3M3 8h3M3 12h3M14 8h3M14 12h3',
  server: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.500h.01M7 13.500h.01',
  key: 'M12.500 7.500a3 3 0 1 1-1.500 2.600L4 17M6 15l2 2',
  settings: 'M4 6h6M14 6h2M4 14h2M10 14h6M12 4v4M8 12v4',
  clock: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14M10 6v4l3 2',
  news: 'M4 5h12v10H4zM7 8h6M7 11h4',
  search: 'M9 4a5 5 0 1 1 0 10 5 5 0 0 1 0-10M13 13l4 4',
  menu: 'M4 6h12M4 10h12M4 14h12',
  light: 'M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6M10 2v2M10 16v2M2 10h2M16 10h2M4.500 4.500l1.400 1.400M14 14l1.500 1.500M4.500 15.500L6 14M14 6l1.500-1.500',
  dark: 'M15.500 12A6.500 6.500 0 0 1 8 4.500 6.500 6.500 0 1 0 15.500 12z',
  bell: 'M6 13V9a4 4 0 0 1 8 0v4l1.500 1.500h-11zM9 17h2',
  link: 'M8 12l6-6M9.500 6H14v4.500M12 12v3H5V8h3',
  chat: 'M4 4h12v9H9l-4 3v-3H4z',
  scan: 'M4 7V4h3M13 4h3v3M16 13v3h-3M7 16H4v-3M4 10h12',
  pill: 'M6 14a3.500 3.500 0 0 1 0-5l3-3a3.500 3.500 0 0 1 5 5l-3 3a3.500 3.500 0 0 1-5 0zM8 7l5 5',
};

/** @param {string} name */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
  ${svg`<path d=${paths[name] ?? paths.list}></path>`}</svg>`;
