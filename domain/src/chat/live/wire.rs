//! What goes over the line between two versions of the program: while one takes the other's place, tabs and nodes of both talk.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Frame, Up};
use crate::access::ConversationId;

/// The version of what is said over the line; it rises when a page of the one before would misread what it hears.
pub const PROTOCOL: u16 = 1;
/// The oldest that a server still speaks: that of the release before.
pub const OLDEST_PROTOCOL: u16 = 1;

/// Why the server hangs up (RFC 6455 §7.4; what is above 4000 is ours, after the status of HTTP that says the same).
pub mod close {
    /// This device was signed out.
    pub const SIGNED_OUT: u16 = 4401;
    /// The PIN is asked first.
    pub const LOCKED: u16 = 4423;
    /// It takes too long over what it is told.
    pub const LAGGING: u16 = 4408;
    /// The page speaks a version that is no longer understood: it has to be loaded again.
    pub const TOO_OLD: u16 = 4426;
    /// It says too much.
    pub const TOO_MANY: u16 = 4429;
    /// It says what no page does.
    pub const NOT_UNDERSTOOD: u16 = 1008;
    /// Come back in a moment.
    pub const RESTARTING: u16 = 1012;
}

/// Everything that a page of this version says.
const SAID: [&str; 5] = ["hello", "delivered", "seen", "typing", "active"];

/// What a frame is about, whatever a newer server says of it.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    Events { conversation: ConversationId },
    Marks { conversation: ConversationId },
    Own(IgnoredAny),
    Missed(IgnoredAny),
}

impl Frame {
    /// A frame as it came. What a newer server tells of things that are held here, in words that cannot be read, is to be fetched
    /// again, which is answered in words that can; `None` for what only a newer page would want to know.
    pub fn read(text: &str) -> Option<Self> {
        // From bytes, as server functions read: reading from text as well would be compiled anew for all that a frame can hold, and
        // sent to every browser.
        if let Ok(frame) = serde_json::from_slice(text.as_bytes()) {
            return Some(frame);
        }
        let about = serde_json::from_slice(text.as_bytes()).ok()?;
        Some(Self::Refetch(match about {
            About::Events { conversation } | About::Marks { conversation } => Some(conversation),
            // Of one's own rows it is not said which: the inbox is fetched anew.
            About::Own(_) | About::Missed(_) => None,
        }))
    }
}

impl Up {
    /// What a page says, as it came; `Ok(None)` for what only a newer one says, which this server does without.
    ///
    /// # Errors
    /// It is no page that says this.
    pub fn read(text: &str) -> serde_json::Result<Option<Self>> {
        serde_json::from_str(text).map(Some).or_else(|failure| {
            let word = match serde_json::from_str(text) {
                Ok(Value::Object(said)) if said.len() == 1 => said.into_iter().next().map(|(word, _)| word),
                Ok(Value::String(word)) => Some(word),
                _ => None,
            };
            if word.is_some_and(|word| !SAID.contains(&word.as_str())) { Ok(None) } else { Err(failure) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::live::{Event, Own};
    use crate::chat::model::{Place, Spans};
    use uuid::Uuid;

    const CHAT: ConversationId = ConversationId(Uuid::from_u128(7));

    #[test]
    fn what_a_newer_server_tells_of_what_is_held_is_fetched_again_and_the_rest_is_passed_over() {
        let events = |event: &str| format!(r#"{{"events":{{"conversation":"{}","events":[{event}]}}}}"#, CHAT.0);
        let known = serde_json::to_string(&Event::Hidden { seq: 4 }).expect("written");
        assert_eq!(Frame::read(&events(&known)), Some(Frame::Events { conversation: CHAT, events: vec![Event::Hidden { seq: 4 }] }));
        let polled = r#"{"polled":{"seq":5,"choices":["CT","MRI"]}}"#;
        for newer in
            [events(polled), events(&format!("{known},{polled}")), format!(r#"{{"marks":{{"conversation":"{}","marks":3}}}}"#, CHAT.0)]
        {
            assert_eq!(Frame::read(&newer), Some(Frame::Refetch(Some(CHAT))), "{newer}");
        }
        for newer in [r#"{"own":{"feed":3,"own":{"pinned":[1]}}}"#, r#"{"missed":{"feed":3,"own":["many"]}}"#] {
            assert_eq!(Frame::read(newer), Some(Frame::Refetch(None)), "{newer}");
        }
        for newer in [r#"{"present":{"person":1}}"#, r#""weather""#, r#"{"typing":{"in":3}}"#, "{", "\u{0}", "[1,2]"] {
            assert_eq!(Frame::read(newer), None, "{newer}");
        }
        let own = Frame::Own { feed: 3, own: Own::Gone(CHAT) };
        assert_eq!(Frame::read(&serde_json::to_string(&own).expect("written")), Some(own));
    }

    #[test]
    fn what_a_newer_page_says_is_passed_over_and_nonsense_is_not() {
        let said = [
            Up::Hello { protocol: PROTOCOL, feed: 3, held: Vec::new(), above: Place::TOP, open: None },
            Up::Delivered { conversation: CHAT, seq: 3 },
            Up::Seen { conversation: CHAT, up_to: 3, shown: Spans::default() },
            Up::Typing(CHAT),
            Up::Active,
        ];
        for (up, name) in said.into_iter().zip(SAID) {
            let text = serde_json::to_string(&up).expect("written");
            assert!(text.contains(name), "{text}");
            assert_eq!(Up::read(&text).ok(), Some(Some(up)));
        }
        for newer in [r#"{"here":{"ward":7}}"#, r#""resting""#] {
            assert!(matches!(Up::read(newer), Ok(None)), "{newer}");
        }
        for nonsense in [r#"{"delivered":{"seq":"all"}}"#, r#""hello""#, "{", "", "[]", "{}", "7", r#"{"here":1,"there":2}"#] {
            assert!(Up::read(nonsense).is_err(), "{nonsense}");
        }
        let old = r#"{"hello":{"feed":0,"held":[],"open":null}}"#;
        assert!(matches!(Up::read(old), Ok(Some(Up::Hello { protocol: 0, .. }))), "from before there were versions");
    }
}
