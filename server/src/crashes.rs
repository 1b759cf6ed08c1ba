//! Pages whose program has stopped: written to the log once, so that somebody can mend it.
//!
//! A page sends which build it is, the kind of error, and the places in its program, each in a line of its own; what looks
//! otherwise is refused, so that nothing people wrote can come into the log.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::body::to_bytes;
use axum::extract::Request;
use domain::access::{Standing, Timestamp};
use domain::account::door::SessionKey;
use http::StatusCode;

/// The longest report.
pub const LONGEST: usize = 4096;
/// One device, or one address of strangers, is heard this often.
const EACH: i64 = 60_000;
/// So many of them are heard …
const MOST: usize = 200;
/// … in this time; a build that stops everywhere says so often enough.
const WITHIN: i64 = 3_600_000;

/// Who has been heard, and when.
#[derive(Debug, Default)]
pub struct Crashes(Mutex<HashMap<String, Timestamp>>);

/// What a page tells.
#[derive(Debug, PartialEq, Eq)]
struct Report<'a> {
    build: &'a str,
    error: &'a str,
    places: Vec<&'a str>,
}

impl<'a> Report<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut lines = text.lines();
        let (build, error) = (lines.next()?, lines.next()?);
        let places: Vec<&str> = lines.collect();
        let plain = |word: &str| {
            !word.is_empty() && word.len() <= 64 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        (plain(build) && plain(error) && places.iter().copied().all(is_place)).then_some(Self { build, error, places })
    }
}

/// `pando.1f3c.wasm:wasm-function[12]:0x34`, in the ways that browsers write it.
fn is_place(word: &str) -> bool {
    // No space among them, and so no sentence.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:$<>[]-".contains(&byte);
    word.len() <= 200 && word.contains("wasm-function[") && word.bytes().all(allowed)
}

impl Crashes {
    /// Writes a report to the log, if it is one, and its sender has not been heard just now.
    pub async fn take(&self, now: Timestamp, request: Request) -> StatusCode {
        let sender = sender(&request);
        let Ok(body) = to_bytes(request.into_body(), LONGEST).await else { return StatusCode::PAYLOAD_TOO_LARGE };
        let Some(report) = std::str::from_utf8(&body).ok().and_then(Report::read) else { return StatusCode::BAD_REQUEST };
        // Only what is a report counts: rubbish keeps nobody's from being heard.
        if self.is_heard(sender, now) {
            tracing::error!(build = report.build, error = report.error, places = report.places.join(" "), "a page has stopped");
        }
        StatusCode::NO_CONTENT
    }

    fn is_heard(&self, sender: String, now: Timestamp) -> bool {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.retain(|_, at| now.0 - at.0 < WITHIN);
        let again = heard.get(&sender).is_some_and(|at| now.0 - at.0 < EACH);
        if again || heard.len() >= MOST {
            return false;
        }
        heard.insert(sender, now);
        true
    }
}

/// Whose page it is: a device, or the address of somebody who has none. Kept here only.
fn sender(request: &Request) -> String {
    let known = request.extensions().get::<Standing>().is_some_and(|standing| *standing != Standing::Anonymous);
    let key = request.extensions().get::<SessionKey>().filter(|_| known).map(|key| key.as_str().to_owned());
    key.or_else(|| request.extensions().get::<IpAddr>().map(ToString::to_string)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
