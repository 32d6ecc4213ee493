// What the world wrote about, by the sources that the settings name.
import { html, nothing } from '/vendor/lit.js';
import { data, empty } from '/parts/facts.js';
import { time } from '/parts/time.js';
import { get, pagesOf, query } from '/shell/api.js';
import { Page } from '/shell/page.js';
import { changeQuery } from '/shell/router.js';
import { t } from '/shell/words.js';

export default class NewsPage extends Page {
  get every() { return 60_000; }

  async load() {
    const { category } = this.query;
    this.more ??= 1;
    const { items, next } = await pagesOf(
      this.more, (cursor) => get(`/news${query({ category, cursor })}`), 'news');
    return { news: items, next };
  }

  /** @param {any} d */
  view({ news, next }) {
    const wanted = this.query.category ?? '';
    const categories = [...new Set([...(wanted ? [wanted] : []), ...news.map((/** @type {any} */ n) => n.category)])];
    return html`<h1 tabindex="-1">${t('nav.news')}</h1>
      ${categories.length > 1 || wanted ? html`<div class="filters"><div class="segments" role="group"
        aria-label=${t('news.category')}>${['', ...categories].map((c) => html`<button type="button"
          aria-pressed=${wanted === c} @click=${() => changeQuery({ category: c })}>${c ? data(c) : t('filter.all')}
        </button>`)}</div></div>` : nothing}
      ${news.length ? html`<div class="panel"><ul class="plain">${news.map((/** @type {any} */ n) => html`<li>
        <a href=${n.url} rel="noreferrer noopener" target="_blank" translate="no">${n.title}</a>
        <p class="muted small"><span translate="no">${n.source}</span> · ${time(n.publishedAt)}</p>
        ${n.summary ? html`<p class="small" translate="no">${n.summary}</p>` : nothing}</li>`)}</ul>
        ${next ? html`<p><button type="button" id="more"
          @click=${() => { this.more = (this.more ?? 1) + 1; this.reload(); }}>${t('list.more')}</button></p>` : nothing}
      </div>` : html`<div class="panel">${empty(html`${t('news.none')} <code translate="no">OPSFLOW_NEWS_FEEDS</code>`)}</div>`}`;
  }
}
