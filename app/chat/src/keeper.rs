//! Keeps what the server lacks over a reload, a lock and a lost phone: sealed with a key that only the server holds, so that
//! nothing readable lies on the device.

use std::cell::RefCell;
use std::time::Duration;

use domain::access::{ConversationId, MessageId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::kept::Kept;
use super::line::{self, Ask};
use super::queue::{Outgoing, Queue};
use super::state::{ChatState, Link};
use super::writing::{Unsaved, Writing};
use account::api::queue_key;
use browser::claim::{Claim, claim, claim_soon, has_claims, note, noted};
use browser::{self, Key};
use call::failure::Problem;
use ui::{Loss, UNSENT, for_app};

/// So long after the key could not be had, the server is asked whether it answers.
const AGAIN: Duration = Duration::from_secs(3);
/// So long after the device had no room, it is tried again.
const ROOM: Duration = Duration::from_secs(2);
/// So long a tab may take to come back: until its next page has claimed what the last one kept.
const RELOADS: Duration = Duration::from_secs(10);

/// What the server lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    /// Messages on their way.
    messages: Vec<Outgoing>,
    /// What was being written.
    drafts: Vec<(ConversationId, Unsaved)>,
    /// What the places of all that are called: whoever is taken out of one meanwhile cannot ask any more.
    #[serde(default)]
    names: Names,
}

type Names = Vec<(ConversationId, String)>;

impl Left {
    fn of(chat: ChatState) -> Self {
        let unsaved = |writing: &Writing| writing.unsaved().map(|unsaved| (writing.conversation, unsaved));
        let waiting = KEEPER.with_borrow(|keeper| keeper.waiting.clone());
        let drafts = chat.all_writing().iter().filter_map(|writing| writing.with_untracked(unsaved)).chain(waiting).collect();
        Self { messages: chat.queue.with_untracked(Queue::kept), drafts, names: Names::new() }
    }

    /// With the names, as far as they are known.
    fn named(&self, chat: ChatState) -> Self {
        let mut places: Vec<ConversationId> =
            self.messages.iter().map(|entry| entry.conversation).chain(self.drafts.iter().map(|(place, _)| *place)).collect();
        places.sort_unstable();
        places.dedup();
        let name = |place: ConversationId| {
            let lost = untrack(|| chat.lost(place)).filter(|name| !name.is_empty());
            Some((place, lost.or_else(|| chat.called(place)).or_else(|| called(place))?))
        };
        Self { names: places.into_iter().filter_map(name).collect(), ..self.clone() }
    }

    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.drafts.is_empty()
    }
}

#[derive(Default)]
struct Keeper {
    tab: String,
    key: Option<Key>,
    kept: bool,
    /// Whether it is about to be tried again.
    tries_again: bool,
    started: bool,
    /// Whether what lay here when this page came has been read, or never can be.
    read: bool,
    /// What an earlier page was writing, until it is taken up: it counts as left all the while.
    waiting: Vec<(ConversationId, Unsaved)>,
    /// What earlier pages called the places of what they left.
    names: Names,
    /// What earlier pages of this tab kept is held here, before there is a key to read it.
    before: Vec<(String, Claim)>,
    /// While this is held, the others leave alone what this page keeps.
    lives: Option<Claim>,
    /// Tabs that have gone, and what they left is held here: it lies there until this tab has sealed all of it as its own.
    heir_of: Vec<(String, Claim)>,
    /// Tabs whose end is waited for.
    watched: Vec<String>,
    /// Messages of theirs that are on their way from here.
    taken: Vec<MessageId>,
}

thread_local! {
    static KEEPER: RefCell<Keeper> = RefCell::default();
}

/// What tabs that have gone had left.
#[derive(Debug, Default)]
pub struct Estate {
    /// Messages on their way.
    pub messages: Vec<Outgoing>,
    /// Whether there was something that nobody can read any more: this device was signed out in between.
    pub unreadable: bool,
    drafts: Vec<(ConversationId, Unsaved)>,
    names: Names,
    tabs: Vec<(String, Claim)>,
}

impl Estate {
    /// The messages are in the queue: from now on this tab keeps all of it, and what was being written waits for [`take_up`].
    pub fn settle(self) {
        KEEPER.with_borrow_mut(|keeper| {
            // Stopped meanwhile, it leaves all of it to the next page.
            if keeper.key.is_some() {
                keeper.waiting.extend(self.drafts);
                keeper.names.extend(self.names);
                keeper.heir_of.extend(self.tabs);
                keeper.read = true;
            }
        });
    }
}

fn name_of(tab: &str) -> String {
    format!("pando.tab.{tab}")
}

/// Takes in the key, unless it is there or on its way; whether it has just come.
pub async fn open() -> bool {
    if KEEPER.with_borrow_mut(|keeper| std::mem::replace(&mut keeper.started, true)) {
        return false;
    }
    reserve().await;
    let answer = queue_key().await;
    let passing = answer.as_ref().is_err_and(|Problem(failure)| failure.is_passing());
    let key = match answer {
        Ok(base64) => browser::import_key(&base64).await,
        Err(_) => None,
    };
    let Some(key) = key else {
        KEEPER.with_borrow_mut(|keeper| {
            keeper.started = false;
            // There is no key for it, or no cipher here: what can never be read holds up nothing.
            keeper.read |= !passing;
        });
        // The server's next answer starts anew, and nothing is kept before that.
        set_timeout(|| line::ask(Ask::Doubt), AGAIN);
        return false;
    };
    let tab = browser::tab();
    let lives = claim(&name_of(&tab), true).await;
    KEEPER.with_borrow_mut(|keeper| {
        let before = std::mem::take(&mut keeper.before);
        *keeper = Keeper { tab, key: Some(key), started: true, before, lives, ..Keeper::default() };
    });
    true
}

/// Claims what earlier pages of this tab kept, before the first call: however long that takes, no other tab takes it for left.
async fn reserve() {
    if KEEPER.with_borrow(|keeper| !keeper.before.is_empty()) {
        return;
    }
    let mut before = Vec::new();
    for tab in noted().split(' ').filter(|tab| !tab.is_empty()) {
        // Where this is the copy of a tab that lives, that one keeps it.
        if let Some(claim) = claim_soon(&name_of(tab)).await {
            before.push((tab.to_owned(), claim));
        }
    }
    note(&before.iter().map(|(tab, _)| tab.as_str()).collect::<Vec<_>>().join(" "));
    KEEPER.with_borrow_mut(|keeper| keeper.before = before);
}

/// The page goes: the one that comes takes up what it keeps. A browser lets go only when it gets round to it.
pub fn leave() {
    KEEPER.with_borrow_mut(|keeper| {
        keeper.before.clear();
        if let Some(lives) = keeper.lives.take() {
            lives.let_go();
        }
    });
}

/// The page had only been put aside, and lives on.
pub async fn come_back() {
    let tab = KEEPER.with_borrow(|keeper| (keeper.key.is_some() && keeper.lives.is_none()).then(|| keeper.tab.clone()));
    if let Some(tab) = tab {
        let lives = claim(&name_of(&tab), true).await;
        KEEPER.with_borrow_mut(|keeper| keeper.lives = lives);
    }
}

/// What earlier pages of this tab left, or another tab that has gone by now. What lives keeps its own; another tab that seems to
/// have gone may be between two pages, just as this one was, and is waited for ([`watch`]).
pub async fn inherit(of: Option<String>) -> Estate {
    let mut estate = Estate::default();
    // What was kept last goes first: of two changes of one box that one stays.
    for (tab, claim) in KEEPER.with_borrow_mut(|keeper| std::mem::take(&mut keeper.before)).into_iter().rev() {
        take_over(&mut estate, tab, claim).await;
    }
    let gone = |tab: &String| of.as_ref().map_or_else(|| !has_claims(), |of| of == tab);
    for tab in others().into_iter().rev() {
        // Messages of one that only seems to have gone are older than what is written here: they go first all the same.
        let (gone, first) = (gone(&tab), of.is_none());
        if (gone || first)
            && let Some(claim) = claim(&name_of(&tab), false).await
        {
            if gone { take_over(&mut estate, tab, claim).await } else { estate.messages.extend(look_at(&tab, claim).await) }
        }
    }
    estate.messages.sort_by_key(|entry| entry.made_at);
    estate
}

/// What a tab left, `Some(None)` if that cannot be read.
async fn left_by(tab: &str) -> Option<Option<Left>> {
    let key = KEEPER.with_borrow(|keeper| keeper.key.clone())?;
    let sealed = stored().of(tab).map(str::to_owned)?;
    let text = browser::unseal(&key, &sealed).await;
    Some(text.and_then(|text| serde_json::from_slice(text.as_bytes()).ok()))
}

async fn take_over(estate: &mut Estate, tab: String, claim: Claim) {
    let Some(left) = left_by(&tab).await else { return };
    estate.unreadable |= left.is_none();
    let Left { mut messages, drafts, names } = left.unwrap_or_default();
    // What became of those is known here.
    KEEPER.with_borrow(|keeper| messages.retain(|entry| !keeper.taken.contains(&entry.id)));
    estate.messages.extend(messages);
    estate.drafts.extend(drafts);
    estate.names.extend(names);
    estate.tabs.push((tab, claim));
}

/// The messages of another tab that has gone, and may come back: sent from two pages, each is one message.
async fn look_at(tab: &str, its: Claim) -> Vec<Outgoing> {
    let mut messages = left_by(tab).await.flatten().unwrap_or_default().messages;
    its.let_go();
    KEEPER.with_borrow_mut(|keeper| {
        messages.retain(|entry| !keeper.taken.contains(&entry.id));
        keeper.taken.extend(messages.iter().map(|entry| entry.id));
    });
    messages
}

/// Hands over the messages of another tab as soon as it has gone. Calls `gone` a while after, with its name: one that only
/// reloads has taken up its own before that, and may be about to do so with what it kept since.
pub fn watch(messages: impl Fn(Vec<Outgoing>) + Clone + 'static, gone: impl Fn(String) + Clone + 'static) {
    if !has_claims() || KEEPER.with_borrow(|keeper| keeper.key.is_none()) {
        return;
    }
    for tab in others() {
        let fresh = KEEPER.with_borrow_mut(|keeper| {
            let fresh = !keeper.watched.contains(&tab);
            if fresh {
                keeper.watched.push(tab.clone());
            }
            fresh
        });
        if fresh {
            let (messages, gone) = (messages.clone(), gone.clone());
            for_app(async move {
                if let Some(its) = claim(&name_of(&tab), true).await {
                    messages(look_at(&tab, its).await);
                }
                let come = move || {
                    // Where its next page still holds it, that one is waited for in turn.
                    KEEPER.with_borrow_mut(|keeper| keeper.watched.retain(|watched| *watched != tab));
                    gone(tab);
                };
                set_timeout(come, RELOADS);
            });
        }
    }
}

fn stored() -> Kept {
    Kept::parse(&browser::read(UNSENT).unwrap_or_default())
}

fn others() -> Vec<String> {
    KEEPER.with_borrow(|keeper| {
        let known = |tab: &&str| *tab == keeper.tab || keeper.heir_of.iter().any(|(held, _)| held == tab);
        stored().tabs().filter(|tab| !known(tab)).map(str::to_owned).collect()
    })
}

/// Whether something that was written before anything on this page lies here, and cannot be read yet.
pub fn is_unread() -> bool {
    !KEEPER.with_borrow(|keeper| keeper.read) && !others().is_empty()
}

/// Where something waits to be taken up.
pub fn waiting() -> Option<ConversationId> {
    KEEPER.with_borrow(|keeper| keeper.waiting.first().map(|(conversation, _)| *conversation))
}

/// What an earlier page called a conversation that it left something for.
pub fn called(conversation: ConversationId) -> Option<String> {
    KEEPER.with_borrow(|keeper| keeper.names.iter().rfind(|(held, _)| *held == conversation).map(|(_, name)| name.clone()))
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
    KEEPER.with_borrow_mut(|keeper| *keeper = Keeper { tab: "stopped".into(), kept: true, started: true, read: true, ..Keeper::default() });
}

/// Whether something is being written that the server lacks: a change that is half done, or anything without a line to tell it.
pub fn has_unsaved(chat: ChatState) -> bool {
    let told = chat.link.get_untracked() == Link::Live;
    let there = |conversation: &ConversationId| untrack(|| chat.lost(*conversation)).is_none();
    Left::of(chat).drafts.iter().any(|(conversation, unsaved)| unsaved.has_words(told && there(conversation)))
}

/// What signing out would lose at this moment; followed.
pub fn loses(chat: ChatState) -> Option<Loss> {
    chat.link.track();
    chat.follow_writing();
    if chat.queue.with(Queue::is_unsent) {
        return Some(Loss::Messages);
    }
    if has_unsaved(chat) {
        return Some(Loss::Writing);
    }
    (!others().is_empty()).then_some(Loss::Elsewhere)
}

/// Whether closing the page would lose something.
pub fn would_lose(chat: ChatState) -> bool {
    (chat.queue.with_untracked(Queue::is_unsent) || has_unsaved(chat)) && !KEEPER.with_borrow(|keeper| keeper.kept)
}

/// Somebody leaves although that loses something: the browser need not ask again.
pub fn give_up() {
    KEEPER.with_borrow_mut(|keeper| keeper.kept = true);
}

/// Seals what the server lacks and puts it where a reload finds it.
pub fn keep(chat: ChatState) {
    let left = Left::of(chat);
    if left.is_empty() {
        store(chat, None);
        return;
    }
    KEEPER.with_borrow_mut(|keeper| keeper.kept = false);
    let Some(key) = KEEPER.with_borrow(|keeper| keeper.key.clone()) else { return };
    for_app(async move {
        let Ok(text) = serde_json::to_string(&left.named(chat)) else { return };
        let sealed = browser::seal(&key, &text).await;
        // Sealing takes a moment; only the latest state may be written.
        if Left::of(chat) == left {
            if sealed.is_some() { store(chat, sealed) } else { try_again(chat) }
        }
    });
}

fn store(chat: ChatState, sealed: Option<String>) {
    let kept = KEEPER.with_borrow_mut(|keeper| {
        let mut kept = stored();
        kept.set(&keeper.tab, sealed);
        keeper.heir_of.iter().for_each(|(tab, _)| kept.set(tab, None));
        keeper.kept = browser::write(UNSENT, kept.write().as_deref());
        if keeper.kept {
            keeper.heir_of.clear();
            note(&kept.to_note(&keeper.tab, &noted()));
        }
        keeper.kept
    });
    if kept { chat.unkept.set(false) } else { try_again(chat) }
}

/// The device has no room: a while after, where that is no passing matter, it is said, and tried once more.
fn try_again(chat: ChatState) {
    if KEEPER.with_borrow_mut(|keeper| std::mem::replace(&mut keeper.tries_again, true)) {
        return;
    }
    let again = move || {
        KEEPER.with_borrow_mut(|keeper| keeper.tries_again = false);
        let loses = would_lose(chat);
        chat.unkept.set(loses);
        if loses {
            keep(chat);
        }
    };
    set_timeout(again, ROOM);
}
