//! What was written for a conversation that is not there any more: shown where one is, to be copied or given up.

use domain::access::{ConversationId, MessageId};
use domain::text::{is_blank, straight};
use leptos::prelude::*;

use super::state::ChatState;
use super::verbs::Verbs;
use super::writing::Writing;
use super::{keeper, outbox};
use ui::{Erased, Icon, is_there};

/// The id of the first of them, which is a stop of F6 too.
const FIRST: &str = "stray";

/// Something that has lost its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stray {
    what: What,
    /// What the conversation was called, if that is known.
    place: String,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Message(MessageId),
    Draft(ConversationId),
    Change(ConversationId),
}

impl What {
    fn forget(self, chat: ChatState) {
        match self {
            Self::Message(id) => drop(outbox::discard(chat, id)),
            Self::Draft(conversation) => {
                chat.writing(conversation).update(Writing::give_up_words);
                keeper::keep(chat);
            }
            Self::Change(conversation) => {
                chat.writing(conversation).update(Writing::give_up_changes);
                keeper::keep(chat);
            }
        }
    }
}

/// All of it; nothing where nothing strays.
#[component]
pub fn Strays() -> impl IntoView {
    let chat = ChatState::here();
    let strays = Memo::new(move |_| all(chat));
    view! {
        <Show when=move || chat.unreadable.get()>
            <div class="banner banner--error" role="alert">
                <Icon name="alert" />
                <p>"Something written on this device before it was signed out was not sent. It can no longer be read."</p>
                <button type="button" class="button button--secondary button--small" on:click=move |_| chat.unreadable.set(false)>
                    "OK"
                </button>
            </div>
        </Show>
        {move || strays.get().into_iter().enumerate().map(|(at, stray)| view! { <Shown stray first=at == 0 /> }).collect_view()}
    }
}

#[component]
fn Shown(stray: Stray, first: bool) -> impl IntoView {
    let chat = ChatState::here();
    let verbs = Verbs::here();
    let Stray { what, place, text } = stray;
    let known = (!place.is_empty()).then(|| view! { <bdi>{place}</bdi> }.erased());
    let copied = text.clone();
    let copy = move |_| verbs.copy(&copied, "Copied");
    let forget = move |_| {
        what.forget(chat);
        to_what_is_left();
    };
    view! {
        <div class="banner banner--error focus-inside" role="alert" id=first.then_some(FIRST) tabindex="-1">
            <Icon name="alert" />
            <div class="banner__part">
                <p>
                    <b>{if matches!(what, What::Change(_)) { "Not changed" } else { "Not sent" }} ": you are no longer in " {known.map_or_else(|| "that conversation".into_any(), IntoAny::into_any)} "."</b>
                    <br />
                    <span dir="auto">{straight(&text).into_owned()}</span>
                </p>
                <div class="buttons">
                    <button type="button" class="button button--secondary button--small" on:click=copy>
                        "Copy"
                    </button>
                    <button type="button" class="button button--danger-quiet button--small" on:click=forget>
                        "Delete"
                    </button>
                </div>
            </div>
        </div>
    }
}

/// What had the focus has gone with the conversation, with a notice or with another screen, or was the way here: it goes to the
/// first notice that is there, or else to what names the screen, so that keys have a place.
pub(super) fn to_what_is_left() {
    request_animation_frame(|| {
        if is_there("html:not(:focus-within), #rail [href='/c']:focus") {
            // The last of them that is there gets it. What names the screen is not seen on a phone.
            for place in [if browser::is_wide() { "nothing-open" } else { "inbox" }, "chat-title", FIRST] {
                browser::focus(place);
            }
        }
    });
}

fn all(chat: ChatState) -> Vec<Stray> {
    let mut strays: Vec<Stray> = chat.queue.with(|queue| {
        let lost = queue.refused().filter_map(|(entry, _)| Some((entry, chat.lost(entry.conversation)?)));
        lost.map(|(entry, place)| Stray { what: What::Message(entry.id), place, text: entry.body.clone() }).collect()
    });
    for writing in chat.follow_writing() {
        let (conversation, text, change) =
            writing.with_untracked(|writing| (writing.conversation, writing.text().to_owned(), writing.half_done()));
        let Some(place) = chat.lost(conversation) else { continue };
        if !is_blank(&text) {
            strays.push(Stray { what: What::Draft(conversation), place: place.clone(), text });
        }
        strays.extend(change.map(|text| Stray { what: What::Change(conversation), place, text }));
    }
    strays
}
