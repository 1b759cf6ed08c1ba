//! What is done to the rows of the inbox, what a lost line leaves in them, and the menus of all lines by other ways than their
//! buttons, come with the line to the server, so that the first screen need not wait for them.

use domain::access::ConversationId;
use domain::chat::model::Row;
use leptos::prelude::*;

use super::ahead;
use super::conversation::Banners;
use super::inbox_row::{self, Deeds};
use super::keeper::{give_up, loses};
use super::message_tools;
use super::state::{ChatState, Hands, Link};
use super::verbs::Verbs;
use ui::{Erased, Icon, Lines, listen};

const LINES: [Lines; 2] = [
    Lines { attribute: "data-message", button: ".message__tool--more", menu: message_tools::MENU },
    Lines { attribute: "data-conversation", button: ".inbox-row__menu", menu: inbox_row::MENU },
];

/// Whoever calls this, once, has all of it in its own code: only what comes later may.
pub fn hands(chat: ChatState) -> Hands {
    listen(&LINES);
    ahead::listen(chat);
    Hands {
        deeds,
        read_all: |chat, toasts| Verbs::of(chat, toasts).read_all_now(),
        unsent,
        banners: || view! { <Banners /> }.erased(),
        loses,
        give_up,
    }
}

/// What can be done with a row, under the name of what it is about.
fn deeds(row: Row) -> AnyView {
    let title = row.title.clone();
    view! {
        <div role="group" aria-labelledby="row-menu-about">
            <p class="menu__heading" id="row-menu-about">
                <bdi>{title}</bdi>
            </p>
            <Deeds row />
        </div>
    }
    .erased()
}

/// Before the last words of a row: they look as if everything were sent.
fn unsent(chat: ChatState, conversation: ConversationId) -> Option<AnyView> {
    let unsent = chat.queue.with(|queue| queue.unsent(conversation, chat.link.get() == Link::Lost));
    let (class, icon) = if unsent.refused > 0 { ("tag tag--urgent", "warning") } else { ("tag tag--attention", "clock") };
    unsent.words().map(|words| view! { <span class=class><Icon name=icon />{words}</span> }.erased())
}
