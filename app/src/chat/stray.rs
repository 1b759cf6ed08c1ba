//! What was written for a conversation that is not there any more: shown where one is, to be copied or given up.

use domain::access::{ConversationId, MessageId};
use domain::text::{is_blank, straight};
use leptos::prelude::*;

use super::state::ChatState;
use super::{keeper, outbox};
use crate::ui::Icon;

/// Something that has lost its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stray {
    what: What,
    why: String,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Message(MessageId),
    Draft(ConversationId),
}

impl What {
    fn forget(self, chat: ChatState) {
        match self {
            Self::Message(id) => drop(outbox::discard(chat, id)),
            Self::Draft(conversation) => {
                chat.writing(conversation).update(|writing| {
                    writing.typed("");
                });
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
    let one = move |Stray { what, why, text }: Stray| {
        view! {
            <div class="banner banner--error" role="alert">
                <Icon name="alert" />
                <p>
                    <b>{why}</b>
                    <br />
                    <span dir="auto">{straight(&text).into_owned()}</span>
                </p>
                <button type="button" class="button button--secondary button--small" on:click=move |_| what.forget(chat)>
                    "Delete"
                </button>
            </div>
        }
    };
    move || strays.get().into_iter().map(one).collect_view()
}

fn all(chat: ChatState) -> Vec<Stray> {
    let mut strays: Vec<Stray> = chat.queue.with(|queue| {
        let lost = queue.refused().filter(|(entry, _)| chat.has_lost(entry.conversation));
        lost.map(|(entry, why)| Stray { what: What::Message(entry.id), why: format!("Not sent. {why}"), text: entry.body.clone() })
            .collect()
    });
    for writing in chat.all_writing() {
        let (conversation, text) = writing.with(|writing| (writing.conversation, writing.text().to_owned()));
        if !is_blank(&text) && chat.has_lost(conversation) {
            let why = "You are no longer in the conversation that you were writing in.".into();
            strays.push(Stray { what: What::Draft(conversation), why, text });
        }
    }
    strays
}
