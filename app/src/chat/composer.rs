//! The message box: sends, answers, edits, keeps drafts, and says that somebody is typing.

use std::time::Duration;

use domain::access::{ConversationId, Failure, MessageId};
use domain::chat::live::may_edit;
use domain::chat::model::{LONGEST_BODY, Message, body};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::api::{SendMessage, edit_message, save_draft};
use super::conversation::{Here, Wish};
use super::keys::{self, Enter};
use super::outbox;
use super::state::Task;
use super::verbs::Verbs;
use crate::browser;
use crate::flash;
use crate::live;
use crate::ui::Icon;

/// The id of the box.
pub const BOX: &str = "message-box";
/// So long after the last key, what was typed is saved.
const SAVE_AFTER: Duration = Duration::from_millis(800);
/// From so many characters before the limit on, they are counted.
const COUNT_FROM: usize = 200;

/// What the box knows.
#[derive(Clone, Copy)]
struct Writing {
    here: Here,
    verbs: Verbs,
    conversation: ConversationId,
    task: RwSignal<Task>,
    error: RwSignal<Option<String>>,
    length: RwSignal<usize>,
    /// What is in the box. Asked instead of the box itself, which may already be the next conversation's.
    text: StoredValue<String>,
    /// Whether this is a browser and the box is on the page.
    awake: StoredValue<bool>,
    /// What the server has as the draft.
    saved: StoredValue<String>,
    /// Drafts sent from here whose echo has not come: not to be taken for another device's.
    echoes: StoredValue<Vec<String>>,
    /// What was being written when an edit began.
    aside: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// The form; without WASM it posts like any form.
#[component]
pub fn Composer(
    /// What the conversation is called.
    named: Memo<String>,
) -> impl IntoView {
    let (writing, typed) = Writing::here();
    writing.listen();
    // Without WASM nobody counts what is typed: a button that said it cannot be pressed would say so for good.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let keyed = move |event: KeyboardEvent| writing.key(&event);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        writing.submit();
    };
    let enter_sends = move || writing.verbs.chat.settings().enter_sends;
    let hint = move || if enter_sends() { "Enter sends, Shift Enter starts a new line" } else { "Ctrl Enter sends" };
    view! {
        <form class="composer" id="composer" action=SendMessage::PATH method="post" aria-label=move || format!("Write to {}", named.get()) on:submit=submit>
            <input type="hidden" name="conversation" value=writing.conversation.to_string() />
            <div class="composer__box">
                <Context writing />
                <label class="visually-hidden" for=BOX>
                    {move || format!("Message to {}", named.get())}
                </label>
                <textarea
                    class="composer__input"
                    id=BOX
                    name="body"
                    rows="1"
                    placeholder=move || format!("Message {}", named.get())
                    aria-describedby="composer-foot"
                    aria-invalid=move || writing.error.get().is_some().then_some("true")
                    enterkeyhint=move || if enter_sends() { "send" } else { "enter" }
                    inner_html=escaped(&typed)
                    on:input=move |_| writing.input()
                    on:keydown=keyed
                ></textarea>
                <button type="submit" class="composer__send" aria-disabled=move || (alive.get() && writing.length.get() == 0).then_some("true") aria-label=move || if matches!(writing.task.get(), Task::Edit(_)) { "Save the change" } else { "Send" }>
                    <Icon name="send" />
                </button>
            </div>
            <div class="composer__foot" id="composer-foot">
                {move || match writing.error.get() {
                    Some(text) => view! { <span class="nhsuk-error-message" role="alert">{text}</span> }.into_any(),
                    None => view! { <span class="composer__hint">{hint}</span> }.into_any(),
                }}
                <Counter writing />
            </div>
        </form>
    }
    .into_any()
}

/// Text as the content of a text area; the first line break is the parser's own.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if text.starts_with('\n') { format!("\n{text}") } else { text }
}

/// What is answered or changed.
#[component]
fn Context(writing: Writing) -> impl IntoView {
    let line = move |class: &'static str, icon: &'static str, title: String, message: &Message| {
        view! {
            <div class=class>
                <Icon name=icon />
                <div>
                    <b>{title}</b>
                    <p>{message.body.chars().take(160).collect::<String>()}</p>
                </div>
                <button type="button" class="button button--icon" aria-label="Cancel" on:click=move |_| writing.cancel()>
                    <Icon name="x" />
                </button>
            </div>
        }
        .into_any()
    };
    move || {
        writing.task.with(|task| match task {
            Task::Say => ().into_any(),
            Task::Reply(message) => line("composer__context", "reply", format!("Reply to {}", message.author_name), message),
            Task::Edit(message) => line("composer__context composer__context--edit", "edit", "Edit message".into(), message),
        })
    }
}

#[component]
fn Counter(writing: Writing) -> impl IntoView {
    let words = move || {
        let length = writing.length.get();
        match LONGEST_BODY.checked_sub(length) {
            Some(left) if left > COUNT_FROM => None,
            Some(left) => Some((format!("{left} characters left"), false)),
            None => Some((format!("{} characters too many: {length} of {LONGEST_BODY}", length - LONGEST_BODY), true)),
        }
    };
    move || words().map(|(text, over)| view! { <span class="counter" class:counter--over=over role="status">{text}</span> })
}

impl Writing {
    /// For the conversation on screen, and what is in the box at first: what came back with an error, else the draft.
    fn here() -> (Self, String) {
        let here = expect_context::<Here>();
        let verbs = Verbs::here();
        let (conversation, task) = here.room.with_value(|room| (room.conversation, RwSignal::from(room.task.clone())));
        let draft = here.room.with_value(|room| untrack(|| verbs.chat.row_of(room).draft));
        let back = SharedValue::new(|| flash::take("send-message")).into_inner();
        let back = back.filter(|back| back.fields.get("conversation").is_some_and(|id| *id == conversation.to_string()));
        let typed = back.as_ref().and_then(|back| back.fields.get("body").cloned()).unwrap_or_else(|| draft.clone());
        let error = back.and_then(|back| back.failures.first().map(ToString::to_string));
        let writing = Self {
            here,
            verbs,
            conversation,
            task,
            error: RwSignal::new(error),
            length: RwSignal::new(typed.chars().count()),
            text: StoredValue::new(typed.clone()),
            awake: StoredValue::new(false),
            saved: StoredValue::new(draft),
            echoes: StoredValue::new(Vec::new()),
            aside: StoredValue::new(String::new()),
            timer: StoredValue::new(None),
        };
        (writing, typed)
    }

    fn listen(self) {
        let chat = self.verbs.chat;
        Effect::new(move |_| {
            self.awake.set_value(true);
            // Somebody may have typed before the page came to life.
            self.input();
            browser::grow(BOX);
        });
        Effect::new(move |before: Option<bool>| {
            let editing = matches!(self.task.get(), Task::Edit(_));
            if editing && before != Some(true) {
                self.aside.set_value(self.text.get_value());
                if let Task::Edit(message) = self.task.get_untracked() {
                    self.put(&message.body);
                }
            }
            editing
        });
        let draft = Memo::new(move |_| self.here.room.with_value(|room| chat.row_of(room).draft));
        Effect::new(move |_| self.take_draft(draft.get()));
        Effect::new(move |_| self.take_back());
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if !browser::is_visible() {
                self.save();
            }
        });
        on_cleanup(move || {
            hidden.remove();
            self.leave();
        });
    }

    fn put(self, text: &str) {
        browser::set_value(BOX, text);
        self.text.set_value(text.to_owned());
        self.length.set(text.chars().count());
    }

    /// Another device's draft takes the place of this one's only while nothing else was typed here.
    fn take_draft(self, draft: String) {
        let echo = self.echoes.try_update_value(|echoes| {
            let at = echoes.iter().position(|sent| *sent == draft);
            echoes.drain(..at.map_or(0, |at| at + 1));
            at.is_some()
        });
        let typed = self.text.get_value();
        let untouched = self.saved.with_value(|saved| *saved == typed);
        if echo == Some(false) && untouched && draft != typed && !matches!(self.task.get_untracked(), Task::Edit(_)) {
            self.put(&draft);
            self.saved.set_value(draft);
        }
    }

    /// A message that has to be changed comes back into the box, if that is empty.
    fn take_back(self) {
        let chat = self.verbs.chat;
        let Some((conversation, id, failure)) = chat.returned.get() else { return };
        if conversation == self.conversation && self.text.with_value(String::is_empty) {
            chat.returned.set(None);
            if let Some(entry) = outbox::discard(chat, id) {
                self.put(&entry.body);
                self.error.set(Some(failure.to_string()));
            }
        }
    }

    fn input(self) {
        let typed = browser::value(BOX).unwrap_or_default();
        browser::grow(BOX);
        if self.text.with_value(|text| *text == typed) {
            return;
        }
        self.text.set_value(typed.clone());
        self.length.set(typed.chars().count());
        self.error.set(None);
        if matches!(self.task.get_untracked(), Task::Edit(_)) {
            return;
        }
        if !typed.trim().is_empty() {
            live::typing(self.conversation);
        }
        self.stop_timer();
        self.timer.set_value(set_timeout_with_handle(move || self.save(), SAVE_AFTER).ok());
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Saves the draft if it differs from what the server has.
    fn save(self) {
        self.stop_timer();
        if self.awake.try_get_value() != Some(true) || matches!(self.task.try_get_untracked(), None | Some(Task::Edit(_))) {
            return;
        }
        if let Some(typed) = self.text.try_get_value() {
            self.save_as(typed);
        }
    }

    fn save_as(self, draft: String) {
        if self.saved.try_with_value(|saved| *saved == draft) != Some(false) {
            return;
        }
        self.saved.set_value(draft.clone());
        self.echoes.update_value(|echoes| echoes.push(draft.clone()));
        let conversation = self.conversation;
        // If it fails the text still stands in the box, and the next key tries again.
        spawn_local(async move { drop(save_draft(conversation, draft).await) });
    }

    /// The conversation is left: its draft is saved, and stands in the inbox at once.
    fn leave(self) {
        self.save();
        if self.awake.try_get_value() == Some(true)
            && let Some(draft) = self.saved.try_get_value()
        {
            self.verbs.chat.change_row(self.conversation, |row| row.draft = draft);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(stroke) = browser::stroke(event) else { return };
        let enter_sends = self.verbs.chat.me.with_untracked(|me| me.as_ref().is_none_or(|me| me.settings.enter_sends));
        if keys::enter(&stroke, enter_sends) == Some(Enter::Send) {
            event.prevent_default();
            self.submit();
        } else if stroke.key == "Escape" && !stroke.shift && self.task.with_untracked(|task| *task != Task::Say) {
            event.prevent_default();
            self.cancel();
        } else if stroke.key == "ArrowUp" && self.text.with_value(String::is_empty) {
            self.edit_last(event);
        }
    }

    fn edit_last(self, event: &KeyboardEvent) {
        let (me, now) = (self.verbs.chat.my_id(), browser::now());
        let last = self.here.room.with_value(|room| {
            room.timeline.with_untracked(|timeline| timeline.messages.iter().rev().find(|message| may_edit(message, me, now)).cloned())
        });
        if let Some(message) = last {
            event.prevent_default();
            self.task.set(Task::Edit(Box::new(message)));
        }
    }

    fn cancel(self) {
        if matches!(self.task.get_untracked(), Task::Edit(_)) {
            self.put(&self.aside.get_value());
        }
        self.task.set(Task::Say);
        self.error.set(None);
        browser::focus(BOX);
    }

    fn submit(self) {
        let typed = self.text.get_value();
        let text = match body(&typed) {
            Ok(text) => text,
            Err(failure) => {
                // An empty box needs no telling off: nothing was meant.
                self.error.set(Some(failure.to_string()).filter(|_| !typed.trim().is_empty()));
                return browser::focus(BOX);
            }
        };
        match self.task.get_untracked() {
            Task::Say => self.say(text, None),
            Task::Reply(message) => self.say(text, Some(&message)),
            Task::Edit(message) => self.change(&message, text),
        }
    }

    fn say(self, text: String, answers: Option<&Message>) {
        outbox::say(self.verbs.chat, self.conversation, text, answers);
        self.task.set(Task::Say);
        self.put("");
        self.error.set(None);
        self.stop_timer();
        self.save_as(String::new());
        self.here.room.with_value(|room| room.new_from.set(None));
        self.here.wish.set(Some(Wish::Latest));
        browser::focus(BOX);
    }

    fn change(self, message: &Message, text: String) {
        let (conversation, id): (ConversationId, MessageId) = (self.conversation, message.id);
        if text == message.body {
            return self.cancel();
        }
        spawn_local(async move {
            match edit_message(conversation, id, text).await {
                Ok(_) => self.cancel(),
                Err(problem) if matches!(problem.0, Failure::Invalid { .. }) => self.error.set(Some(problem.to_string())),
                Err(problem) => self.verbs.trouble(&problem),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_was_typed_cannot_leave_the_box() {
        assert_eq!(escaped("</textarea><script>"), "&lt;/textarea&gt;&lt;script&gt;");
        assert_eq!(escaped("\nBP 120/80 & rising"), "\n\nBP 120/80 &amp; rising");
    }
}
