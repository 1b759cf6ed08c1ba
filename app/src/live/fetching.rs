//! Asking for what is missing, and telling the server what this device has.

use std::time::Duration;

use domain::access::{ConversationId, Failure, MessageId};
use domain::chat::live::{Fetch, Up};
use leptos::prelude::*;

use super::{doubt, hello, refused, say, with};
use call::failure::Problem;
use chat::api::{find_row, list_inbox, open_conversation};
use chat::fold::Answer;
use chat::state::ChatState;
use chat::{drafts, keeper};
use ui::for_app;

/// So long after something could not be had, the server is asked whether it answers.
const AGAIN: Duration = Duration::from_secs(3);

/// This device has everything up to here: told once.
pub(super) fn delivered(conversation: ConversationId, seq: i64) {
    let fresh = with(|live| live.delivered.insert(conversation, seq).is_none_or(|told| told < seq));
    if fresh == Some(true) {
        say(&Up::Delivered { conversation, seq });
    }
}

/// What came with the page is on this device as well as what came down the socket.
pub(super) fn acknowledge(chat: ChatState) {
    let unread = chat.inbox.with_untracked(|inbox| {
        let unread = inbox.rows.iter().filter(|row| row.unread > 0);
        unread.map(|row| (row.conversation, row.last_seq)).collect::<Vec<_>>()
    });
    for (conversation, seq) in unread {
        delivered(conversation, seq);
    }
}

/// Asks the server for something, once at a time.
pub fn fetch(what: Fetch) {
    if what == Fetch::Missed {
        return hello();
    }
    let fresh = with(|live| live.fetches.begins(what).then_some(live.chat));
    let Some(chat) = fresh.flatten() else { return };
    let known = if let Fetch::Row(conversation) | Fetch::Room(conversation) = what { chat.known_of(conversation) } else { 0 };
    for_app(async move {
        let got = chat
            .asked(async move {
                match what {
                    Fetch::Row(conversation) => find_row(conversation).await.map(|row| Answer::Row(Box::new(row))),
                    Fetch::Room(conversation) => {
                        open_conversation(conversation, place_in(chat, conversation)).await.map(|opened| Answer::Room(Box::new(opened)))
                    }
                    // To miss something is to say hello, above.
                    Fetch::Inbox | Fetch::Missed => list_inbox(String::new(), None, None).await.map(Answer::Inbox),
                }
            })
            .await;
        if with(|live| live.fetches.ended(what)) == Some(true) {
            fetch(what);
        }
        let got = got.map(|answer| {
            chat.take(answer).into_iter().for_each(fetch);
            drafts::heard(chat);
            acknowledge(chat);
        });
        match (got, what) {
            (Err(Problem(Failure::NotFound)), Fetch::Row(conversation) | Fetch::Room(conversation)) => {
                drafts::lose(chat, conversation, chat.called(conversation).or_else(|| keeper::called(conversation)), known);
            }
            (Err(Problem(Failure::Locked | Failure::SignedOut)), _) => refused(),
            (Err(Problem(failure)), _) if failure.is_passing() => ask_again(what),
            (Err(_) | Ok(()), _) => {}
        }
    });
}

/// What could not be had is asked for with the next answer of the server, and that is asked for soon.
fn ask_again(what: Fetch) {
    with(|live| live.fetches.misses(what));
    set_timeout(doubt, AGAIN);
}

/// Whoever reads further up is not taken to the end by a repair.
fn place_in(chat: ChatState, conversation: ConversationId) -> Option<MessageId> {
    let room = chat.room(conversation)?;
    room.timeline.with_untracked(|timeline| {
        let middle = timeline.messages.get(timeline.messages.len() / 2).filter(|_| timeline.later);
        middle.map(|message| message.id)
    })
}
