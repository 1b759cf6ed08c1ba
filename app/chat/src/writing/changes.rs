//! Changes of one's own messages: while they are written, on their way to the server, and when they come to nothing.

use domain::access::{Failure, MessageId, Outcome};
use domain::chat::model::{Edited, Message, body};
use serde::{Deserialize, Serialize};

use super::{Deed, Writing};

/// A change of an own message that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The message as it was when the change began: the change is one of this version.
    pub message: Message,
    /// As it is now, if somebody changed or deleted it in between.
    pub meanwhile: Option<Message>,
    pub(super) text: String,
}

impl Edit {
    /// Whether the message says already what it shall.
    fn stands_in(&self, now: &Message) -> bool {
        now.deleted_at.is_none() && body(&self.text).is_ok_and(|text| text == now.body)
    }

    fn deed(&self) -> Deed {
        Deed::Change(self.message.id, self.message.version, self.text.clone())
    }
}

/// A change that is on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changing {
    edit: Edit,
    /// What it shall say after all: one change of a message at a time.
    then: Option<String>,
}

impl Changing {
    /// What is to become of the message in the end.
    pub(super) fn last(self) -> Edit {
        Edit { text: self.then.unwrap_or(self.edit.text), ..self.edit }
    }

    fn words(&self) -> &str {
        self.then.as_ref().unwrap_or(&self.edit.text)
    }
}

impl Writing {
    /// A message is being changed; what was being written stays aside. One whose change is on its way is changed from there on.
    pub fn change(&mut self, message: Message) {
        if self.is_half_changed() {
            return;
        }
        self.error = None;
        let text = self.on_its_way(message.id).map_or(message.body.as_str(), Changing::words).to_owned();
        self.edit = Some(Edit { text, message, meanwhile: None });
    }

    fn on_its_way(&self, message: MessageId) -> Option<&Changing> {
        self.changing.iter().find(|changing| changing.edit.message.id == message)
    }

    /// A change that is half done.
    pub(super) fn half_changed(&self) -> Option<&Edit> {
        let said = |edit: &&Edit| self.on_its_way(edit.message.id).map_or(edit.message.body.as_str(), Changing::words) == edit.text;
        self.edit.as_ref().filter(|edit| !said(edit))
    }

    /// Whether a change is half done, which nothing else may take the place of; says so.
    pub(super) fn is_half_changed(&mut self) -> bool {
        let half = self.half_changed().is_some();
        if half {
            self.error = Some("Save this change first, or cancel it.".into());
        }
        half
    }

    /// The change that was in the box is done.
    pub(super) fn change_done(&mut self, edit: Edit, text: String) -> Deed {
        let edit = Edit { text, ..edit };
        if let Some(changing) = self.changing.iter_mut().find(|changing| changing.edit.message.id == edit.message.id) {
            if changing.words() == edit.text {
                return Deed::Nothing;
            }
            changing.then = Some(edit.text);
            return Deed::Later;
        }
        if edit.text == edit.message.body {
            return Deed::Nothing;
        }
        let deed = edit.deed();
        self.changing.push(Changing { edit, then: None });
        deed
    }

    /// Whether anything is still to become of a message.
    pub fn changes(&self, message: MessageId) -> bool {
        self.on_its_way(message).is_some() || self.edit.iter().chain(&self.aside).any(|edit| edit.message.id == message)
    }

    /// The server answered the change of `message`: what is to be changed next, if it was changed once more meanwhile. Whatever else
    /// is being written by now is left alone.
    pub fn changed(&mut self, message: MessageId, answer: Outcome<Edited>) -> Option<Deed> {
        let at = self.changing.iter().position(|changing| changing.edit.message.id == message)?;
        let changing = self.changing.remove(at);
        match answer {
            Ok(Edited::Done(now)) => return self.goes_on(changing.then, now),
            // An earlier try arrived, and only its answer was lost.
            Ok(Edited::Meanwhile(now)) if changing.edit.stands_in(&now) => return self.goes_on(changing.then, now),
            Ok(Edited::Meanwhile(now)) => self.comes_back(Edit { meanwhile: Some(now), ..changing.last() }),
            Err(Failure::NotFound) => {
                // One was taken out and added again: what was said before is not there for them.
                self.error = Some("That message is not there for you any more. Your words can go as a new one.".into());
                self.edit.take_if(|edit| edit.message.id == message);
                self.write_on(&changing.last().text);
            }
            Err(failure) => {
                self.error = Some(failure.to_string());
                self.comes_back(changing.last());
            }
        }
        None
    }

    /// A change has arrived: what was written on it since is one of what the message says `now`.
    fn goes_on(&mut self, then: Option<String>, now: Message) -> Option<Deed> {
        if let Some(edit) = self.edit.as_mut().filter(|edit| edit.message.id == now.id) {
            edit.message = now.clone();
        }
        let next = Edit { text: then.filter(|text| *text != now.body)?, message: now, meanwhile: None };
        let deed = next.deed();
        self.changing.push(Changing { edit: next, then: None });
        Some(deed)
    }

    /// A change came to nothing: into the box, unless hands are at something else there.
    fn comes_back(&mut self, edit: Edit) {
        match &mut self.edit {
            Some(open) if open.message.id == edit.message.id => open.meanwhile = edit.meanwhile,
            None if self.text.trim().is_empty() => self.edit = Some(edit),
            _ => self.aside.insert(0, edit),
        }
    }

    /// Somebody changed the message in between, and this text shall stand all the same.
    pub fn keep_mine(&mut self) {
        if let Some(edit) = &mut self.edit
            && let Some(now) = edit.meanwhile.take()
        {
            // A change of this version now: one of the older the server would refuse once more.
            edit.message = now;
        }
    }

    /// Somebody changed the message in between, and that text shall stand; one that was deleted leaves this as a new message.
    pub fn take_theirs(&mut self) {
        let Some(edit) = self.edit.take() else { return };
        let Some(now) = edit.meanwhile else { return };
        if now.deleted_at.is_some() {
            self.write_on(&edit.text);
        }
    }

    /// Words that lost their message go as a new one, behind what was being written.
    fn write_on(&mut self, words: &str) {
        self.text = if self.text.trim().is_empty() { words.to_owned() } else { format!("{}\n{words}", self.text) };
    }

    /// A message changed: what changes it follows.
    pub(super) fn follow_change(&mut self, message: &Message) {
        let ours = self.on_its_way(message.id).map(|changing| changing.edit.stands_in(message));
        let Some(edit) = self.edit.as_mut() else { return };
        if edit.message.id != message.id || edit.message.version >= message.version || ours == Some(false) {
            return;
        }
        if ours == Some(true) {
            edit.message = message.clone();
        } else if message.deleted_at.is_none() && edit.text == edit.message.body {
            edit.text.clone_from(&message.body);
            edit.message = message.clone();
        } else if edit.stands_in(message) {
            // Whatever was wrong with it is no longer.
            (self.edit, self.error) = (None, None);
        } else {
            edit.meanwhile = Some(message.clone());
        }
    }
}
