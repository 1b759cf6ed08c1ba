//! What depends on somebody being there: reading out what comes, and telling what was seen.

use std::cell::RefCell;
use std::time::Duration;

use domain::access::{ConversationId, Timestamp};
use domain::chat::live::{Fetch, Fit, Timeline, Up};
use domain::chat::model::{Kind, Mark};
use leptos::ev;
use leptos::prelude::*;

use super::say;
use chat::heard::{Heard, heard_words};
use chat::seen::{Eyes, Glimpse, News, Sight};
use chat::state::{ChatState, Link, Room};
use ui::for_app;

/// So long after a look could not be told, it is told again.
const AGAIN: Duration = Duration::from_secs(5);

thread_local! {
    static EYES: RefCell<Eyes> = RefCell::default();
}

fn eyes<T>(act: impl FnOnce(&mut Eyes) -> T) -> T {
    EYES.with_borrow_mut(act)
}

/// Notices from now on whether somebody is there. Whoever opened the page was.
pub(super) fn start() {
    touched();
    for event in ["keydown", "keyup", "pointerdown", "wheel", "touchstart"] {
        window_event_listener_untyped(event, |_| touched());
    }
    window_event_listener(ev::pointermove, |event| eyes(|eyes| eyes.pointed((event.screen_x(), event.screen_y()), browser::device_now())));
    // Brought to the front, by a hand outside the page. Getting the focus back is no sign: a box that closes gives it.
    window_event_listener_untyped("visibilitychange", |_| {
        if browser::is_visible() {
            touched();
        }
    });
}

fn touched() {
    eyes(|eyes| eyes.touched(browser::device_now()));
}

/// Reads out what came into the open conversation since the last tick, and that something came into others, if somebody is there and wants it.
pub(super) fn read_out(chat: ChatState) {
    if chat.heard.with_untracked(Vec::is_empty) {
        return;
    }
    let mut heard = chat.heard.try_update_untracked(std::mem::take).unwrap_or_default();
    heard.retain(|heard| match heard {
        Heard::Elsewhere(conversation, _) => chat.row_untracked(*conversation).is_none_or(|row| !row.muted),
        _ => true,
    });
    let wanted = chat.me.with_untracked(|me| me.as_ref().is_none_or(|me| me.settings.announce != "none"));
    if wanted
        && !heard.is_empty()
        && browser::is_attentive()
        && let Some(announcer) = chat.announcer
    {
        let group = |conversation| chat.row_untracked(conversation).filter(|row| row.kind == Kind::Group).map(|row| row.title);
        announcer.say(heard_words(&heard, group));
    }
}

/// Tells the server what was on screen for a second.
pub(super) fn look(chat: ChatState) {
    let now = browser::device_now();
    let there = browser::is_attentive() && !browser::is_modal_open() && eyes(|eyes| eyes.is_there(now));
    let room = chat.open.get_untracked().filter(|_| there).and_then(|conversation| chat.room(conversation));
    let Some(room) = room else { return eyes(Eyes::away) };
    let lines = room.timeline.with_untracked(glimpses);
    if let Some(sight) = eyes(|eyes| eyes.looking.glance(room.conversation, lines)) {
        saw(chat, &room, &sight, now);
    }
}

/// The lines of this timeline that are on screen. By the ids of their messages: those of another one are not among them.
fn glimpses(timeline: &Timeline) -> Vec<Glimpse> {
    let shown = browser::on_screen("timeline", "#timeline [data-seq]", ".message__bubble", "data-message");
    let line = |(id, parts): (String, u8)| {
        let message = timeline.find(id.parse().ok()?)?;
        Some(Glimpse { seq: message.seq, changed: message.changed_seq, parts })
    };
    shown.into_iter().filter_map(line).collect()
}

fn saw(chat: ChatState, room: &Room, sight: &Sight, now: Timestamp) {
    let conversation = room.conversation;
    let me = chat.my_id();
    let news = room.timeline.with_untracked(|timeline| News::of(sight, timeline.marks.iter().find(|mark| mark.person == me)));
    if news.is_empty() {
        return looked_again(chat, room, sight);
    }
    if !eyes(|eyes| eyes.is_due(conversation, &news, now)) || !say(&Up::Seen { conversation, up_to: news.up_to, shown: news.shown.clone() })
    {
        return;
    }
    // The receipt is the server's to confirm, and told again until it does; what counts as unread changes at once.
    let mut uncounted = false;
    if news.up_to > 0 {
        let number = room.timeline.with_untracked(|timeline| number_at(timeline, news.up_to));
        let mark = Mark { person: me, delivered_seq: 0, read_number: number, up_to: news.up_to, seen: news.shown.clone() };
        uncounted = chat.inbox.try_update(|inbox| inbox.mark(conversation, &[mark])) == Some(Fit::Gap);
        // Marked as unread by hand with nothing unread in it: the numbers do not say that it was looked at, so this does.
        if chat.row_untracked(conversation).is_some_and(|row| row.marked_unread) {
            chat.change_row(conversation, |row| row.marked_unread = false);
        }
        eyes(|eyes| eyes.settle(conversation, news.up_to));
    }
    eyes(|eyes| eyes.tell(conversation, news, uncounted, now));
}

/// Marked as unread by hand, and now looked at again: no new receipt, but no longer unread.
fn looked_again(chat: ChatState, room: &Room, sight: &Sight) {
    let conversation = room.conversation;
    // Asked without a line it would only fail: it is looked at again when there is one.
    if chat.link.get_untracked() != Link::Live {
        return;
    }
    let settled = eyes(|eyes| eyes.settle(conversation, sight.up_to));
    let end = room.timeline.with_untracked(|timeline| {
        !timeline.later && sight.up_to > 0 && timeline.messages.last().is_some_and(|message| message.seq <= sight.up_to)
    });
    let unread = chat.row_untracked(conversation).is_some_and(|row| row.is_unread());
    if end && unread && !settled && !room.left_unread.get_untracked() {
        for_app(async move {
            if chat.read(conversation).await.is_err() {
                set_timeout(|| eyes(Eyes::unsettle), AGAIN);
            }
        });
    }
}

/// What this person's own marks confirm is told no more.
pub(super) fn confirmed(chat: ChatState, conversation: ConversationId, marks: &[Mark]) {
    let me = chat.my_id();
    for own in marks.iter().filter(|mark| mark.person == me) {
        if eyes(|eyes| eyes.confirm(conversation, own)) {
            super::fetch(Fetch::Row(conversation));
        }
    }
}

/// A new line stands: what went into the old one may never have arrived.
pub(super) fn tell_again() {
    for (conversation, News { up_to, shown }) in eyes(|eyes| eyes.unconfirmed().collect::<Vec<_>>()) {
        say(&Up::Seen { conversation, up_to, shown });
    }
}

/// Marked as unread by hand: a look that the server has not heard of counts no more.
pub fn looks_away(conversation: ConversationId) {
    eyes(|eyes| eyes.take_back(conversation));
}

fn number_at(timeline: &Timeline, seq: i64) -> i64 {
    timeline.messages.iter().rev().find(|message| message.seq <= seq).map_or(0, |message| message.number)
}
