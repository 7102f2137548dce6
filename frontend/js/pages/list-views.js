// Views of the list: which there are, which one is shown, and what can be done with it. Loaded once the list is asked for.

import { listCategories } from '../api/category-api.js';
import { followViews } from '../api/view-api.js';
import { mountViewTabs, nameOfView } from '../components/view-tabs.js';
import { DEFAULTS, isFiltered, isSameList, readQuery } from '../lib/list-query.js';
import { text } from '../lib/messages.js';
import { tellMissingPart } from './problems.js';

/** `go(changes)` shows another list. */
export function mountViews(nav, { forAdmin, go }) {
  const show = mountViewTabs(nav);
  let views = [];
  let etag = null;
  let query = null;
  let opened = null; // the id of the view that was shown last
  const find = (isIt) => views.find(isIt);
  const draw = () => {
    const current = find((view) => isSameList(queryOf(view), query));
    opened = current?.id ?? opened;
    const last = find(({ id }) => id === opened);
    const editable = last && isFiltered(query) && (last.isOwn || (forAdmin && last.isShared)) ? last : undefined;
    show(views, { current, editable, canSave: !current && isFiltered(query) });
  };
  const refresh = async () => {
    const told = await followViews({ knownEtag: etag, isBackground: true });
    if (!told) return;
    const fresh = told.answer.results.filter((view) => !isTab(view));
    const isNews = JSON.stringify(fresh) !== JSON.stringify(views);
    ({ etag } = told);
    views = fresh;
    if (query && isNews) draw();
  };
  const edit = async (view) => {
    const dialogs = await import('./view-dialogs.js').catch(tellMissingPart);
    const changed = await (view ? dialogs?.editView(view, query, { forAdmin }) : dialogs?.saveView(query, { forAdmin }));
    if (!changed) return;
    opened = changed.id ?? opened;
    await refresh().catch(() => {}); // the next check may succeed
    nav.querySelector(changed.id ? `#view-${changed.id}` : 'a, button')?.focus();
  };
  nav.addEventListener('view-chosen', ({ detail: { view } }) => go({ ...queryOf(view), pageSize: query.pageSize }));
  nav.addEventListener('view-edit', ({ detail: { view } }) => edit(view));
  nav.addEventListener('view-save', () => edit(null));
  refresh().catch(() => {}); // as above
  listCategories({ isBackground: true }).catch(() => {}); // so that the next page, which may be a new ticket's, has them at once
  return {
    refresh,
    show(now) {
      query = now;
      draw();
    },
  };
}

// One of those that are there at first is what a tab shows, too.
function isTab(view) {
  return nameOfView(view) === text.list.waiting.staff.staff && isSameList(queryOf(view), { ...DEFAULTS, waitingFor: ['staff'] });
}

function queryOf(view) {
  return { ...readQuery(view.query, DEFAULTS.pageSize), page: 1 };
}
