//! A hint on its way between servers: sealed with the key that they share, so that whoever else is on NATS reads no clinical
//! word, and nobody without the key tells them anything.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Hint;
use crate::secret::Secret;

/// What one server writes to the others.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Letter {
    /// Who writes: nobody has to hear again what they said themselves.
    pub from: Uuid,
    /// What happened; nothing when that is too long for a letter, and has to be looked up.
    pub hint: Option<Hint>,
}

#[derive(Serialize)]
struct Words<'a> {
    from: Uuid,
    hint: Option<&'a Hint>,
}

/// Writes a letter of at most so many bytes. A hint that is longer becomes a lesser one: that something happened.
pub(super) fn write(secret: &Secret, from: Uuid, hint: &Hint, longest: usize) -> Bytes {
    let whole = sealed(secret, &Words { from, hint: Some(hint) });
    if whole.len() <= longest { whole } else { sealed(secret, &Words { from, hint: None }) }
}

fn sealed(secret: &Secret, words: &Words<'_>) -> Bytes {
    // Plain data with string keys; a body that is no text, which no frame is, leaves a letter that nobody can read: a lost hint.
    secret.seal(&serde_json::to_vec(words).unwrap_or_default()).into()
}

/// Reads a letter; nothing when it is sealed with another key, or holds what only a newer server says.
pub(super) fn read(secret: &Secret, letter: &[u8]) -> Option<Letter> {
    let plain = secret.open(std::str::from_utf8(letter).ok()?).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// An encoded frame within a letter: text, not a list of numbers.
pub(super) mod text {
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serializer, ser};

    pub fn serialize<S: Serializer>(body: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(std::str::from_utf8(body).map_err(ser::Error::custom)?)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        Ok(String::deserialize(from)?.into())
    }
}

/// Several of them, each with whom it is for.
pub(super) mod texts {
    use std::sync::Arc;

    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Text(i64, #[serde(with = "super::text")] Bytes);

    pub fn serialize<S: Serializer>(bodies: &Arc<[(i64, Bytes)]>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(bodies.iter().map(|(from, body)| Text(*from, body.clone())))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[(i64, Bytes)]>, D::Error> {
        let texts = Vec::<Text>::deserialize(from)?;
        Ok(texts.into_iter().map(|Text(from, body)| (from, body)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: Uuid = Uuid::from_u128(7);

    fn frame(body: &str) -> Hint {
        Hint::Frame { to: [Uuid::from_u128(1), Uuid::from_u128(2)].into(), except: Some(Uuid::from_u128(3)), body: body.to_owned().into() }
    }

    #[test]
    fn a_hint_arrives_as_it_was_written_and_nobody_without_the_key_reads_it() {
        let secret = Secret::new([7; 32]);
        let bodies = [(0, r#"{"typing":"all"}"#.into()), (7, r#"{"typing":"less"}"#.into())].into();
        let topic = Hint::Topic { topic: NODE, shape: 3, bodies };
        let watchers = Hint::Watchers { topic: NODE, shape: 4, came: [(NODE, 9)].into(), went: [NODE].into() };
        for hint in [
            frame(r#"{"typing":"Bed 4 \"ü\""}"#),
            topic,
            watchers,
            Hint::Devices([NODE].into()),
            Hint::Members(NODE),
            Hint::Organisation(NODE),
        ] {
            let letter = write(&secret, NODE, &hint, 1 << 20);
            assert!(!String::from_utf8_lossy(&letter).contains("typing"));
            assert_eq!(read(&secret, &letter), Some(Letter { from: NODE, hint: Some(hint) }));
            assert_eq!(read(&Secret::new([8; 32]), &letter), None);
        }
    }

    #[test]
    fn a_hint_too_long_for_a_letter_becomes_a_lesser_one() {
        let secret = Secret::new([7; 32]);
        let letter = write(&secret, NODE, &frame(&"a".repeat(2000)), 1024);
        assert!(letter.len() <= 1024);
        assert_eq!(read(&secret, &letter), Some(Letter { from: NODE, hint: None }));
    }

    #[test]
    fn what_only_a_newer_server_says_is_a_hint_that_was_lost() {
        let secret = Secret::new([7; 32]);
        let newer = secret.seal(format!(r#"{{"from":"{NODE}","hint":{{"paged":"{NODE}"}}}}"#).as_bytes());
        assert_eq!(read(&secret, newer.as_bytes()), None);
        assert_eq!(read(&secret, &[0xff]), None);
    }
}
