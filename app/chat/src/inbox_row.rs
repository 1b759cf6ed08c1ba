//! One row of the inbox, and the menu of what can be done with it.

use domain::access::ConversationId;
use domain::chat::model::{Filter, Kind, Row};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::address::{filter_query, use_filter};
use super::flag::Flag;
use super::inbox_view::{face_of, last_words, neighbour, order};
use super::state::ChatState;
use super::verbs::Verbs;
use ui::{Alive, Avatar, Erased, Icon, badge, focus_id, when};

/// The id of the one menu of all rows.
pub const MENU: &str = "row-menu";

/// A conversation as one link.
#[component]
pub fn InboxRow(
    conversation: ConversationId,
    filter: Memo<Filter>,
    open: Memo<Option<ConversationId>>,
    stop_at: Memo<Option<ConversationId>>,
    stop: RwSignal<Option<ConversationId>>,
) -> impl IntoView {
    let (chat, alive) = (ChatState::here(), Alive::here());
    let row = Memo::new(move |_| chat.row(conversation));
    let class = move || row.with(|row| row.as_ref().map_or_else(String::new, row_class));
    let current = move || (open.get() == Some(conversation)).then_some("page");
    // Where it is open already nothing comes on screen that would take the focus.
    let pressed = move |event: MouseEvent| {
        let plain = event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if plain && chat.open.get_untracked() == Some(conversation) {
            chat.to_box.set(true);
        }
    };
    view! {
        <li class=class data-conversation=conversation.to_string()>
            <a
                class="inbox-row__link focus-inside"
                id=format!("row-{conversation}")
                href=move || format!("/c/{conversation}{}", filter_query(filter.get()))
                aria-current=current
                tabindex=move || alive.tabindex(stop_at.get() == Some(conversation))
                on:focus=move |_| stop.set(Some(conversation))
                on:click=pressed
            >
                {move || row.get().map(|row| view! { <Told row /> })}
            </a>
            // Until the page lives it leads to the details, where all of the menu is too.
            <button
                type=move || alive.opener()
                formaction=format!("/c/{conversation}")
                name="info"
                value="1"
                class="button button--icon button--small inbox-row__menu"
                tabindex=move || alive.tabindex(stop_at.get() == Some(conversation))
                aria-label=move || format!("More for {}", row.with(|row| row.as_ref().map(|row| row.title.clone()).unwrap_or_default()))
                popovertarget=MENU
                on:click=move |_| chat.pointed.set(Some(conversation))
            >
                <Icon name="more-vertical" />
            </button>
        </li>
    }
    .erased()
}

fn row_class(row: &Row) -> String {
    let mut class = String::from("inbox-row");
    for (on, modifier) in [(row.is_unread(), " inbox-row--unread"), (row.muted, " inbox-row--muted")] {
        if on {
            class.push_str(modifier);
        }
    }
    class
}

/// What a row says.
#[component]
fn Told(row: Row) -> impl IntoView {
    let chat = ChatState::here();
    let me = chat.my_id();
    let (line, draft) = last_words(&row, me);
    let (at, conversation) = (row.activity_at, row.conversation);
    let count = badge(row.unread);
    let unread = match row.unread {
        0 if row.marked_unread => "Marked as unread".to_owned(),
        0 => String::new(),
        1 => "1 unread message".to_owned(),
        n => format!("{n} unread messages"),
    };
    let badge_class = match (row.muted, count.is_empty()) {
        (false, false) => "badge",
        (false, true) => "badge badge--dot",
        (true, false) => "badge badge--muted",
        (true, true) => "badge badge--muted badge--dot",
    };
    view! {
        <Avatar name=row.title.clone() id=face_of(&row) group=row.kind == Kind::Group />
        <span class="inbox-row__top">
            <span class="inbox-row__name"><bdi>{row.title}</bdi></span>
            <time class="inbox-row__time" datetime=when::machine(at)>{move || when::short(at, chat.now.get())}</time>
        </span>
        <span class="inbox-row__bottom">
            <span class="inbox-row__line">
                {move || chat.hands.get().and_then(|hands| (hands.unsent)(chat, conversation))}
                {draft.then(|| view! { <span class="inbox-row__draft">"Draft: "</span> }.erased())}
                {line}
            </span>
            <span class="inbox-row__flags">
                {row.pinned.then(|| view! { <Icon name="pin" /><span class="visually-hidden">"Pinned"</span> }.erased())}
                {row.muted.then(|| view! { <Icon name="bell-off" /><span class="visually-hidden">"Muted"</span> }.erased())}
                {(!unread.is_empty()).then(|| view! {
                    <span class=badge_class aria-hidden="true">{count}</span>
                    <span class="visually-hidden">{unread}</span>
                })}
            </span>
        </span>
    }
}

/// The one menu of all rows, for the row whose button was pressed.
#[component]
pub fn RowMenu() -> impl IntoView {
    let chat = ChatState::here();
    let row = Memo::new(move |_| chat.pointed.get().and_then(|conversation| chat.row(conversation)));
    view! {
        <div class="menu" id=MENU popover="auto" aria-label="Conversation">
            {move || row.get().map(|row| match chat.hands.get() {
                Some(hands) => (hands.deeds)(row),
                None => view! { <p class="menu__heading">"Loading\u{2026}"</p> }.erased(),
            })}
        </div>
    }
}

/// What can be done with a row.
#[component]
pub fn Deeds(row: Row) -> impl IntoView {
    let verbs = Verbs::here();
    let conversation = row.conversation;
    let unread = row.is_unread();
    let flags = [
        (Flag::Pinned, row.pinned, if row.pinned { "Unpin" } else { "Pin to the top" }, if row.pinned { "pin-off" } else { "pin" }),
        (Flag::Muted, row.muted, if row.muted { "Unmute" } else { "Mute" }, if row.muted { "bell" } else { "bell-off" }),
        (
            Flag::Archived,
            row.archived,
            if row.archived { "Move back to the inbox" } else { "Archive" },
            if row.archived { "unarchive" } else { "archive" },
        ),
    ];
    let filter = use_filter();
    // A click of no button is a key's. The button a menu gives the focus back to is drawn anew where its row moves.
    let moves = move |event: &MouseEvent| {
        if event.detail() == 0 {
            follow(verbs.chat, filter.get_untracked(), conversation);
        }
    };
    let read = move |event: MouseEvent| {
        moves(&event);
        if unread { verbs.read(conversation) } else { verbs.unread(conversation, None) }
    };
    let flag = move |(flag, on, words, icon): (Flag, bool, &'static str, &'static str)| {
        let pressed = move |event: MouseEvent| {
            // A muted row stays where it is.
            if flag != Flag::Muted {
                moves(&event);
            }
            verbs.flag(conversation, flag, !on);
        };
        view! {
            <button type="button" class="menu__item" popovertarget=MENU popovertargetaction="hide" on:click=pressed>
                <Icon name=icon />
                {words}
            </button>
        }
    };
    view! {
        <button type="button" class="menu__item" popovertarget=MENU popovertargetaction="hide" on:click=read>
            <Icon name="unread" />
            {if unread { "Mark as read" } else { "Mark as unread" }}
        </button>
        {flags.map(flag).collect_view()}
    }
}

/// Once a row has moved the focus is on it, or where it is shown no more, on the one that takes its place.
fn follow(chat: ChatState, filter: Filter, conversation: ConversationId) {
    let next = chat.inbox.with_untracked(|inbox| {
        let shown = order(inbox, filter, chat.stays.get_untracked());
        let next = |down| neighbour(inbox, &shown, Some(conversation), down, false);
        next(true).or_else(|| next(false))
    });
    request_animation_frame(move || {
        let at = |row: ConversationId| focus_id(&format!("row-{row}"));
        let _ = at(conversation) || next.is_some_and(at);
    });
}
