//! What a message answers, and what somebody who joined later gets to see of that.

use serde::{Deserialize, Serialize};

use super::{Message, excerpt};
use crate::access::{MessageId, PersonId};

/// The message that another one answers, as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Which message.
    pub id: MessageId,
    /// Where it stands.
    pub seq: i64,
    /// Who said it.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// Its beginning, an [`excerpt`]; empty once deleted.
    pub text: String,
    /// Whether it was deleted.
    pub deleted: bool,
}

impl Quote {
    /// A quote of `message` as it is now.
    pub fn of(message: &Message) -> Self {
        Self {
            id: message.id,
            seq: message.seq,
            author: message.author,
            author_name: message.author_name.clone(),
            text: excerpt(&message.body),
            deleted: message.deleted_at.is_some(),
        }
    }
}

/// What a message answers, as far as its reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quoted {
    /// This.
    Shown(Quote),
    /// Something from before the reader joined: neither whose nor which.
    Before,
}

impl Quoted {
    /// What may be seen of it.
    pub fn shown(&self) -> Option<&Quote> {
        match self {
            Self::Shown(quote) => Some(quote),
            Self::Before => None,
        }
    }
}

impl Message {
    /// The message that it answers, if the reader may see that one.
    pub fn answers(&self) -> Option<&Quote> {
        self.quote.as_ref().and_then(Quoted::shown)
    }

    /// The message as somebody sees it who sees the timeline from `seq` on. The one way for what is fetched and for what
    /// is told, so that neither shows what the other hides.
    #[must_use]
    pub fn seen_from(mut self, seq: i64) -> Self {
        if self.answers().is_some_and(|quote| quote.seq < seq) {
            self.quote = Some(Quoted::Before);
        }
        self
    }
}
