//! The one socket: comes back by itself, says what is held, folds in what comes, and tells how far things were read.
//!
//! Lives only in the browser: [`start`] is called from an effect. What it hears is folded in by
//! [`ChatState::fold`]; what does not fit is fetched again here.

mod attention;
mod fetching;
mod going;

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use attention::looks_away;
use domain::access::{ConversationId, Failure, Timestamp};
use domain::chat::live::{Fetch, Fetches, Frame, Up, close};
use domain::chat::model::Filter;
use fetching::{acknowledge, delivered, fetch};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use account::api::who_am_i;
use browser::{self, Heard, Socket};
use call::failure::Problem;
use chat::line::{self, Ask};
use chat::state::{ChatState, Link};
use chat::{drafts, keeper, outbox};
use ui::for_app;

/// People hear of a lost connection only after this long.
const LOST_AFTER: i64 = 3000;
/// After this long up, the next break starts with short pauses again.
const STEADY: i64 = 10_000;
/// How often what is held is compared with the server where nobody looks, and where somebody does: a network can go away
/// without saying so, and whoever looks has to know within half a minute.
const HEARTBEAT: i64 = 60_000;
const LOOKED_AT: i64 = 15_000;
/// An open socket that does not answer for so long is dead: a network can go away without saying so.
const PATIENCE: i64 = 10_000;
/// How often typing is told.
const TYPING_EVERY: i64 = 3000;
/// How often activity is told.
const ACTIVE_EVERY: i64 = 10_000;

struct Live {
    chat: ChatState,
    socket: Option<Socket>,
    ready: bool,
    stopped: bool,
    tries: u32,
    since: Timestamp,
    hello_at: Timestamp,
    /// Since when the server owes an answer: to being connected to, or to a greeting.
    owed: Option<Timestamp>,
    typed_at: Timestamp,
    active_at: Timestamp,
    timer: Option<TimeoutHandle>,
    version: Option<String>,
    fetches: Fetches,
    delivered: HashMap<ConversationId, i64>,
}

thread_local! {
    static LIVE: RefCell<Option<Live>> = const { RefCell::new(None) };
}

fn with<T>(act: impl FnOnce(&mut Live) -> T) -> Option<T> {
    LIVE.with_borrow_mut(|live| live.as_mut().map(act))
}

/// Opens the socket and keeps it open for as long as the page lives. The second call does nothing.
pub fn start(chat: ChatState) {
    let now = browser::device_now();
    let none = Timestamp(0);
    let fresh = LIVE.with_borrow_mut(|live| {
        let fresh = live.is_none();
        if fresh {
            *live = Some(Live {
                chat,
                socket: None,
                ready: false,
                stopped: false,
                tries: 0,
                since: now,
                hello_at: now,
                owed: None,
                typed_at: none,
                active_at: now,
                timer: None,
                version: None,
                fetches: Fetches::default(),
                delivered: HashMap::new(),
            });
        }
        fresh
    });
    if fresh {
        line::hears(obey);
        // In a task of its own: that the code came was work enough, and a press that was made meanwhile comes between.
        set_timeout(move || work(chat), Duration::ZERO);
    }
}

fn work(chat: ChatState) {
    connect();
    for_app(outbox::start(chat));
    set_interval(tick, Duration::from_millis(500));
    listen();
    going::listen(chat);
    attention::start();
}

fn obey(ask: Ask) {
    match ask {
        Ask::Fetch(what) => fetch(what),
        Ask::Later(what) => drop(with(|live| live.fetches.misses(what))),
        Ask::Hello => set_timeout(hello, Duration::ZERO),
        Ask::Doubt => doubt(),
        Ask::Again => again(),
        Ask::Refused => refused(),
        Ask::Typing(conversation) => typing(conversation),
        Ask::LooksAway(conversation) => looks_away(conversation),
    }
}

fn listen() {
    for event in ["online", "focus", "visibilitychange", "pageshow"] {
        window_event_listener_untyped(event, |_| wake());
    }
    window_event_listener_untyped("offline", |_| cut());
    for event in ["keydown", "pointerdown"] {
        window_event_listener_untyped(event, |_| active());
    }
}

/// Back-off: half a second, doubling, at most 30 s, spread by ±50 % so that not everybody comes back at once.
fn pause(tries: u32, chance: f64) -> Duration {
    Duration::from_millis((500_u64 << tries.min(6)).min(30_000)).mul_f64(0.5 + chance)
}

fn connect() {
    with(|live| {
        if !live.stopped && live.socket.is_none() {
            live.socket = Socket::open("/live", hear);
            live.owed = live.socket.is_some().then(browser::device_now);
            if live.socket.is_none() {
                later(live);
            }
        }
    });
}

fn later(live: &mut Live) {
    let wait = pause(live.tries, browser::chance());
    live.tries += 1;
    if let Some(timer) = live.timer.take() {
        timer.clear();
    }
    live.timer = set_timeout_with_handle(connect, wait).ok();
}

fn hear(heard: Heard) {
    match heard {
        Heard::Opened => hello(),
        Heard::Closed(close::SIGNED_OUT | close::LOCKED) => refused(),
        Heard::Closed(close::TOO_OLD) => {
            // It speaks of things that this page would misread: to load it again is offered.
            with(|live| live.chat.outdated.set(true));
            fell();
        }
        Heard::Closed(_) => fell(),
        Heard::Text(text) => {
            if let Some(frame) = Frame::read(&text) {
                take(&frame);
            }
        }
    }
}

fn fell() {
    // A refused upgrade does not say why; a call does.
    if with(|live| !live.ready && live.tries % 4 == 1) == Some(true) && browser::is_online() {
        for_app(async move {
            if let Err(Problem(Failure::Locked | Failure::SignedOut)) = who_am_i().await {
                refused();
            }
        });
    }
    with(|live| {
        let now = browser::device_now();
        if live.ready && now.since(live.since) > STEADY {
            live.tries = 0;
        }
        if live.ready {
            live.since = now;
        }
        live.ready = false;
        live.socket = None;
        live.owed = None;
        // A try that failed changes nothing about what people were told.
        if live.chat.link.get_untracked() == Link::Live {
            live.chat.link.set(Link::Quiet);
        }
        later(live);
    });
}

/// The page may have slept: compares at once, or comes back at once.
fn wake() {
    let stands = with(|live| {
        live.chat.now.set(browser::now());
        live.ready
    });
    match stands {
        Some(true) if browser::is_visible() => hello(),
        Some(false) if browser::is_visible() && browser::is_online() => {
            with(|live| live.tries = 0);
            connect();
        }
        _ => {}
    }
}

/// Hangs up on a line that is dead, and tries to come back.
fn cut() {
    if with(|live| live.socket.take().is_some()) == Some(true) {
        fell();
    }
}

/// A call went wrong: asks whether the line still stands.
fn doubt() {
    if with(|live| live.ready && live.owed.is_none()) == Some(true) {
        hello();
    }
}

/// Tries at once, because somebody asked.
fn again() {
    with(|live| live.tries = 0);
    connect();
}

/// Says something up the socket; `false` when it does not stand.
pub fn say(up: &Up) -> bool {
    let Ok(text) = serde_json::to_string(up) else { return false };
    with(|live| live.socket.as_ref().is_some_and(|socket| socket.say(&text))).unwrap_or(false)
}

/// Says what is held, and so asks for what was missed.
fn hello() {
    let Some(chat) = with(|live| {
        live.hello_at = browser::device_now();
        live.chat
    }) else {
        return;
    };
    if say(&chat.greeting()) {
        with(|live| live.owed = live.owed.or_else(|| Some(browser::device_now())));
    }
}

/// The person is typing: tells it, but not often.
fn typing(conversation: ConversationId) {
    let due = with(|live| {
        let now = browser::device_now();
        let due = now.since(live.typed_at) >= TYPING_EVERY;
        if due {
            live.typed_at = now;
        }
        due
    });
    if due == Some(true) {
        say(&Up::Typing(conversation));
    }
}

/// The person did something: tells it, but not often.
fn active() {
    let due = with(|live| {
        let now = browser::device_now();
        let due = now.since(live.active_at) >= ACTIVE_EVERY;
        if due {
            live.active_at = now;
        }
        due
    });
    if due == Some(true) {
        say(&Up::Active);
    }
}

/// Locked or signed out: nothing stays in memory, and the guard says where to go on.
fn refused() {
    let first = with(|live| {
        let first = !live.stopped;
        live.stopped = true;
        live.socket = None;
        live.chat.clear();
        first
    });
    if first == Some(true) {
        keeper::stop();
        browser::reload();
    }
}

fn take(frame: &Frame) {
    let Some(chat) = with(|live| live.chat) else { return };
    let fetches = chat.fold(frame, browser::now());
    match frame {
        Frame::Ready { version, now, .. } => {
            browser::learn_clock(*now);
            chat.now.set(browser::now());
            ready(chat, version);
        }
        Frame::Locked | Frame::SignedOut => refused(),
        Frame::Events { conversation, events } => {
            if let Some(last) = events.last() {
                delivered(*conversation, last.seq());
            }
        }
        Frame::Marks { conversation, marks } => attention::confirmed(chat, *conversation, marks),
        // The socket closes next, and the back-off brings it back.
        Frame::Restarting | Frame::Own { .. } | Frame::Missed { .. } | Frame::Typing { .. } | Frame::Refetch(_) => {}
    }
    fetches.into_iter().for_each(fetch);
}

fn ready(chat: ChatState, version: &str) {
    let mut back = false;
    let changed = with(|live| {
        back = !live.ready;
        if back {
            live.since = browser::device_now();
        }
        live.ready = true;
        live.owed = None;
        live.version.get_or_insert_with(|| version.to_owned()).as_str() != version
    });
    if chat.link.get_untracked() == Link::Lost
        && let Some(announcer) = chat.announcer
    {
        announcer.say("Connected again");
    }
    chat.link.set(Link::Live);
    if back {
        browser::tell(browser::LINE_STANDS);
    }
    if changed == Some(true) {
        chat.outdated.set(true);
    }
    with(|live| live.fetches.retried()).into_iter().flatten().for_each(fetch);
    // A screen without the list counts what is unread as well.
    if !chat.shelf_untracked(Filter::All).loaded {
        fetch(Fetch::Inbox);
    }
    outbox::hurry(chat);
    for_app(outbox::start(chat));
    drafts::save_all(chat);
    acknowledge(chat);
    if back {
        attention::tell_again();
    }
}

fn tick() {
    let now = browser::now();
    let Some((chat, lost, beat, dead)) = with(|live| {
        // How long ago something was is told by a clock that nobody puts right in between.
        let now = browser::device_now();
        let lost = !live.ready && now.since(live.since) >= LOST_AFTER;
        let beat = live.ready && now.since(live.hello_at) >= if browser::is_attentive() { LOOKED_AT } else { HEARTBEAT };
        (live.chat, lost, beat, live.owed.is_some_and(|since| now.since(since) >= PATIENCE))
    }) else {
        return;
    };
    if chat.refused.get_untracked() {
        return refused();
    }
    if dead {
        cut();
    }
    if lost && chat.link.get_untracked() != Link::Lost {
        chat.link.set(Link::Lost);
    }
    if beat {
        hello();
    }
    if now.since(chat.now.get_untracked()) >= 15_000 {
        chat.now.set(now);
    }
    chat.hush(now);
    attention::read_out(chat);
    attention::look(chat);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_half_a_minute_and_are_spread() {
        assert_eq!([0, 1, 2, 6, 40].map(|tries| pause(tries, 0.5).as_millis()), [500, 1000, 2000, 30_000, 30_000]);
        assert_eq!([0.0, 1.0].map(|chance| pause(0, chance).as_millis()), [250, 750]);
    }
}
