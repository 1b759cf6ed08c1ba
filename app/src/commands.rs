//! Keys that work everywhere on the chat screen, the switcher and the list of keys.

use std::time::Duration;

use domain::chat::model::Filter;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::later::line_begins;
use crate::palette::screens;
use account::AtWork;
use browser::{self, worker};
use chat::address::{address, filter_query, use_filter};
use chat::inbox_view::{neighbour, order};
use chat::keys::{self, Command, command};
use chat::screen::conversation_comes;
use chat::side::beside_comes;
use chat::state::ChatState;
use chat::state::held::Wish;
use chat::switcher::Switcher;
use chat::verbs::Verbs;
use help::keys::Keys;
use ui::for_app;
use ui::{Dialog, Erased, Fetch, Place, Skeleton, Unread, counted, drawn, part};

/// A region of a screen, and what in it takes the focus, if that is not the first thing that does.
type Region = (&'static str, Option<&'static str>);
/// What was not sent, in the inbox or over the messages: the card itself, for its words come before what is done with them.
const STRAY: Region = ("stray", Some("stray"));
/// Whatever else stands over the message box, one goes there to write.
const COMPOSER: Region = ("composer", Some("message-box"));
/// The regions of a screen with a conversation, in the order F6 walks them.
const REGIONS: [Region; 7] = [("rail", None), ("inbox", None), STRAY, ("timeline", None), COMPOSER, ("details", None), ("notes", None)];
/// Those of any other.
const PLAIN: [Region; 6] = [("rail", None), ("inbox", None), STRAY, ("main", None), ("details", None), ("notes", None)];
/// How long after a failure the line's code is fetched again.
const AGAIN: Duration = Duration::from_secs(10);

/// Starts what the chat screen needs in the browser, and listens to the keys.
#[component]
pub fn Commands() -> impl IntoView {
    let verbs = Verbs::here();
    let filter = use_filter();
    let go = Callback::new({
        let navigate = use_navigate();
        move |path: String| navigate(&path, NavigateOptions::default())
    });
    let unread = expect_context::<Unread>();
    // Not before the whole page is taken over: what comes down the line changes what the server has drawn.
    Effect::new(move |_| {
        browser::once_alive(move || {
            // Opening a conversation should wait for nothing, and work when the network is gone. Tasks of their own: a press that
            // was made meanwhile comes between.
            set_timeout(move || connect(verbs.chat, false), Duration::ZERO);
        });
    });
    Effect::new(move |_| {
        let count = verbs.chat.unread();
        unread.0.set(count);
        browser::set_badge(count);
    });
    let gone = Memo::new(move |_| verbs.chat.open.get().is_some_and(|open| verbs.chat.inbox.with(|inbox| inbox.row(open).is_none())));
    Effect::new(move |_| {
        if gone.get() && verbs.chat.me.with_untracked(Option::is_some) {
            verbs.tell("You are no longer in that conversation");
            go.run("/c".into());
        }
    });
    let path = use_location().pathname;
    Effect::new(move |_| {
        let keyed = window_event_listener(leptos::ev::keydown, move |event| {
            let stroke = browser::stroke(&event);
            let command =
                stroke.filter(|stroke| !keys::is_boxes_own(stroke) || !browser::is_in_text(&event)).and_then(|stroke| command(&stroke));
            // Behind what is open over the page nothing moves but by its own key.
            let behind = |command: Command| browser::is_modal_open() && !is_its_own(command, verbs.chat);
            if let Some(command) = command.filter(|command| !behind(*command)) {
                event.prevent_default();
                obey(command, verbs, filter, &path.get_untracked(), go);
            }
        });
        on_cleanup(move || keyed.remove());
    });
    let (chat, at_work) = (verbs.chat, expect_context::<AtWork>());
    view! {
        <Dialog id="switcher" top=true open=chat.switcher title="Find a person or conversation">
            <Suspense fallback=Skeleton>{move || Suspend::new(drawn(Fetch::new(move || switcher(at_work, go)), Place::Dialog))}</Suspense>
        </Dialog>
        <Dialog id="shortcuts" open=chat.help wide=true title="Keyboard shortcuts">
            // Reading matter that scrolls: the arrow keys need somewhere to be.
            <div class="dialog__body" tabindex="0">
                <Suspense fallback=Skeleton>{move || Suspend::new(drawn(Fetch::new(keys), Place::Dialog))}</Suspense>
            </div>
        </Dialog>
    }
    .erased()
}

/// Fetches what the line to the server is made of, and begins; then what somebody may ask for, who should wait for nothing then,
/// and have it when the network is gone. While something cannot be had the page says so, and it is tried again.
fn connect(chat: ChatState, told: bool) {
    for_app(async move {
        let begun = chat.hands.with_untracked(Option::is_some) || line_begins(chat).await;
        if !begun || !conversation_comes().await || !beside_comes().await {
            worker::missing();
            set_timeout(move || connect(chat, true), AGAIN);
        } else if told {
            worker::found();
        }
    });
}

part!(/// With what stands beside the messages: fetched after the conversation, before anybody asks for it.
    beside, fn switcher(at_work: AtWork, go: Callback<String>) -> AnyView => view! { <Switcher go screens=screens(&at_work.features()) /> }.erased());

part!(/// Its code is fetched when it is first opened, with the help.
    rest, fn keys() -> AnyView => view! { <Keys /> }.erased());

fn obey(command: Command, verbs: Verbs, filter: Memo<Filter>, path: &str, go: Callback<String>) {
    let chat = verbs.chat;
    let step = |down, unread| {
        let next = chat.inbox.with_untracked(|inbox| {
            let shown = order(inbox, filter.get_untracked(), chat.stays.get_untracked());
            neighbour(inbox, &shown, chat.open.get_untracked(), down, unread)
        });
        if let Some(next) = next {
            go.run(address(next, filter.get_untracked()));
        }
    };
    match command {
        // Open already it begins anew, and never closes: what is typed next is a name.
        Command::Switcher => chat.switcher.set(true),
        Command::Help => chat.help.update(|open| *open = !*open),
        Command::NextRegion | Command::PreviousRegion => {
            let regions: &[Region] = if browser::is_shown("timeline") { &REGIONS } else { &PLAIN };
            browser::walk_regions(regions, command == Command::NextRegion);
        }
        Command::Above => step(false, false),
        Command::Below => step(true, false),
        Command::UnreadAbove => step(false, true),
        Command::UnreadBelow => step(true, true),
        Command::UnreadOnly => {
            let to = if filter.get_untracked() == Filter::Unread { Filter::All } else { Filter::Unread };
            go.run(format!("{path}{}", filter_query(to)));
            if let Some(announcer) = chat.announcer {
                let unread = counted(untrack(|| chat.unread()), "conversation", "conversations");
                announcer.say(if to == Filter::Unread { format!("Unread: {unread}") } else { "All conversations".to_owned() });
            }
        }
        Command::OldestUnread => chat.wish.set(Some(Wish::Unread)),
        Command::Latest => chat.wish.set(Some(Wish::Latest)),
        Command::Composer => chat.to_box.set(chat.open.with_untracked(Option::is_some)),
        Command::ReadAll => verbs.read_all(),
        Command::Details => browser::press("details-toggle"),
    }
}

/// Whether a key belongs to the dialog that it opened.
fn is_its_own(command: Command, chat: ChatState) -> bool {
    match command {
        Command::Switcher => chat.switcher.get_untracked(),
        Command::Help => chat.help.get_untracked(),
        _ => false,
    }
}
