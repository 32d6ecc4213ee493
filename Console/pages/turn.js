// A turn of a conversation as its record has it: for whoever looks after what failed, whose conversation it is or not.
import { html, nothing } from '/vendor/lit.js';
import { data, facts } from '/parts/facts.js';
import { markdown } from '/parts/markdown.js';
import { state } from '/parts/state.js';
import { exact } from '/parts/time.js';
import { turnFacts, turnState } from '/parts/turn.js';
import { get, part, query } from '/shell/api.js';
import { duration } from '/shell/format.js';
import { Page } from '/shell/page.js';
import { can } from '/shell/session.js';
import { t } from '/shell/words.js';

export default class TurnPage extends Page {
  // Its beginning and its end are told, what is between them not.
  get every() { return 5_000; }

  /** @param {any} notice */
  concerns(notice) { return notice.stream === 'chat' && notice.data.id === this.params.id; }

  load() { return get(`/chat/jobs/${part(this.params.id)}`); }

  /** @param {any} d */
  view(d) {
    return html`<p class="crumbs"><a href="#/chat">${t('nav.chat')}</a></p>
      <div class="heading"><h1 tabindex="-1">${t('nav.turn')}</h1>${state(turnState(d.status))}</div>
      ${d.detail ? html`<p class="notice bad" translate="no">${d.detail}</p>` : nothing}
      <section class="panel" aria-labelledby="said-h"><h2 id="said-h">${t('chat.message')}</h2>
        <p class="lead" translate="no">${d.message}</p>
        ${facts([[t('scan.sent'), exact(d.createdAt)],
    [t('scan.took'), d.endedAt ? duration(new Date(d.endedAt).getTime() - new Date(d.createdAt).getTime()) : null]])}
        <p class="row">${d.sessionId ? html`<a class="button" href="#/chat/${part(d.sessionId)}">${t('turn.conversation')}</a>` : nothing}
          ${can('read') ? html`<a class="button" href="#/workflows${query({ q: `WorkflowId = '${d.workflowId}'` })}">
            ${t('turn.workflow')}</a>` : nothing}</p></section>
      ${d.written ? html`<section class="panel" aria-labelledby="written-h"><h2 id="written-h">${t('turn.written')}</h2>
        <div class="md" translate="no">${markdown(d.written)}</div></section>` : nothing}
      <section class="panel" aria-labelledby="how-h"><h2 id="how-h">${t('turn.how')}</h2>${turnFacts(d)}</section>`;
  }
}
