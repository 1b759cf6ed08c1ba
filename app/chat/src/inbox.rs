//! The inbox: finding, filters, rows, and more of them.

use domain::access::ConversationId;
use domain::chat::model::{Filter, INBOX_MOST, INBOX_PAGE, InboxPage};
use domain::organisation::model::Feature;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::address::{filter_query, use_filter, use_open};
use super::api::{MarkAllRead, list_inbox};
use super::inbox_row::{InboxRow, RowMenu};
use super::inbox_view::{empty_words, order, pinned};
use super::keys;
use super::state::ChatState;
use super::verbs::Verbs;
use account::AtWork;
use call::failure::Problem;
use ui::for_app;
use ui::{Alive, Drawn, Empty, Erased, ErrorState, Icon, Skeleton, came, fetched_first, lasting};

/// The filters, as their tabs are called.
const FILTERS: [(Filter, &str); 4] =
    [(Filter::All, "All"), (Filter::Unread, "Unread"), (Filter::Groups, "Groups"), (Filter::Archived, "Archived")];

/// So near to the last row, more are fetched.
const NEAR: f64 = 600.0;

/// The pane.
#[component]
pub fn InboxPane() -> impl IntoView {
    let (verbs, alive) = (Verbs::here(), Alive::here());
    let chat = verbs.chat;
    let below = Below { verbs, filter: use_filter(), busy: RwSignal::new(false), tabbed: StoredValue::new(false) };
    view! {
        <nav class="shell__list inbox" id="inbox" tabindex="-1" aria-label="Conversations">
            <div class="pane__head">
                <h2 class="pane__title">"Messages"</h2>
                <a class="button button--icon" href="/new" aria-label="New message" title="New message">
                    <Icon name="compose" />
                </a>
                <button type="button" class="button button--icon" aria-label="More" title="More" popovertarget="inbox-menu">
                    <Icon name="more" />
                </button>
            </div>
            <div class="menu" id="inbox-menu" popover="auto" aria-label="Messages">
                <form method="post" action=MarkAllRead::PATH>
                    <button type=move || alive.opener() class="menu__item" popovertarget="inbox-menu" popovertargetaction="hide" on:click=move |_| verbs.read_all()>
                        <Icon name="check-check" />
                        "Mark all as read"
                        <kbd>"Shift Esc"</kbd>
                    </button>
                    <button type=move || alive.opener() formmethod="get" formaction="/help" class="menu__item menu__item--keys" popovertarget="inbox-menu" popovertargetaction="hide" on:click=move |_| verbs.chat.help.set(true)>
                        <Icon name="keyboard" />
                        "Keyboard shortcuts"
                        <kbd>"Ctrl /"</kbd>
                    </button>
                </form>
            </div>
            <Find />
            <Filters />
            // Beside an open conversation that one says it.
            {move || chat.hands.get().filter(|_| chat.open.get().is_none()).map(|hands| (hands.banners)())}
            <div class="pane__body" id="inbox-body" on:scroll=move |_| below.scrolled()>
                <Rows below />
            </div>
            <RowMenu />
        </nav>
    }
    .erased()
}

/// Opens the switcher; without WASM it leads to the directory.
#[component]
fn Find() -> impl IntoView {
    let chat = ChatState::here();
    let switch = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        chat.switcher.set(true);
    };
    view! {
        <a class="inbox__find" href="/new" on:click=switch>
            <Icon name="search" />
            <span>"Find a person or conversation"</span>
            <kbd>"Ctrl K"</kbd>
        </a>
    }
}

#[component]
fn Filters() -> impl IntoView {
    let filter = use_filter();
    let open = use_open();
    let tab = move |(which, name): (Filter, &'static str)| {
        let href = move || format!("/c{}{}", open.get().map(|id| format!("/{id}")).unwrap_or_default(), filter_query(which));
        view! {
            <li>
                <a class="tabs__link" href=href aria-current=move || (filter.get() == which).then_some("true")>
                    {name}
                </a>
            </li>
        }
    };
    view! {
        <div class="tabs inbox__filters" role="group" aria-label="Show">
            <ul class="tabs__list">{FILTERS.map(tab).collect_view()}</ul>
        </div>
    }
}

/// The rows of the address's filter: loading, error, empty or full.
#[component]
fn Rows(below: Below) -> impl IntoView {
    let chat = ChatState::here();
    let filter = below.filter;
    let tries = RwSignal::new(0);
    let query = use_query_map();
    let rows = move || query.with_untracked(|query| query.get("rows").and_then(|rows| rows.parse().ok()));
    let page = fetched_first(move || (filter.get(), tries.get()), move |(filter, _)| first_page(chat, filter, rows()));
    let retry = Callback::new(move |()| tries.update(|tries| *tries += 1));
    let (screen, drawn) = (Owner::current().unwrap_or_default(), Drawn::new());
    let shown = move || {
        let screen = screen.clone();
        Suspend::new(async move {
            match came(page).await {
                Ok(page) => {
                    if let Some(page) = page {
                        chat.take_page(filter.get_untracked(), page, true);
                    }
                    lasting(&screen, drawn, filter.get_untracked().key().to_owned(), move || view! { <Full below /> })
                }
                Err(Problem(failure)) => view! { <ErrorState failure retry /> }.erased(),
            }
        })
    };
    view! { <Transition fallback=Skeleton>{shown}</Transition> }
}

/// The first page of a filter's rows, unless it is held.
pub(super) async fn first_page(chat: ChatState, filter: Filter, rows: Option<i64>) -> Result<Option<InboxPage>, Problem> {
    if chat.shelf_untracked(filter).loaded { Ok(None) } else { chat.asked(list_inbox(filter.key().into(), None, rows)).await.map(Some) }
}

#[component]
fn Full(below: Below) -> impl IntoView {
    let filter = below.filter;
    let chat = ChatState::here();
    let shown = Memo::new(move |_| chat.inbox.with(|inbox| order(inbox, filter.get(), chat.stays.get())));
    let pinned = Memo::new(move |_| chat.inbox.with(|inbox| shown.with(|shown| pinned(inbox, shown, chat.stays.get()))));
    let open = use_open();
    let top = move || shown.with(|shown| shown.iter().take(pinned.get()).copied().collect::<Vec<_>>());
    let rest = move || shown.with(|shown| shown.iter().skip(pinned.get()).copied().collect::<Vec<_>>());
    let stop = RwSignal::new(None::<ConversationId>);
    let stop_at = Memo::new(move |_| {
        shown.with(|shown| {
            let wanted = stop.get().or(open.get()).filter(|id| shown.contains(id));
            wanted.or_else(|| shown.first().copied())
        })
    });
    // In a window so tall that nothing can be scrolled more come at once.
    Effect::new(move |_| {
        shown.track();
        request_animation_frame(move || {
            if browser::to_bottom("inbox-body") < 1.0 {
                below.load(None);
            }
        });
    });
    let keyed = move |event: KeyboardEvent| walk(&event, &shown.get_untracked(), stop);
    let founds = expect_context::<AtWork>().has(Feature::Groups);
    let empty = move || {
        let (title, more) = empty_words(filter.get(), founds);
        let way = match filter.get() {
            Filter::All => Some(("/new", "Find a person")),
            Filter::Groups if founds => Some(("/new?group=1", "New group")),
            Filter::Groups | Filter::Unread | Filter::Archived => None,
        };
        view! {
            <Empty icon="messages" title>
                <p>{more}</p>
                {way.map(|(href, words)| view! { <p><a href=href>{words}</a></p> })}
            </Empty>
        }
    };
    view! {
        <Show when=move || !shown.with(Vec::is_empty) fallback=empty>
            // Where the buttons of its rows lead, while they are none of the program's.
            <form on:keydown=keyed>
                <input type="hidden" name="f" value=move || filter.get().key() />
                <Show when=move || pinned.get() != 0>
                    <h3 class="inbox__heading" id="h-pinned">
                        "Pinned"
                    </h3>
                    <ul class="inbox__list" aria-labelledby="h-pinned">
                        <For each=top key=|id| *id let:conversation>
                            <InboxRow conversation filter open stop_at stop />
                        </For>
                    </ul>
                </Show>
                <h3 class="inbox__heading" id="h-recent">
                    {move || rest_words(filter.get())}
                </h3>
                <ul class="inbox__list" aria-labelledby="h-recent">
                    <For each=rest key=|id| *id let:conversation>
                        <InboxRow conversation filter open stop_at stop />
                    </For>
                </ul>
            </form>
        </Show>
        <More below shown open />
    }
}

/// What stands above the rows that are not pinned: which they are.
fn rest_words(filter: Filter) -> &'static str {
    FILTERS.iter().skip(1).find(|(which, _)| *which == filter).map_or("Recent", |(_, name)| name)
}

/// Arrow keys, Home and End: the list is one tab stop. Space opens a row, as Enter does.
fn walk(event: &KeyboardEvent, shown: &[ConversationId], stop: RwSignal<Option<ConversationId>>) {
    if let Some(row) = browser::closest(event, "a[id^='row-']", "id").filter(|_| event.key() == " ") {
        event.prevent_default();
        return browser::press(&row);
    }
    let Some(step) = browser::stroke(event).and_then(|stroke| keys::step(&stroke)) else { return };
    let here = browser::closest(event, "[data-conversation]", "data-conversation").and_then(|id| id.parse().ok());
    let at = here.and_then(|here: ConversationId| shown.iter().position(|id| *id == here)).unwrap_or(0);
    if let Some(next) = shown.get(step.from(at, shown.len())) {
        event.prevent_default();
        stop.set(Some(*next));
        browser::focus(&format!("row-{next}"));
    }
}

/// Fetches what lies below the rows that are held.
#[derive(Clone, Copy)]
struct Below {
    verbs: Verbs,
    filter: Memo<Filter>,
    busy: RwSignal<bool>,
    /// Whether the way on has just got the focus.
    tabbed: StoredValue<bool>,
}

impl Below {
    /// Near the end more come; not when it was the focus that brought its own way on into view: that waits to be pressed.
    fn scrolled(self) {
        if self.tabbed.try_update_value(std::mem::take) == Some(false) && browser::to_bottom("inbox-body") < NEAR {
            self.load(None);
        }
    }

    /// With `on` the focus goes on to the first of what came: what is shown, and how many of it there were.
    fn load(self, on: Option<(Memo<Vec<ConversationId>>, usize)>) {
        let chat = self.verbs.chat;
        // The inbox may have been left since this was asked for.
        let Some(which) = self.filter.try_get_untracked() else { return };
        let Some(below) = chat.shelf_untracked(which).below.filter(|_| !self.busy.get_untracked()) else { return };
        self.busy.set(true);
        for_app(async move {
            match chat.asked(list_inbox(which.key().into(), Some(below.to_string()), None)).await {
                Ok(page) => {
                    chat.take_page(which, page, false);
                    request_animation_frame(move || {
                        let first = on.and_then(|(shown, at)| shown.try_get_untracked()?.get(at).copied());
                        first.inspect(|first| browser::focus(&format!("row-{first}")));
                    });
                }
                Err(problem) => self.verbs.trouble(&problem),
            }
            // The inbox may have been left meanwhile.
            self.busy.try_set(false);
        });
    }
}

/// The way on for those who do not scroll; without WASM it leads to the same page with more rows, at the last of these.
#[component]
fn More(below: Below, shown: Memo<Vec<ConversationId>>, open: Memo<Option<ConversationId>>) -> impl IntoView {
    let Below { verbs, filter, busy, tabbed } = below;
    let href = move || {
        let (rows, last) = shown.with(|shown| (i64::try_from(shown.len()).unwrap_or(INBOX_MOST), shown.last().copied()));
        let (open, last) = (open.get().map(|id| format!("/{id}")), last.map(|id| format!("#row-{id}")));
        format!("/c{}?f={}&rows={}{}", open.unwrap_or_default(), filter.get().key(), rows + INBOX_PAGE, last.unwrap_or_default())
    };
    let load = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        // A click of no button is a key's.
        below.load((event.detail() == 0).then(|| (shown, shown.read_untracked().len())));
    };
    view! {
        <Show when=move || verbs.chat.shelf(filter.get()).below.is_some()>
            <div class="inbox__more">
                <a class="button button--secondary" href=href aria-disabled=move || busy.get().then_some("true") on:focus=move |_| tabbed.set_value(true) on:click=load>
                    {move || if busy.get() { "Loading\u{2026}" } else { "Load more" }}
                </a>
            </div>
        </Show>
    }
}
