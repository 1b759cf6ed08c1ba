//! Asking for what is missing, and telling the server what this device has.

use std::time::Duration;

use domain::access::{ConversationId, Failure, MessageId};
use domain::chat::live::Up;
use domain::chat::model::Filter;
use leptos::prelude::*;

use super::{doubt, hello, refused, say, with};
use call::failure::Problem;
use chat::api::{find_row, list_inbox, open_conversation};
use chat::state::{ChatState, Fetch};
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
    let fresh = with(|live| {
        let fresh = !live.fetching.contains(&what);
        let list = if fresh { &mut live.fetching } else { &mut live.once_more };
        if !list.contains(&what) {
            list.push(what);
        }
        fresh.then_some(live.chat)
    });
    let Some(chat) = fresh.flatten() else { return };
    for_app(async move {
        let got = match what {
            Fetch::Row(conversation) => find_row(conversation).await.map(|row| chat.put_row(row)),
            Fetch::Room(conversation) => open_conversation(conversation, place_in(chat, conversation))
                .await
                .map(|opened| chat.put_row(chat.keep(opened).row.get_untracked())),
            Fetch::Inbox => list_inbox(String::new(), None, None).await.map(|page| {
                let unlisted = chat.unlisted(&page);
                chat.take_page(Filter::All, page, true);
                for conversation in unlisted {
                    fetch(Fetch::Row(conversation));
                }
            }),
            Fetch::Missed => Ok(()),
        };
        let again = with(|live| {
            live.fetching.retain(|held| *held != what);
            let before = live.once_more.len();
            live.once_more.retain(|held| *held != what);
            live.once_more.len() != before
        });
        if again == Some(true) {
            fetch(what);
        }
        if got.is_ok() {
            drafts::heard(chat);
            acknowledge(chat);
            chat.stale_rooms().into_iter().for_each(|conversation| fetch(Fetch::Room(conversation)));
        }
        match (got, what) {
            (Err(Problem(Failure::NotFound)), Fetch::Row(conversation) | Fetch::Room(conversation)) => {
                drafts::lose(chat, conversation, chat.called(conversation).or_else(|| keeper::called(conversation)));
            }
            (Err(Problem(Failure::Locked | Failure::SignedOut)), _) => refused(),
            (Err(Problem(failure)), _) if failure.is_passing() => ask_again(what),
            (Err(_) | Ok(()), _) => {}
        }
    });
}

/// What could not be had is asked for with the next answer of the server, and that is asked for soon.
fn ask_again(what: Fetch) {
    with(|live| {
        if !live.missing.contains(&what) {
            live.missing.push(what);
        }
    });
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
