// Instead of a page that its user may not see: the server would refuse what it asks for and what it does.
import { html } from '/vendor/lit.js';
import { Page } from './page.js';
import { t } from './words.js';

export default class RefusedPage extends Page {
  view() {
    return html`<h1 tabindex="-1">${t('error.notAllowed')}</h1>
      <div class="panel"><p>${t('error.notAllowedHelp')}</p>
        <p><a class="button" href="#/">${t('nav.overview')}</a></p></div>`;
  }
}
