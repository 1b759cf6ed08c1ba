//! Three ways to fail, one text each: say what to change; not yours, not there or switched off; ours, with a reference. And two that
//! pass by themselves: something behind us does not answer, or there was no line.
//!
//! A failure travels under its [code](Failure::code), which interfaces go by. One that an older program does not know reads there
//! as [`Failure::Unreachable`]: tried again, and nobody is told something that is not so.

use serde::{Deserialize, Serialize};

/// The result of an action.
pub type Outcome<T> = Result<T, Failure>;

/// Why an action did not happen, in words for the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Something typed has to change. Nothing was saved.
    #[error("{text}")]
    Invalid {
        /// The name of the form field it stands beside; empty for the whole form.
        field: String,
        /// What to change, in plain English.
        text: String,
    },
    /// Asked too often or too soon.
    #[error("{text}")]
    TooMany {
        /// What to do and when.
        text: String,
        /// Seconds to wait.
        wait: i64,
    },
    /// Nobody is signed in on this device.
    #[error("You are signed out. Sign in again.")]
    SignedOut,
    /// The PIN is asked first.
    #[error("Pando is locked. Enter your PIN.")]
    Locked,
    /// Seen, but not allowed.
    #[error("You cannot do that here. Ask an admin of this conversation or of your organisation.")]
    Forbidden,
    /// Switched off by the organisation of whoever asked, for all its people.
    #[error("Your organisation has switched this off. Ask one of its admins if you need it.")]
    FeatureOff,
    /// Missing, or somebody else's: the same words for both.
    #[error("We cannot find that. It may have been removed, or you may no longer have access.")]
    NotFound,
    /// Trouble on our side; the log has the chain of causes under this reference.
    #[error("We could not confirm this was saved. Try again, or quote {0} to support.")]
    Internal(String),
    /// Something behind us does not answer for the moment: the database, or room on its disk. Nobody need look for a fault of ours.
    #[error("Pando is having trouble at the moment, so we could not confirm this was saved. Try again in a minute.")]
    Unavailable,
    /// No answer of ours came: what was asked may have been done or not. Nobody could look anything up under a reference.
    #[error("We could not reach Pando. Check your connection, then try again.")]
    Unreachable,
}

impl Failure {
    /// Something typed in `field` has to change.
    pub fn invalid(field: &str, text: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), text: text.into() }
    }

    /// The same, beside `field`.
    #[must_use]
    pub fn beside(self, field: &str) -> Self {
        match self {
            Self::Invalid { text, .. } => Self::invalid(field, text),
            other => other,
        }
    }

    /// The name that interfaces know it by. It never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "invalid",
            Self::TooMany { .. } => "too_many",
            Self::SignedOut => "signed_out",
            Self::Locked => "locked",
            Self::Forbidden => "forbidden",
            Self::FeatureOff => "feature_off",
            Self::NotFound => "not_found",
            Self::Internal(_) => "internal",
            Self::Unavailable => "unavailable",
            Self::Unreachable => "unreachable",
        }
    }

    /// In how many seconds whoever asked may ask again, where we know (`Retry-After`, RFC 9110).
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooMany { wait, .. } => Some(*wait),
            Self::Unavailable => Some(5),
            _ => None,
        }
    }

    /// The HTTP status that carries it (RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            // 423 is of WebDAV (RFC 4918), 429 of RFC 6585.
            Self::Invalid { .. } => 422,
            Self::TooMany { .. } => 429,
            Self::SignedOut => 401,
            Self::Locked => 423,
            Self::Forbidden | Self::FeatureOff => 403,
            Self::NotFound => 404,
            Self::Internal(_) => 500,
            Self::Unavailable | Self::Unreachable => 503,
        }
    }

    /// In the words of somebody who wanted to see something, not to save it.
    pub fn on_reading(&self) -> String {
        match self {
            Self::Internal(reference) => format!("We could not load this. Try again, or quote {reference} to support."),
            Self::Unavailable => "Pando is having trouble at the moment. Try again in a minute.".to_owned(),
            other => other.to_string(),
        }
    }

    /// The field it stands beside, if it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. } if !field.is_empty() => Some(field),
            _ => None,
        }
    }

    /// Whether trying the very same thing again later can succeed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Internal(_) | Self::TooMany { .. } | Self::Unavailable | Self::Unreachable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_travels_under_its_code() {
        let all = [
            Failure::invalid("name", "Give the group a name."),
            Failure::TooMany { text: "Wait a minute.".into(), wait: 60 },
            Failure::SignedOut,
            Failure::Locked,
            Failure::Forbidden,
            Failure::FeatureOff,
            Failure::NotFound,
            Failure::Internal("AB23CD".into()),
            Failure::Unavailable,
            Failure::Unreachable,
        ];
        for failure in all {
            let told = serde_json::to_value(&failure).expect("JSON");
            let code = told.as_str().or_else(|| told.as_object()?.keys().next().map(String::as_str));
            assert_eq!(code, Some(failure.code()));
            assert_eq!(serde_json::from_value::<Failure>(told).expect("a failure"), failure);
        }
    }
}
