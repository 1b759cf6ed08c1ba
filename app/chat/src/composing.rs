//! What the message box does: it shows what is being written, takes what is typed, and sends it or saves the change.

use std::time::Duration;

use domain::access::{Failure, MessageId};
use domain::chat::live::may_edit;
use domain::chat::model::{Edited, Message};
use leptos::ev::{InputEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use super::api::edit_message;
use super::here::Here;
use super::keys::{self, Enter};
use super::line::{self, Ask};
use super::state::held::Wish;
use super::told::{tell_if_waits, tell_of_change};
use super::verbs::Verbs;
use super::writing::{Deed, NOT_SENT_YET, Writing};
use super::{ahead, drafts, keeper, outbox, told};
use call::failure::Problem;
use call::flash;
use ui::{for_app, in_page};

/// The id of the box, for its label and the skip link. Nothing reads or writes the box by it.
pub const BOX: &str = "message-box";
/// The page is told so once the box sends what is in it (`shell/page.js`).
const ALIVE: &str = "pando-alive";
/// Said to whoever would change what others have read long ago.
const TOO_OLD: &str = "Your last message can no longer be changed.";
/// Said to whoever changes a message to nothing.
const NOTHING_LEFT: &str = "Write something, or delete the message instead.";

/// The box and what it is a view of.
#[derive(Clone, Copy)]
pub(super) struct Composing {
    pub(super) here: Here,
    pub(super) area: NodeRef<html::Textarea>,
    verbs: Verbs,
    /// What was selected in it when it last lost the focus.
    caret: StoredValue<Option<(u32, u32)>>,
    /// Whether the browser said which key it is that comes next: then it has been acted on already.
    told: StoredValue<bool>,
    /// Whether the keyboard is one on the screen; the server, which draws the page, cannot know.
    touch: RwSignal<bool>,
    /// Whether somebody is on the way to another conversation, and this box only waits on the page until that is there:
    /// what is typed now is meant for nobody in this one.
    pub(super) left: Memo<bool>,
}

impl Composing {
    /// Of an open conversation.
    pub(super) fn new(here: Here) -> Self {
        let next = here.next;
        let left = Memo::new(move |_| next.with(Option::is_some));
        let (caret, told, touch) = (StoredValue::new(None), StoredValue::new(false), RwSignal::new(false));
        Effect::new(move |_| touch.set(browser::is_touch()));
        Self { here, area: here.area, verbs: Verbs::here(), caret, told, touch, left }
    }

    fn write<T>(self, act: impl FnOnce(&mut Writing) -> T) -> Option<T> {
        self.here.writing().try_update(act)
    }

    /// What a plain form said and the server refused comes back, with the reason; it may have been sent, or kept with what it
    /// answers.
    pub(super) fn take_back_refused_form(self) {
        let back = in_page(|| flash::take("send-message").or_else(|| flash::take("save-draft")));
        let Some(back) = back else { return };
        self.here.writing().update_untracked(|writing| {
            if let Some(body) = back.fields.get("body") {
                writing.typed(body);
            }
            writing.error = back.failures.first().map(ToString::to_string);
        });
    }

    pub(super) fn listen(self) {
        let taken_over = !browser::is_alive();
        self.area.on_load(move |area| {
            let drawn = area.default_value().unwrap_or_default();
            // Somebody may have typed before the page came to life. What the server drew is nobody's typing: what is held may be
            // newer than it, when the page before this one kept its last words while this one was drawn.
            if taken_over && area.value() != drawn {
                self.typed(&area.value());
            }
            self.show();
            if !taken_over {
                // Whoever comes back goes on where the text ends.
                let end = u32::try_from(area.value().encode_utf16().count()).unwrap_or(0);
                drop(area.set_selection_range(end, end));
                self.take_ahead();
            }
            // In a task of its own: what was sent before the page lived is sent once more, and by this box.
            set_timeout(|| browser::tell(ALIVE), Duration::ZERO);
        });
        // In a window of another width its lines break elsewhere.
        Effect::new(move |_| {
            let resized = window_event_listener_untyped("resize", move |_| self.fit());
            on_cleanup(move || resized.remove());
        });
        let writing = RwSignal::from(self.here.writing());
        let shown = Memo::new(move |_| writing.with(|writing| writing.shown().to_owned()));
        Effect::new(move |_| {
            // A memo that is only followed and never read is never worked out.
            shown.with(|_| ());
            self.show();
        });
        let chat = self.here.chat();
        Effect::new(move |_| self.take_back());
        // The server is never told of a change that is half done: it is sealed on the device with every key. What is answered is
        // told like what is typed, and no key in the box says it.
        let about = Memo::new(move |_| writing.with(Writing::about));
        let conversation = self.here.conversation();
        Effect::new(move |before: Option<()>| {
            about.with(|_| ());
            if before.is_some() {
                keeper::keep(chat);
                drafts::save_soon(chat, conversation);
            }
        });
        Effect::new(move |_| {
            if ahead::takes_focus(chat) {
                self.here.to_box();
                self.take_ahead();
            }
        });
        // In an effect: the server draws the box, and has nothing to save.
        Effect::new(move |_| on_cleanup(move || drafts::save(chat, conversation)));
    }

    /// The box shows what is being written, and nothing else.
    fn show(self) {
        let Some(area) = self.area.get_untracked() else { return };
        self.here.writing().with_untracked(|writing| {
            // The browser keeps line ends as LF, so that what it gives back is what it was given.
            if area.value() != writing.shown() {
                area.set_value(writing.shown());
                self.caret.set_value(None);
            }
        });
        browser::grow(&area);
    }

    fn fit(self) {
        if let Some(area) = self.area.get_untracked() {
            browser::grow(&area);
        }
    }

    /// Where one writes when the focus goes elsewhere.
    pub(super) fn left_off(self) {
        let area = self.area.get_untracked();
        self.caret.set_value(area.and_then(|area| Some((area.selection_start().ok()??, area.selection_end().ok()??))));
    }

    /// A dialog that closes gives back the focus; in Chromium the caret stays in it all the same, no letter is written, and
    /// Enter sends what was there already. Put where it was, it is back.
    pub(super) fn go_on(self) {
        if let Some((start, end)) = self.caret.try_update_value(Option::take).flatten()
            && let Some(area) = self.area.get_untracked()
        {
            drop(area.set_selection_range(start, end));
        }
    }

    fn typed(self, text: &str) {
        if self.write(|writing| writing.typed(text)) != Some(true) {
            return;
        }
        if self.here.writing().with_untracked(|writing| writing.edit().is_none()) {
            if !text.trim().is_empty() {
                line::ask(Ask::Typing(self.here.conversation()));
            }
            drafts::save_soon(self.here.chat(), self.here.conversation());
        }
    }

    /// What was typed on the way here.
    fn take_ahead(self) {
        let here = self.here.conversation();
        if let Some((text, to_send)) = self.here.writing().with_untracked(|writing| ahead::take(here, writing.shown())) {
            self.typed(&text);
            if to_send {
                // Nothing is sent that nobody has seen.
                self.write(|writing| writing.error = Some("You typed this on the way here, and it is not sent yet.".into()));
            }
            self.show();
        }
    }

    pub(super) fn input(self) {
        if let Some(area) = self.area.get_untracked() {
            self.typed(&area.value());
            browser::grow(&area);
        }
    }

    /// A message that has to be changed comes back into the box, if that is empty.
    fn take_back(self) {
        let chat = self.here.chat();
        let Some((conversation, id, failure)) = chat.returned.get() else { return };
        let Some(text) = chat.queue.with_untracked(|queue| queue.find(id).map(|entry| entry.body.clone())) else { return };
        if conversation == self.here.conversation() && self.write(|writing| writing.give_back(&text, &failure)) == Some(true) {
            chat.returned.set(None);
            drop(outbox::discard(chat, id));
        }
    }

    /// Whether Enter sends, on the kind of keyboard that this device has.
    pub(super) fn enter_sends(self) -> bool {
        let settings = self.here.chat().settings();
        if self.touch.get() { settings.touch_enter_sends } else { settings.enter_sends }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        let Some(stroke) = browser::stroke(event) else {
            self.told.set_value(false);
            return;
        };
        self.told.set_value(true);
        if self.left.get_untracked() {
            return;
        }
        let busy = self.here.writing().with_untracked(|writing| writing.edit().is_some() || writing.answers().is_some());
        if keys::enter(&stroke, untrack(|| self.enter_sends())) == Some(Enter::Send) {
            event.prevent_default();
            self.submit();
        } else if stroke.key == "Escape" && !stroke.shift && busy {
            event.prevent_default();
            self.cancel();
        } else if stroke.is_bare("ArrowUp") && self.here.writing().with_untracked(|writing| writing.shown().is_empty()) {
            self.edit_last(event);
        }
    }

    /// A screen keyboard does not say which key was pressed, only that a line shall break (Input Events, `insertLineBreak`).
    pub(super) fn before_input(self, event: &InputEvent) {
        let told = self.told.try_update_value(std::mem::take).unwrap_or(true);
        if !told && event.input_type() == "insertLineBreak" && !event.is_composing() && untrack(|| self.enter_sends()) {
            event.prevent_default();
            self.submit();
        }
    }

    fn edit_last(self, event: &KeyboardEvent) {
        let (chat, conversation) = (self.here.chat(), self.here.conversation());
        let (me, now) = (chat.my_id(), browser::now());
        let (waits, sent) = chat.queue.with_untracked(|queue| (queue.unsent(conversation, true), queue.last_sent(conversation, me)));
        if waits.words().is_some() {
            // The one before it is not the last one.
            event.prevent_default();
            self.write(|writing| writing.error = Some(NOT_SENT_YET.to_owned()));
            return;
        }
        let stands = |message: &&Message| message.author == me && message.notice.is_none() && message.deleted_at.is_none();
        let last = self.here.room.with_value(|room| {
            room.timeline.with_untracked(|timeline| {
                // What was sent a moment ago is the last one, though the line has not told of it.
                let sent = sent.as_ref().filter(|sent| timeline.find(sent.id).is_none());
                sent.into_iter().chain(timeline.messages.iter().rev()).find(stands).cloned()
            })
        });
        let Some(message) = last else { return };
        event.prevent_default();
        if !may_edit(&message, me, now) {
            return self.verbs.tell(TOO_OLD);
        }
        // The focus is in the box already: nothing else would say it.
        if let Some(announcer) = chat.announcer {
            announcer.say(told::changing(&message.body));
        }
        self.write(|writing| writing.change(message));
    }

    pub(super) fn cancel(self) {
        let change = self.change();
        let reply = self.here.writing().with_untracked(|writing| writing.answers().is_some());
        self.write(Writing::cancel);
        if let Some((_, body)) = change {
            tell_of_change(self.here.chat(), &body, "Not changed");
        } else if reply && let Some(announcer) = self.here.chat().announcer {
            announcer.say("Reply cancelled");
        }
        self.here.to_box();
    }

    /// Which message is being changed, and what it said.
    fn change(self) -> Option<(MessageId, String)> {
        told::change_in(&self.here.writing())
    }

    /// A change that waited aside is gone on with.
    pub(super) fn go_on_with_aside(self) {
        self.write(Writing::go_on);
        let (chat, room) = (self.here.chat(), self.here.room.with_value(Clone::clone));
        chat.follow_held(&room);
        self.here.to_box();
    }

    /// It is given up.
    pub(super) fn leave_off(self) {
        self.write(Writing::leave_off);
        keeper::keep(self.here.chat());
        self.here.to_box();
    }

    pub(super) fn keep_mine(self) {
        self.write(Writing::keep_mine);
        self.submit();
    }

    /// What somebody else made of the message stays; where that was to delete it, the words here are a new message.
    pub(super) fn take_theirs(self) {
        let change = self.change();
        let stands = self.here.writing().with_untracked(|writing| writing.meanwhile().is_some_and(|now| now.deleted_at.is_none()));
        self.write(Writing::take_theirs);
        if let Some((_, body)) = change.filter(|_| stands) {
            tell_of_change(self.here.chat(), &body, "Left as it is");
        }
        drafts::save_soon(self.here.chat(), self.here.conversation());
        self.here.to_box();
    }

    pub(super) fn submit(self) {
        if self.left.try_get_untracked() != Some(false) {
            return;
        }
        self.here.to_box();
        let (chat, conversation) = (self.here.chat(), self.here.conversation());
        let change = self.change();
        match self.write(Writing::done) {
            Some(Ok(Deed::Say(text, answers))) => {
                drafts::forget(conversation);
                drafts::show(chat, conversation);
                tell_if_waits(chat, outbox::say(chat, conversation, text, answers));
                self.here.room.with_value(|room| room.new_from.set(None));
                self.here.wish.set(Some(Wish::Latest));
            }
            Some(Ok(deed @ Deed::Change(..))) => self.save_change(deed, change.map(|(_, body)| body).unwrap_or_default()),
            // The one that is on its way says so when it has arrived.
            Some(Ok(Deed::Later)) => {}
            Some(Err(failure)) => {
                self.write(|writing| writing.error = why_not(writing, &failure));
            }
            Some(Ok(Deed::Nothing)) => tell_of_change(chat, &change.map(|(_, body)| body).unwrap_or_default(), "Not changed"),
            None => {}
        }
        // Words and the key that sends them may come in one go: what the box shows was then followed at neither, and is as it was.
        self.show();
    }

    /// Saves the change of a message that said `before`, and what was changed about it meanwhile, one after the other.
    fn save_change(self, deed: Deed, before: String) {
        let (chat, conversation) = (self.here.chat(), self.here.conversation());
        let (writing, room) = (self.here.writing(), self.here.room.with_value(Clone::clone));
        for_app(async move {
            let mut deed = Some(deed);
            while let Some(Deed::Change(message, version, text)) = deed.take() {
                let answer = edit_message(conversation, message, version, text).await.map_err(|Problem(failure)| failure);
                match &answer {
                    Ok(Edited::Done(now) | Edited::Meanwhile(now)) => {
                        room.timeline.update(|timeline| timeline.replace(now));
                        chat.queue.maybe_update(|queue| queue.follow(now));
                    }
                    Err(Failure::Locked | Failure::SignedOut) => line::ask(Ask::Refused),
                    Err(_) => {}
                }
                // Nothing of it is under way any more, and nothing was changed: what to do about it is said below the box.
                let (done, gone) = (matches!(answer, Ok(Edited::Done(_))), matches!(answer, Err(Failure::NotFound)));
                deed = writing.try_update(|writing| writing.changed(message, answer)).flatten();
                // Only the answer may have been lost, and the line has told of the change already.
                chat.follow_held(&room);
                if deed.is_none() && (done || !writing.with_untracked(|writing| writing.changes(message))) {
                    tell_of_change(chat, &before, if gone { "Not changed" } else { "Saved" });
                }
                keeper::keep(chat);
            }
        });
    }
}

/// What has to change before it goes. An empty box needs no telling off, for nothing was meant; a message that is left empty does.
fn why_not(writing: &Writing, failure: &Failure) -> Option<String> {
    match (writing.shown().trim().is_empty(), writing.edit().is_some()) {
        (false, _) => Some(failure.to_string()),
        (true, true) => Some(NOTHING_LEFT.to_owned()),
        (true, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::access::{ConversationId, PersonId, Timestamp};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_message_left_empty_is_told_of_and_an_empty_box_is_not() {
        let failure = Failure::invalid("body", "Write something.");
        let mut writing = Writing::new(ConversationId(Uuid::nil()), "", None, 0);
        assert_eq!(why_not(&writing, &failure), None);
        writing.change(Message {
            seq: 1,
            number: 1,
            id: MessageId(Uuid::nil()),
            author: PersonId(Uuid::nil()),
            author_name: "Ben".into(),
            notice: None,
            body: "10 mg".into(),
            quote: None,
            sent_at: Timestamp(0),
            written_at: Timestamp(0),
            version: 1,
            changed_seq: 1,
            edited_at: None,
            deleted_at: None,
        });
        writing.typed(" ");
        assert_eq!(why_not(&writing, &failure).as_deref(), Some(NOTHING_LEFT));
    }
}
