//! What is done to the rows of the inbox, what a lost line leaves in them, and the menus of all lines by other ways than their
//! buttons, come with the line to the server, so that the first screen need not wait for them.

use std::cell::RefCell;

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
use browser::roving::move_focus;
use ui::{Erased, Icon, Lines, is_nowhere, is_there, listen};

const LINES: [Lines; 2] = [
    Lines { attribute: "data-message", button: ".message__tool--more", menu: message_tools::MENU },
    Lines { attribute: "data-conversation", button: ".inbox-row__menu", menu: inbox_row::MENU },
];

/// The menus of what can be done about a member.
const MEMBER_MENUS: &str = "[popover][id^='member-']";

thread_local! {
    /// The one of them in which something was pressed last.
    static PRESSED_IN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whoever calls this, once, has all of it in its own code: only what comes later may.
pub fn hands(chat: ChatState) -> Hands {
    listen(&LINES);
    ahead::listen(chat);
    give_back_focus();
    Hands {
        deeds,
        read_all: |chat, toasts| Verbs::of(chat, toasts).read_all_now(),
        unsent,
        banners: || view! { <Banners /> }.erased(),
        loses,
        give_up,
    }
}

/// A question that was asked from a member's menu gives the focus back to the button of that: what had it has gone with the menu.
fn give_back_focus() {
    browser::before_all("click", |event| {
        if browser::closest(event, "dialog", "id").is_none() {
            PRESSED_IN.set(browser::closest(event, MEMBER_MENUS, "id"));
        }
    });
    browser::before_all("close", |_| {
        request_animation_frame(|| {
            if let Some(menu) = PRESSED_IN.take().filter(|_| is_nowhere() || is_there("dialog:not([open]) :focus")) {
                move_focus(&format!("[popovertarget='{menu}']"), "Home");
            }
        });
    });
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
