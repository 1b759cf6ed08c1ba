//! Keeps what is being written on the server: a moment after the last key, one save at a time for each conversation, and
//! whatever is left when the page goes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use domain::access::{ConversationId, Failure};
use domain::chat::live::Fetch;
use domain::chat::model::Drafted;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{SaveDraft, save_draft};
use super::keeper;
use super::line::{self, Ask};
use super::state::{ChatState, Link};
use super::writing::{Words, Writing};
use call::failure::Problem;
use ui::for_app;

/// So long after the last key, what was typed is saved.
const AFTER: Duration = Duration::from_millis(800);
/// So long after a save that failed, the next is tried.
const AGAIN: Duration = Duration::from_secs(5);

/// Said when both stand in the box.
const JOINED: &str = "You wrote here on another device too. Both texts are in the box";

thread_local! {
    static DUE: RefCell<HashMap<ConversationId, TimeoutHandle>> = RefCell::default();
}

/// Saves a moment from now; typing on puts it off. Without a line it is sealed on the device at once: the next moment may lock it.
pub fn save_soon(chat: ChatState, conversation: ConversationId) {
    if chat.link.get_untracked() != Link::Live {
        keeper::keep(chat);
    }
    save_after(chat, conversation, AFTER);
}

fn save_after(chat: ChatState, conversation: ConversationId, pause: Duration) {
    forget(conversation);
    if let Ok(timer) = set_timeout_with_handle(move || save(chat, conversation), pause) {
        DUE.with_borrow_mut(|due| due.insert(conversation, timer));
    }
}

/// Not now after all: what was typed has been sent.
pub fn forget(conversation: ConversationId) {
    if let Some(timer) = DUE.with_borrow_mut(|due| due.remove(&conversation)) {
        timer.clear();
    }
}

/// Saves now, if the server lacks anything and nothing is under way.
pub fn save(chat: ChatState, conversation: ConversationId) {
    forget(conversation);
    // Of one that one is no longer in the server would refuse every save; its words are a stray (`stray.rs`).
    let Some(writing) = chat.written(conversation).filter(|_| untrack(|| chat.lost(conversation)).is_none()) else { return };
    // Hands rest by now, and nothing is put under a moving cursor.
    if writing.with_untracked(Writing::has_beside)
        && writing.try_update(Writing::join) == Some(true)
        && let Some(announcer) = chat.announcer
    {
        announcer.say(JOINED);
    }
    show(chat, conversation);
    let Some((Words { text, answers }, over)) = writing.try_update_untracked(Writing::to_save).flatten() else { return };
    // Until the answer comes: a line can be dead without anybody knowing.
    keeper::keep(chat);
    for_app(async move {
        let saved = save_draft(conversation, text, answers, Some(over)).await.map_err(|Problem(failure)| failure);
        writing.update(|writing| match &saved {
            Ok(Drafted::Kept(feed)) => writing.was_saved(Some(*feed)),
            Ok(Drafted::Meanwhile(_)) => writing.was_refused(),
            Err(_) => writing.was_saved(None),
        });
        match saved {
            Ok(Drafted::Kept(_)) => {
                keeper::keep(chat);
                // What was typed while that one was under way.
                save(chat, conversation);
            }
            Ok(Drafted::Meanwhile(row)) => {
                writing.maybe_update(|writing| writing.hear_draft(row.feed, &row.draft, row.answers.as_ref()));
                chat.put_row(*row);
                save_soon(chat, conversation);
            }
            Err(Failure::Locked | Failure::SignedOut) => line::ask(Ask::Refused),
            Err(failure) if failure.is_passing() => save_after(chat, conversation, AGAIN),
            Err(Failure::NotFound) => line::ask(Ask::Fetch(Fetch::Row(conversation))),
            // The text still stands in the box, and the next key tries again.
            Err(_) => {}
        }
    });
}

/// The row says what is being written, whether the server has it or not.
pub fn show(chat: ChatState, conversation: ConversationId) {
    if let Some(draft) = chat.written(conversation).map(|writing| writing.with_untracked(Writing::draft))
        && chat.row_untracked(conversation).is_some_and(|row| (&row.draft, &row.answers) != (&draft.0, &draft.1))
    {
        chat.change_row(conversation, |row| (row.draft, row.answers) = draft);
    }
}

/// One is no longer in a conversation, by an answer to what was asked when so much was `known` of it ([`ChatState::known_of`]): what was
/// being written in it is kept here, to be copied or given up.
pub fn lose(chat: ChatState, conversation: ConversationId, called: Option<String>, known: i64) {
    if chat.forget(conversation, called, known) {
        forget(conversation);
        keeper::keep(chat);
    }
}

/// The server told what it holds: what other devices wrote meanwhile is joined to what hands write here, once they rest.
pub fn heard(chat: ChatState) {
    for writing in chat.all_writing() {
        if let Some(conversation) = writing.with_untracked(|writing| writing.has_beside().then_some(writing.conversation)) {
            save_soon(chat, conversation);
        }
    }
}

/// Saves everything that the server lacks.
pub fn save_all(chat: ChatState) {
    for writing in chat.all_writing() {
        save(chat, writing.with_untracked(|writing| writing.conversation));
    }
}

/// The page goes, or is locked: what is left travels without waiting for an answer.
pub fn flush(chat: ChatState) {
    for writing in chat.all_writing() {
        let lacking = |writing: &mut Writing| {
            writing.join();
            writing.lacking().map(|lacking| (writing.conversation, lacking))
        };
        if let Some((conversation, (Words { text, answers }, over))) = writing.try_update_untracked(lacking).flatten() {
            let (conversation, answers, over) = (conversation.to_string(), answers.map(|message| message.to_string()), over.to_string());
            let mut fields = vec![("conversation", conversation.as_str()), ("body", &text), ("over", &over)];
            fields.extend(answers.as_deref().map(|message| ("answers", message)));
            browser::post_and_go(SaveDraft::PATH, &fields);
        }
    }
}
