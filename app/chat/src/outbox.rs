//! Sends what is on its way, one at a time in each conversation.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use domain::access::{ConversationId, Failure, MessageId};
use domain::chat::live::Fetch;
use domain::chat::model::Quote;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::api::{find_row, send_message};
use super::drafts;
use super::keeper::{self, keep};
use super::line::{self, Ask};
use super::queue::{Outgoing, Progress, Queue};
use super::state::{ChatState, Link};
use call::failure::Problem;
use ui::for_app;

/// How long an answer usually takes at most.
const LONG: Duration = Duration::from_secs(4);
/// So long what lies on this device may take to be read before anybody is told.
const SOON: Duration = Duration::from_secs(2);
/// How long one try may go unanswered.
const PATIENCE: Duration = Duration::from_secs(20);

thread_local! {
    /// The next time that something is due.
    static NEXT: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
    /// What was taken back, and what to do should it arrive.
    static WITHDRAWN: RefCell<HashMap<MessageId, Box<dyn FnOnce()>>> = RefCell::default();
}

/// Takes up what earlier pages left, as soon as it can be read, and sends.
pub async fn start(chat: ChatState) {
    if keeper::is_unread() {
        set_timeout(move || hold(chat, true), SOON);
    }
    if keeper::open().await {
        inherit(chat, None).await;
    } else {
        // It may be clear by now that what lies here can never be read.
        pump(chat);
    }
}

/// What is written waits for what lies on this device and cannot be read yet; where nothing is written that is said only once
/// there is something to `tell`.
fn hold(chat: ChatState, tell: bool) {
    let unread = keeper::is_unread();
    chat.queue.maybe_update(|queue| {
        let held = unread && (tell || queue.is_held() || queue.is_unsent());
        queue.hold(held)
    });
}

/// Looks for other tabs that keep something: what they leave is taken up here when they go.
pub fn watch(chat: ChatState) {
    let messages = move |mut messages: Vec<Outgoing>| {
        if !messages.is_empty() {
            chat.queue.update(|queue| messages.drain(..).for_each(|entry| queue.push(entry)));
            keep(chat);
            pump(chat);
        }
    };
    keeper::watch(messages, move |tab| for_app(inherit(chat, Some(tab))));
}

async fn inherit(chat: ChatState, of: Option<String>) {
    // What comes from another tab comes late, out of nowhere for whoever is there.
    let late = of.is_some();
    let mut estate = keeper::inherit(of).await;
    if estate.unreadable {
        chat.unreadable.set(true);
    }
    let messages = std::mem::take(&mut estate.messages);
    chat.queue.update(|queue| {
        if late {
            for entry in messages {
                queue.push(entry);
            }
        } else {
            queue.begin_with(messages);
        }
    });
    estate.settle();
    keep(chat);
    pump(chat);
    watch(chat);
    // Whether it still has a place.
    let refused: Vec<ConversationId> = chat.queue.with_untracked(|queue| queue.refused().map(|(entry, _)| entry.conversation).collect());
    for conversation in refused {
        if chat.row_untracked(conversation).is_none() {
            line::ask(Ask::Fetch(Fetch::Row(conversation)));
        }
    }
    while let Some(conversation) = keeper::waiting() {
        // What was written elsewhere meanwhile is not written over. Where this fails, the save says why.
        if chat.row_untracked(conversation).is_none() {
            match chat.asked(find_row(conversation)).await {
                Ok(row) => chat.put_row(row),
                // One is not in it any more, and nothing of it need ever be saved: so it is said here.
                Err(Problem(Failure::NotFound)) => line::ask(Ask::Fetch(Fetch::Row(conversation))),
                Err(_) => {}
            }
        }
        if let Some(unsaved) = keeper::take_up(conversation) {
            let open = chat.open.get_untracked() == Some(conversation);
            chat.writing(conversation).update(|writing| {
                // Whoever opens a conversation later expects a box of their own as much as whoever is in it.
                let at = late || (open && writing.is_unsaved());
                writing.take_up(unsaved, at);
            });
            if let Some(room) = chat.room(conversation) {
                chat.follow_held(&room);
            }
            drafts::save(chat, conversation);
        }
    }
    keep(chat);
}

/// Puts a message on its way; its bubble shows at once.
pub fn say(chat: ChatState, conversation: ConversationId, body: String, answers: Option<Quote>) -> MessageId {
    let entry = Outgoing::new(conversation, browser::new_id(), body, answers, browser::now());
    let id = entry.id;
    chat.queue.update(|queue| queue.push(entry));
    keep(chat);
    pump(chat);
    id
}

/// Tries a refused one again.
pub fn retry(chat: ChatState, id: MessageId) {
    chat.queue.update(|queue| queue.retry(id, browser::now()));
    keep(chat);
    pump(chat);
}

/// Gives one up.
pub fn discard(chat: ChatState, id: MessageId) -> Option<Outgoing> {
    let mut gone = None;
    chat.queue.update(|queue| gone = queue.remove(id));
    keep(chat);
    gone
}

/// Gives one up that the server has not confirmed; its words go back into the box. `false` when it is too late for that. A try of it
/// that arrives all the same, from wherever the line held it, is `undo`ne.
pub fn take_back(chat: ChatState, id: MessageId, undo: impl FnOnce() + 'static) -> bool {
    let sent = |queue: &Queue| queue.find(id).is_none_or(|entry| matches!(entry.progress, Progress::Sent(_)));
    if chat.queue.with_untracked(sent) {
        return false;
    }
    if let Some(Outgoing { conversation, body, quote, .. }) = discard(chat, id) {
        WITHDRAWN.with_borrow_mut(|withdrawn| withdrawn.insert(id, Box::new(undo)));
        chat.writing(conversation).update(|writing| writing.take_back(&body, quote));
        drafts::save_soon(chat, conversation);
        keep(chat);
    }
    true
}

/// A message arrived: whether it had been taken back, which is done now.
pub(super) fn was_withdrawn(id: MessageId) -> bool {
    let undo = WITHDRAWN.with_borrow_mut(|withdrawn| withdrawn.remove(&id));
    undo.map(|undo| undo()).is_some()
}

/// The way is open again.
pub fn hurry(chat: ChatState) {
    chat.queue.update_untracked(|queue| queue.hurry(browser::now()));
    pump(chat);
}

/// Sends everything that is due, and wakes up for the rest.
pub fn pump(chat: ChatState) {
    hold(chat, false);
    while let Some(entry) = chat.queue.try_update(|queue| queue.take_due(browser::now())).flatten() {
        for_app(send(chat, entry));
    }
    let wait = chat.queue.with_untracked(Queue::wakes_at).map(|at| at.since(browser::now()).max(50));
    NEXT.with_borrow_mut(|next| {
        if let Some(timer) = next.take() {
            timer.clear();
        }
        *next = wait.and_then(|wait| set_timeout_with_handle(move || pump(chat), Duration::from_millis(wait.unsigned_abs())).ok());
    });
}

async fn send(chat: ChatState, entry: Outgoing) {
    let answers = entry.quote.as_ref().map(|quote| quote.id);
    let hung = entry.clone();
    // An answer that takes its time makes nobody try again yet; whether the line stands is asked.
    let id = entry.id;
    let slow = move || {
        chat.queue.update(|queue| queue.hangs(id));
        line::ask(Ask::Doubt);
    };
    let wonder = set_timeout_with_handle(slow, LONG).ok();
    let patience = set_timeout_with_handle(move || doubt(chat, &hung), PATIENCE).ok();
    let answer = send_message(entry.conversation, Some(entry.id), entry.body.clone(), answers, Some(entry.made_at), None).await;
    for timer in [patience, wonder].into_iter().flatten() {
        timer.clear();
    }
    match answer {
        Ok(sent) => {
            chat.queue.update(|queue| queue.sent(sent));
            let all = chat.queue.with_untracked(|queue| queue.unsent(entry.conversation, true).words().is_none());
            if let Some(announcer) = chat.announcer.filter(|_| all) {
                announcer.say("Sent");
            }
            if chat.link.get_untracked() != Link::Live {
                // The server can be reached.
                line::ask(Ask::Again);
            }
            if let Some(writing) = chat.written(entry.conversation) {
                writing.update(|writing| writing.was_sent(&entry.body, entry.quote.as_ref().map(|quote| quote.id)));
                drafts::save_soon(chat, entry.conversation);
            }
        }
        Err(Problem(Failure::Locked | Failure::SignedOut)) => {
            chat.queue.update(|queue| queue.postpone(entry.id, browser::now(), browser::chance()));
            line::ask(Ask::Refused);
        }
        Err(Problem(failure)) if failure.is_passing() => {
            chat.queue.update(|queue| queue.postpone(entry.id, browser::now(), browser::chance()));
            line::ask(Ask::Doubt);
        }
        Err(Problem(failure)) => {
            chat.queue.update(|queue| queue.fail(entry.id, failure.to_string()));
            if matches!(failure, Failure::NotFound) {
                line::ask(Ask::Fetch(Fetch::Row(entry.conversation)));
            }
            if matches!(failure, Failure::Invalid { .. }) {
                chat.returned.set(Some((entry.conversation, entry.id, failure)));
            }
        }
    }
    keep(chat);
    pump(chat);
}

/// A request on a dead network can hang for minutes. Trying again is safe: the same id is the same message.
fn doubt(chat: ChatState, sending: &Outgoing) {
    if chat.queue.try_update(|queue| queue.doubt(sending, browser::now(), browser::chance())) == Some(true) {
        line::ask(Ask::Doubt);
        keep(chat);
        pump(chat);
    }
}
