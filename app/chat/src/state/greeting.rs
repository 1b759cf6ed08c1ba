//! Saying what is held. What an answer brings anew, a greeting that overtook it could not name, and what was said there between two
//! lines nobody will tell: so another one follows.

use std::future::Future;

use domain::chat::live::{PROTOCOL, Up};
use leptos::prelude::*;

use super::super::line::{self, Ask};
use super::ChatState;

impl ChatState {
    /// Says what is held, and so asks for what was missed.
    pub fn greeting(self) -> Up {
        self.greetings.update_value(|said| *said = said.wrapping_add(1));
        let up_to = |conversation| self.room(conversation).map(|room| room.timeline.with_untracked(|timeline| timeline.last_seq));
        self.inbox.with_untracked(|inbox| Up::Hello {
            protocol: PROTOCOL,
            feed: inbox.feed,
            held: inbox.held_with(up_to),
            above: self.holds_above(),
            open: self.open.get_untracked(),
        })
    }

    /// Awaits something to be taken in that the server is asked for. Every question whose answer this page holds goes this way.
    pub async fn asked<T>(self, call: impl Future<Output = T>) -> T {
        let greetings = self.greetings();
        let answer = call.await;
        self.answered(greetings);
        answer
    }

    /// How many greetings were said: for whoever asks the server, before they ask.
    pub fn greetings(self) -> u32 {
        self.greetings.get_value()
    }

    /// What is taken in now was asked for after so many greetings: if there was another one since, it is followed by one more.
    pub fn answered(self, greetings: u32) {
        if self.greetings() != greetings {
            self.overtaken.set_value(true);
        }
    }

    /// Something was taken in.
    pub(super) fn greet_if_overtaken(self) {
        if self.overtaken.try_update_value(std::mem::take) == Some(true) {
            line::ask(Ask::Hello);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use domain::chat::model::{Filter, InboxPage};

    thread_local! {
        static HELLOS: Cell<u32> = const { Cell::new(0) };
    }

    /// How often it greets when a page is taken in that `meanwhile` something came before.
    fn greets(meanwhile: impl FnOnce(ChatState)) -> u32 {
        HELLOS.set(0);
        line::hears(|ask| {
            if ask == Ask::Hello {
                HELLOS.set(HELLOS.get() + 1);
            }
        });
        Owner::new().with(|| {
            let chat = ChatState::new();
            let asked = chat.greetings();
            meanwhile(chat);
            chat.answered(asked);
            for _ in 0..2 {
                chat.take_page(Filter::All, InboxPage::default(), true);
            }
            HELLOS.get()
        })
    }

    #[test]
    fn an_answer_that_a_greeting_overtook_is_followed_by_another_greeting() {
        assert_eq!(greets(|_| {}), 0);
        assert_eq!(greets(|chat| drop(chat.greeting())), 1);
    }
}
