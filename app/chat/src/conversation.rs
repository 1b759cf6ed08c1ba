//! An open conversation: head, banners, timeline, who is typing, message box; and its details beside it.

use domain::access::MessageId;
use domain::chat::model::Kind;
use domain::text::joined;
use leptos::ev::FocusEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::address::{details_href, filter_query, use_filter};
use super::api;
use super::composer::Composer;
use super::dialogs::Dialogs;
use super::here::Here;
use super::line::{self, Ask};
use super::opening::Opening;
use super::queue::Queue;
use super::side::{Side, SidePane};
use super::state::{ChatState, Link, Room};
use super::stray::Strays;
use super::timeline::TimelinePane;
use super::timeline_view::typing_words;
use super::verbs::Verbs;
use directory::is_unverified;
use ui::{Avatar, Erased, Icon, Present, counted, is_nowhere};

/// The conversation and its details.
#[component]
pub fn Conversation(room: Room, around: Memo<Option<MessageId>>) -> impl IntoView {
    let here = Here::new(room, around.get_untracked());
    provide_context(here);
    let query = use_query_map();
    let side = Memo::new(move |_| query.with(Side::of));
    let details = Memo::new(move |_| side.get() != Side::Nothing);
    let chat = ChatState::here();
    let named = Memo::new(move |_| here.room.with_value(|room| chat.row_of(room).title));
    // The server writes the title when everything else is drawn, and the browser once more when this has gone.
    let drawn = named.get_untracked();
    view! {
        <Title text=move || named.try_get().unwrap_or_else(|| drawn.clone()) />
        // Somebody who has gone on and writes, writes to nobody in this one.
        <main class="shell__main chat" id="main" tabindex="-1" aria-labelledby="chat-title" inert=move || here.next.with(Option::is_some)>
            <Opening />
            <Head named details />
            <Banners />
            <TimelinePane around />
            <MarkRead />
            <Typing />
            <Composer named />
            <Dialogs />
        </main>
        <SidePane side named />
    }
    .erased()
}

#[component]
fn Head(named: Memo<String>, details: Memo<bool>) -> impl IntoView {
    let here = expect_context::<Here>();
    let timeline = here.room.with_value(|room| RwSignal::from(room.timeline.clone()));
    // What is between two stays between two: a conversation never becomes one of the other kind.
    let group = timeline.with_untracked(|timeline| timeline.details.kind == Kind::Group);
    let face = here.face();
    let filter = use_filter();
    let chat = ChatState::here();
    let archived = Memo::new(move |_| here.room.with_value(|room| chat.row_of(room)).archived);
    view! {
        <header class="pane__head">
            <a class="button button--icon pane__back" href=move || format!("/c{}", filter_query(filter.get())) aria-label="Back to messages">
                <Icon name="back" />
            </a>
            <a
                class="chat__who focus-inside"
                id="details-toggle"
                href=move || details_href(!details.get())
                title="Details (Ctrl + .)"
                aria-expanded=move || details.get().to_string()
                aria-controls="details"
            >
                {move || view! { <Avatar name=named.get() id=face.clone() group /> }}
                <div class="chat__names">
                    <h1 class="chat__title" id="chat-title" tabindex="-1">
                        <bdi>{move || named.get()}</bdi>
                    </h1>
                    <p class="chat__sub">
                        <Sub />
                        {move || archived.get().then(|| view! { <span class="tag"><Icon name="archive" />"Archived"</span> }.erased())}
                    </p>
                </div>
                <Icon name="panel" />
                <span class="visually-hidden">{move || if details.get() { "Hide details" } else { "Show details" }}</span>
            </a>
        </header>
    }
    .erased()
}

/// Under the name: how many, or what the other one does and whether somebody has checked it.
#[component]
fn Sub() -> impl IntoView {
    let here = expect_context::<Here>();
    let chat = ChatState::here();
    let timeline = here.room.with_value(|room| RwSignal::from(room.timeline.clone()));
    let me = chat.my_id();
    let details = Memo::new(move |_| timeline.with(|timeline| timeline.details.clone()));
    move || {
        let details = details.get();
        if details.kind == Kind::Group {
            return view! { <span>{counted(details.present, "member", "members")}</span> }.erased();
        }
        let other = details.members.iter().find(|member| member.person.id != me).map(|member| member.person.clone());
        let Some(other) = other else { return ().into_any() };
        let place = joined(&[&other.role, &other.grade, &other.ward], " \u{b7} ");
        let unchecked = is_unverified(&other);
        view! {
            <span>{place}</span>
            {unchecked.then(|| view! { <span class="tag tag--attention"><Icon name="unverified" />"Registration not verified"</span> }.erased())}
            {other.left_at.is_some().then(|| view! { <span class="tag">"Has left"</span> }.erased())}
        }
        .erased()
    }
}

/// What everybody should know: the connection is lost, or the page must not be closed.
#[component]
pub fn Banners() -> impl IntoView {
    let chat = ChatState::here();
    let at_button = StoredValue::new(false);
    let leaves = move |event: FocusEvent| {
        // Going away with the button it goes to nothing.
        if event.related_target().is_some() {
            at_button.set_value(false);
        }
    };
    follow_line(chat, at_button);
    // The region is there before anything stands in it: what comes together with its region is often not read (W3C, ARIA22).
    view! {
        <div role="status">
            <Show when=move || chat.link.get() == Link::Lost>
                <div class="banner banner--attention">
                    <Icon name="offline" />
                    <p>
                        <b>"No connection."</b>
                        " Messages you write now wait here and go by themselves when you are back."
                    </p>
                    <button
                        type="button"
                        class="button button--secondary button--small"
                        on:focus=move |_| at_button.set_value(true)
                        on:blur=leaves
                        on:click=move |_| line::ask(Ask::Again)
                    >
                        "Try now"
                    </button>
                </div>
            </Show>
            <Show when=move || chat.link.get() != Link::Lost && chat.queue.with(Queue::is_held)>
                <div class="banner banner--attention">
                    <Icon name="clock" />
                    <p>
                        <b>"Something you wrote here is not sent yet."</b>
                        " It waits here until Pando can read it again, and goes first. Messages you write now wait here and go after it."
                    </p>
                </div>
            </Show>
            <Show when=move || chat.unkept.get()>
                <div class="banner banner--attention">
                    <Icon name="alert" />
                    <p>
                        <b>"Keep this page open."</b>
                        " This device has no room to keep what you have not sent or saved yet: closing or locking the page loses it."
                    </p>
                </div>
            </Show>
        </div>
        <Strays />
    }
}

/// When the line is back, its button goes: whoever was at it goes on in the message box, or in the list.
fn follow_line(chat: ChatState, at_button: StoredValue<bool>) {
    let lost = Memo::new(move |_| chat.link.get() == Link::Lost);
    let present = Present::here();
    Effect::new(move |was: Option<bool>| {
        let lost = lost.get();
        if was == Some(true) && !lost && at_button.try_update_value(std::mem::take) == Some(true) {
            present.at_next_frame(move || {
                // Whoever has gone on to somewhere else in between stays there.
                if is_nowhere() {
                    if chat.open.get_untracked().is_some() { chat.to_box.set(true) } else { browser::focus("inbox") }
                }
            });
        }
        lost
    });
}

/// Without the program nobody says that something was on the screen: whoever has read it does.
#[component]
fn MarkRead() -> impl IntoView {
    let here = expect_context::<Here>();
    let chat = ChatState::here();
    let unread = Memo::new(move |_| here.room.with_value(|room| chat.row_of(room)).is_unread());
    view! {
        <Show when=move || unread.get()>
            <form class="chat__read plain" method="post" action=api::MarkRead::PATH>
                <input type="hidden" name="conversation" value=here.conversation().to_string() />
                <button type="submit" class="button button--secondary button--small">
                    <Icon name="check-check" />
                    "Mark as read"
                </button>
            </form>
        </Show>
    }
}

/// Who is typing. Not read out: that would be noise.
#[component]
fn Typing() -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let (conversation, timeline) = here.room.with_value(|room| (room.conversation, RwSignal::from(room.timeline.clone())));
    let words = Memo::new(move |_| {
        let people: Vec<_> =
            verbs.chat.typists.get().into_iter().filter(|typist| typist.conversation == conversation).map(|typist| typist.person).collect();
        timeline.with(|timeline| typing_words(&people.iter().map(|person| timeline.name_of(*person)).collect::<Vec<_>>()))
    });
    view! { <p class="chat__typing" aria-hidden="true">{move || words.get()}</p> }
}
