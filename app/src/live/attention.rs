//! What depends on somebody being there: reading out what comes, and telling what was seen.

use domain::access::ConversationId;
use domain::chat::live::{Fit, Up};
use domain::chat::model::Mark;
use leptos::prelude::*;

use super::{say, with};
use crate::browser;
use crate::chat::api::mark_read;
use crate::chat::state::{ChatState, Fetch};
use crate::chat::timeline_view::heard_words;
use crate::ui::for_app;

/// So long after the last sign of a person somebody still counts as there, in milliseconds.
const THERE: i64 = 60_000;

/// Reads out what came into the open conversation since the last tick, if somebody is there and wants it.
pub(super) fn read_out(chat: ChatState) {
    if chat.heard.with_untracked(Vec::is_empty) {
        return;
    }
    let heard = chat.heard.try_update_untracked(std::mem::take).unwrap_or_default();
    let wanted = chat.me.with_untracked(|me| me.as_ref().is_none_or(|me| me.settings.announce != "none"));
    if wanted
        && browser::is_attentive()
        && let Some(announcer) = chat.announcer
    {
        announcer.say(heard_words(&heard));
    }
}

/// Tells the server what was on screen for a second.
pub(super) fn look(chat: ChatState) {
    let open = chat.open.get_untracked();
    let there = browser::is_attentive() && !browser::is_modal_open() && is_somebody_there() && browser::is_uncovered("timeline");
    let glance = open.filter(|_| there).and_then(|conversation| {
        let last = browser::last_on_screen("timeline", "#timeline [data-seq]", "data-seq")?;
        Some((conversation, last))
    });
    let Some((conversation, last)) = glance else {
        with(|live| live.looking.away());
        return;
    };
    let lasting = with(|live| live.looking.glance(conversation, last).filter(|seq| live.seen != (Some(conversation), *seq))).flatten();
    if let Some(seq) = lasting {
        saw(chat, conversation, seq);
    }
}

/// A screen that nobody has touched for a minute may stand on an empty ward.
fn is_somebody_there() -> bool {
    with(|live| browser::now().since(live.touched_at) < THERE) == Some(true)
}

fn saw(chat: ChatState, conversation: ConversationId, seq: i64) {
    let Some(room) = chat.room(conversation) else { return };
    let me = chat.my_id();
    let (before, number, end) = room.timeline.with_untracked(|timeline| {
        let before = timeline.marks.iter().find(|mark| mark.person == me).map_or(0, |mark| mark.seen_seq);
        let number = timeline.messages.iter().rev().find(|message| message.seq <= seq).map_or(0, |message| message.number);
        (before, number, !timeline.later && timeline.messages.last().is_some_and(|message| message.seq <= seq))
    });
    let mark = Mark { person: me, delivered_seq: seq, seen_seq: seq, read_number: number };
    if seq > before && say(&Up::Seen { conversation, seq }) {
        room.timeline.update(|timeline| timeline.mark(&[mark]));
        let fit = chat.inbox.try_update(|inbox| inbox.mark(conversation, &[mark]));
        if fit == Some(Fit::Gap) {
            super::fetch(Fetch::Row(conversation));
        }
        // Marked as unread by hand with nothing unread in it: the numbers do not say that it was looked at, so this does.
        if chat.row_untracked(conversation).is_some_and(|row| row.marked_unread) {
            chat.change_row(conversation, |row| row.marked_unread = false);
        }
    } else if end
        && seq <= before
        && chat.row_untracked(conversation).is_some_and(|row| row.is_unread())
        && !room.left_unread.get_untracked()
    {
        // Marked as unread by hand, and now looked at again: no new receipt, but no longer unread.
        chat.change_row(conversation, |row| {
            row.read_number = row.last_number;
            row.unread = 0;
            row.marked_unread = false;
        });
        for_app(async move { drop(mark_read(conversation).await) });
    } else if seq > before {
        return;
    }
    with(|live| live.seen = (Some(conversation), seq));
}
