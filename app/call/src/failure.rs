//! How a failure of an action travels to the browser: as itself, never as the text of an error.

use domain::access::Failure;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::status::{READS_ANSWERS, set_status};

/// A [`Failure`] as a server function answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Problem(pub Failure);

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    /// What the transport itself reports: the network on this side, an unreadable request on the other.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Deserialization(_) if READS_ANSWERS => Self(Failure::Unreachable),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                let failure = Failure::invalid("", "We could not read that. Check what you entered and try again.");
                // No action ran that would have set the status: without this it is an error of ours.
                set_status(&failure);
                Self(failure)
            }
            _ => Self(Failure::Unreachable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_line_one_sentence_says_so_and_nobody_is_sent_to_support() {
        for lost in [ServerFnErrorErr::Request("Failed to fetch".into()), ServerFnErrorErr::Response("gone".into())] {
            let problem = Problem::from_server_fn_error(lost);
            assert_eq!(problem.to_string(), "We could not reach Pando. Check your connection, then try again.");
            assert!(problem.0.is_passing(), "what waits is tried again");
        }
    }
}
