//! Keeps what the server lacks over a reload, a lock and a lost phone: sealed with a key that only the server holds, so that
//! nothing readable lies on the device.

use std::cell::RefCell;

use domain::access::ConversationId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::queue::{Kept, Outgoing, Queue};
use super::state::{ChatState, Link};
use super::writing::{Unsaved, Writing};
use crate::account::api::queue_key;
use crate::browser::{self, Key};
use crate::ui::for_app;

const STORED: &str = "pando.unsent";

/// What the server lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    /// Messages on their way.
    messages: Vec<Outgoing>,
    /// What was being written.
    drafts: Vec<(ConversationId, Unsaved)>,
}

impl Left {
    fn of(chat: ChatState) -> Self {
        let unsaved = |writing: &Writing| writing.unsaved().map(|unsaved| (writing.conversation, unsaved));
        let waiting = KEEPER.with_borrow(|keeper| keeper.waiting.clone());
        let drafts = chat.all_writing().iter().filter_map(|writing| writing.with_untracked(unsaved)).chain(waiting).collect();
        Self { messages: chat.queue.with_untracked(Queue::kept), drafts }
    }

    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.drafts.is_empty()
    }

    fn extend(&mut self, other: Self) {
        self.messages.extend(other.messages);
        self.drafts.extend(other.drafts);
    }
}

#[derive(Default)]
struct Keeper {
    tab: String,
    key: Option<Key>,
    kept: bool,
    started: bool,
    /// What an earlier page was writing, until it is taken up: it counts as left all the while.
    waiting: Vec<(ConversationId, Unsaved)>,
}

thread_local! {
    static KEEPER: RefCell<Keeper> = RefCell::default();
}

/// Takes in the key, unless it is there or on its way, and what an earlier page left: the messages, and what waits in here
/// for [`take_up`]. `None` when there is no key yet.
pub async fn open() -> Option<Vec<Outgoing>> {
    if KEEPER.with_borrow_mut(|keeper| std::mem::replace(&mut keeper.started, true)) {
        return None;
    }
    let key = match queue_key().await {
        Ok(base64) => browser::import_key(&base64).await,
        Err(_) => None,
    };
    let Some(key) = key else {
        KEEPER.with_borrow_mut(|keeper| keeper.started = false);
        return None;
    };
    let kept = Kept::parse(&browser::read(STORED).unwrap_or_default());
    let mut left = Left::default();
    for sealed in kept.sealed() {
        let opened = browser::unseal(&key, sealed).await;
        left.extend(opened.and_then(|text| serde_json::from_slice(text.as_bytes()).ok()).unwrap_or_default());
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
        keeper.waiting = left.drafts;
    });
    Some(left.messages)
}

/// Where something waits to be taken up.
pub fn waiting() -> Option<ConversationId> {
    KEEPER.with_borrow(|keeper| keeper.waiting.first().map(|(conversation, _)| *conversation))
}

/// What waits for this conversation; nothing any more once the keeper has stopped.
pub fn take_up(conversation: ConversationId) -> Option<Unsaved> {
    KEEPER.with_borrow_mut(|keeper| {
        let at = keeper.waiting.iter().position(|(held, _)| *held == conversation)?;
        Some(keeper.waiting.remove(at).1)
    })
}

/// Lets go of the key and touches nothing any more: what lies sealed waits for the next page.
pub fn stop() {
    KEEPER.with_borrow_mut(|keeper| *keeper = Keeper { tab: "stopped".into(), kept: true, started: true, ..Keeper::default() });
}

/// Whether something is being written that the server lacks, and there is no line to tell it.
pub fn has_unsaved(chat: ChatState) -> bool {
    chat.link.get_untracked() != Link::Live && !Left::of(chat).drafts.is_empty()
}

/// Whether closing the page would lose something.
pub fn would_lose(chat: ChatState) -> bool {
    (chat.queue.with_untracked(Queue::is_unsent) || has_unsaved(chat)) && !KEEPER.with_borrow(|keeper| keeper.kept)
}

/// Seals what the server lacks and puts it where a reload finds it.
pub fn keep(chat: ChatState) {
    let left = Left::of(chat);
    if left.is_empty() {
        store(None);
        return;
    }
    KEEPER.with_borrow_mut(|keeper| keeper.kept = false);
    let Some(key) = KEEPER.with_borrow(|keeper| keeper.key.clone()) else { return };
    for_app(async move {
        let Ok(text) = serde_json::to_string(&left) else { return };
        let sealed = browser::seal(&key, &text).await;
        // Sealing takes a moment; only the latest state may be written.
        if sealed.is_some() && Left::of(chat) == left {
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
