//! What happened to a conversation itself.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{History, Role};

/// Something that happened to the conversation itself, told in its timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The group was made.
    Created,
    /// People were added.
    Added(Vec<String>),
    /// The author left.
    Left,
    /// Somebody was taken out.
    Removed(String),
    /// The title changed.
    Renamed(String),
    /// Somebody's role changed.
    Appointed(String, Role),
    /// What joiners see changed.
    History(History),
    /// Something that only a newer version can tell.
    Other,
}

impl<'de> Deserialize<'de> for Notice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By hand, because `#[serde(other)]` takes a bare word alone, and what a newer notice tells may come with it.
        deserializer.deserialize_any(Told)
    }
}

/// Reads what the derived `Serialize` writes, and takes whatever else it may be for [`Notice::Other`].
struct Told;

impl<'de> Visitor<'de> for Told {
    type Value = Notice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a notice")
    }

    fn visit_str<E>(self, word: &str) -> Result<Notice, E> {
        Ok(match word {
            "created" => Notice::Created,
            "left" => Notice::Left,
            _ => Notice::Other,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Notice, A::Error> {
        let Some(word) = map.next_key::<String>()? else { return Ok(Notice::Other) };
        let notice = match word.as_str() {
            "added" => Notice::Added(map.next_value()?),
            "removed" => Notice::Removed(map.next_value()?),
            "renamed" => Notice::Renamed(map.next_value()?),
            "appointed" => map.next_value().map(|(name, role)| Notice::Appointed(name, role))?,
            "history" => Notice::History(map.next_value()?),
            _ => map.next_value::<IgnoredAny>().map(|_| Notice::Other)?,
        };
        // A map that is not read to its end is an error to `serde_json`.
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(notice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_back_and_one_of_a_newer_version_is_no_trouble() {
        let known = [
            Notice::Created,
            Notice::Added(vec!["Asha".into(), "Ben".into()]),
            Notice::Left,
            Notice::Removed("Cleo".into()),
            Notice::Renamed("Ward 7".into()),
            Notice::Appointed("Ben".into(), Role::Admin),
            Notice::History(History::All),
            Notice::Other,
        ];
        for notice in known {
            let text = serde_json::to_string(&notice).expect("it is written");
            assert_eq!(serde_json::from_str::<Notice>(&text).expect("it reads back"), notice, "{text}");
        }
        for newer in [r#""merged""#, r#"{"merged":{"with":[1,2]}}"#, r#"{"history":"a week"}"#, "{}"] {
            let notice = serde_json::from_str::<Notice>(newer).expect("it is read");
            assert!(matches!(notice, Notice::Other | Notice::History(History::Other)), "{newer}: {notice:?}");
        }
    }
}
