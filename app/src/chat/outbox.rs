//! Sends what is on its way, one at a time in each conversation, and keeps it over a reload without anything
//! readable lying on the device.

use std::cell::RefCell;
use std::time::Duration;

use domain::access::{ConversationId, Failure, MessageId};
use domain::chat::model::Quote;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::api::send_message;
use super::drafts;
use super::queue::{Kept, Outgoing};
use super::state::ChatState;
use crate::account::api::queue_key;
use crate::browser::{self, Key};
use crate::failure::Problem;
use crate::ui::for_app;

const STORED: &str = "pando.unsent";
/// How long one try may go unanswered.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Keeper {
    tab: String,
    key: Option<Key>,
    timer: Option<TimeoutHandle>,
    kept: bool,
    started: bool,
}

thread_local! {
    static KEEPER: RefCell<Keeper> = RefCell::default();
}

/// Takes in the key unless it is there, takes up what an earlier page left, and sends.
pub async fn start(chat: ChatState) {
    if KEEPER.with_borrow_mut(|keeper| std::mem::replace(&mut keeper.started, true)) {
        return;
    }
    let key = match queue_key().await {
        Ok(base64) => browser::import_key(&base64).await,
        Err(_) => None,
    };
    let Some(key) = key else {
        KEEPER.with_borrow_mut(|keeper| keeper.started = false);
        return;
    };
    let kept = Kept::parse(&browser::read(STORED).unwrap_or_default());
    let mut left = Vec::new();
    for sealed in kept.sealed() {
        let opened = browser::unseal(&key, sealed).await;
        left.extend(opened.and_then(|text| serde_json::from_slice::<Vec<Outgoing>>(text.as_bytes()).ok()).unwrap_or_default());
    }
    // What lies there stays until this tab has sealed all of it as its own.
    let own = (!left.is_empty()).then(|| serde_json::to_string(&left).ok()).flatten();
    let sealed = match own {
        Some(text) => browser::seal(&key, &text).await,
        None => None,
    };
    KEEPER.with_borrow_mut(|keeper| {
        keeper.tab = browser::tab();
        keeper.key = Some(key);
        let mut kept = Kept::default();
        kept.set(&keeper.tab, sealed);
        keeper.kept = browser::write(STORED, kept.write().as_deref());
    });
    chat.queue.update(|queue| left.into_iter().for_each(|entry| queue.push(entry)));
    keep(chat);
    pump(chat);
}

/// Lets go of the key and touches nothing any more: what lies sealed waits for the next page.
pub fn stop() {
    KEEPER.with_borrow_mut(|keeper| *keeper = Keeper { tab: "stopped".into(), kept: true, started: true, ..Keeper::default() });
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

/// The way is open again.
pub fn hurry(chat: ChatState) {
    chat.queue.update_untracked(|queue| queue.hurry(browser::now()));
    pump(chat);
}

/// Whether closing the page would lose something.
pub fn would_lose(chat: ChatState) -> bool {
    chat.queue.with_untracked(super::queue::Queue::is_unsent) && !KEEPER.with_borrow(|keeper| keeper.kept)
}

/// Sends everything that is due, and wakes up for the rest.
pub fn pump(chat: ChatState) {
    while let Some(entry) = chat.queue.try_update(|queue| queue.take_due(browser::now())).flatten() {
        for_app(send(chat, entry));
    }
    let wait = chat.queue.with_untracked(super::queue::Queue::wakes_at).map(|at| at.since(browser::now()).max(50));
    KEEPER.with_borrow_mut(|keeper| {
        if let Some(timer) = keeper.timer.take() {
            timer.clear();
        }
        keeper.timer = wait.and_then(|wait| set_timeout_with_handle(move || pump(chat), Duration::from_millis(wait.unsigned_abs())).ok());
    });
}

async fn send(chat: ChatState, entry: Outgoing) {
    let answers = entry.quote.as_ref().map(|quote| quote.id);
    let hung = entry.clone();
    let patience = set_timeout_with_handle(move || doubt(chat, &hung), PATIENCE).ok();
    let answer = send_message(entry.conversation, Some(entry.id), entry.body.clone(), answers, Some(entry.made_at)).await;
    if let Some(patience) = patience {
        patience.clear();
    }
    match answer {
        Ok(sent) => {
            chat.queue.update(|queue| queue.sent(sent));
            if let Some(writing) = chat.written(entry.conversation) {
                writing.update(super::writing::Writing::was_sent);
                drafts::save_soon(chat, entry.conversation);
            }
        }
        Err(Problem(Failure::Locked | Failure::SignedOut)) => {
            chat.queue.update(|queue| queue.postpone(entry.id, browser::now(), browser::chance()));
            crate::live::refused();
        }
        Err(Problem(failure)) if failure.is_passing() => {
            chat.queue.update(|queue| queue.postpone(entry.id, browser::now(), browser::chance()));
            crate::live::doubt();
        }
        Err(Problem(failure)) => {
            chat.queue.update(|queue| queue.fail(entry.id, failure.to_string()));
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
        crate::live::doubt();
        keep(chat);
        pump(chat);
    }
}

/// Seals what is unsent and puts it where a reload finds it.
fn keep(chat: ChatState) {
    let unsent = chat.queue.with_untracked(super::queue::Queue::kept);
    if unsent.is_empty() {
        store(None);
        return;
    }
    KEEPER.with_borrow_mut(|keeper| keeper.kept = false);
    let Some(key) = KEEPER.with_borrow(|keeper| keeper.key.clone()) else { return };
    for_app(async move {
        let Ok(text) = serde_json::to_string(&unsent) else { return };
        let sealed = browser::seal(&key, &text).await;
        // Sealing takes a moment; only the latest state may be written.
        if sealed.is_some() && chat.queue.with_untracked(super::queue::Queue::kept) == unsent {
            store(sealed);
        }
    });
}

fn store(sealed: Option<String>) {
    KEEPER.with_borrow_mut(|keeper| {
        let mut kept = Kept::parse(&browser::read(STORED).unwrap_or_default());
        kept.set(&keeper.tab, sealed);
        keeper.kept = browser::write(STORED, kept.write().as_deref());
    });
}
