export { LitElement, html, nothing, svg } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
export { guard } from 'lit/directives/guard.js';
