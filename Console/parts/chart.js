// A line over time by uPlot, which takes its colours as texts and is drawn again when they or its width change.
import { html, LitElement } from '/vendor/lit.js';
import { language } from '/shell/words.js';

class Chart extends LitElement {
  static properties = { points: { attribute: false }, label: { type: String }, unit: { attribute: false } };

  constructor() {
    super();
    /** @type {[number, number][]} seconds and values */ this.points = [];
    this.label = '';
    /** @type {(n: number) => string} */ this.unit = String;
    /** @type {any} */ this.plot = null;
    this.again = () => this.draw();
    this.observer = new ResizeObserver(this.again);
  }

  createRenderRoot() { return this; }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('opsflow-theme', this.again);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('opsflow-theme', this.again);
    this.observer.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  firstUpdated() { this.observer.observe(/** @type {Element} */ (this.querySelector('.chart'))); }

  updated() { this.draw(); }

  async draw() {
    const [{ default: UPlot }] = await Promise.all([import('/vendor/uplot.js'), sheet()]);
    const box = /** @type {HTMLElement | null} */ (this.querySelector('.chart'));
    if (!box || !this.isConnected) return;
    const css = getComputedStyle(document.documentElement);
    const color = (/** @type {string} */ name) => css.getPropertyValue(`--${name}`).trim();
    const axis = { stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') } };
    const day = new Intl.DateTimeFormat(language(), { month: 'numeric', day: 'numeric' });
    const hour = new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    this.plot?.destroy();
    this.plot = new UPlot({
      width: Math.max(200, box.clientWidth), height: 180, legend: { show: false }, cursor: { y: false },
      scales: { y: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ max) => [0, max > 0 ? max * 1.1 : 1] } },
      axes: [
        { ...axis, values: (/** @type {any} */ _, /** @type {number[]} */ at, /** @type {any} */ __, /** @type {any} */ ___, /** @type {number} */ step) =>
          at.map((s) => (step >= 86_400 ? day : hour).format(s * 1000)) },
        { ...axis, size: 60, values: (/** @type {any} */ _, /** @type {number[]} */ values) => values.map((v) => this.unit(v)) },
      ],
      series: [{}, { stroke: color('accent'), fill: color('accent-soft'), width: 2, points: { show: this.points.length < 40 } }],
    }, [this.points.map((p) => p[0]), this.points.map((p) => p[1])], box);
  }

  render() {
    return html`<div class="chart" role="img" aria-label=${this.label} translate="no"></div>`;
  }
}

/** @type {Promise<any> | null} */
let loaded = null;

/** uPlot's own rules, once they are needed. */
function sheet() {
  loaded ??= new Promise((resolve) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/vendor/uplot.css' });
    link.onload = resolve;
    link.onerror = resolve;
    document.head.append(link);
  });
  return loaded;
}

customElements.define('ops-chart', Chart);
