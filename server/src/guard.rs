//! Who sees which page, and plain forms that come back with what was typed. In the middleware, not in components: a
//! redirect from a component comes too late once the page streams. Whom a page is for, and what has to be on for it, stands in the
//! table of areas, and of what is no screen in that of addresses.

mod forms;

use std::fmt::Write as _;

use app::areas::{self, Who};
use axum::Json;
use axum::extract::Request;
use axum::response::{Html, IntoResponse, Response};
use domain::access::{Failure, OrganisationId, Standing};
use domain::organisation::model::Feature;
use http::header::{ACCEPT, CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};

use crate::addresses;
pub use forms::{Flashes, plain_forms};

/// Whom an address is for. One that nobody thought of is for those at work: a stranger does not learn whether it is there.
fn whose(path: &str, is_trial: bool) -> Who {
    if addresses::find(path, is_trial).is_some() { Who::Everybody } else { areas::who(path) }
}

/// Where whoever opens a page has to go instead, if it is not theirs.
pub fn elsewhere(request: &Request, is_trial: bool) -> Option<String> {
    let standing = request.extensions().get::<Standing>().copied().unwrap_or_default();
    let uri = request.uri();
    let here = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
    let opens = matches!(*request.method(), Method::GET | Method::HEAD);
    if opens { instead(standing, whose(uri.path(), is_trial), here, uri.query()) } else { None }
}

/// What the organisation of whoever opens a page must not have switched off for it.
pub fn needed(request: &Request) -> Vec<(OrganisationId, Feature)> {
    let opens = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(Standing::Open(caller)) = request.extensions().get::<Standing>().filter(|_| opens) else { return Vec::new() };
    needs(request.uri().path(), request.uri().query()).into_iter().map(|feature| (caller.organisation, feature)).collect()
}

/// The same, for an address in whatever way it is written.
fn needs(path: &str, query: Option<&str>) -> Vec<Feature> {
    let asked = forms::fields(query.unwrap_or_default());
    areas::needs(path, |name, value| asked.get(name).is_some_and(|said| said == value))
}

/// The page that somebody has to go to instead, if this one is for others.
fn instead(standing: Standing, whose: Who, here: &str, query: Option<&str>) -> Option<String> {
    let wanted = match (standing, whose) {
        (_, Who::Everybody)
        | (Standing::Anonymous, Who::SignIn)
        | (Standing::Arriving { profile_missing: true, .. }, Who::Welcome)
        | (Standing::Arriving { profile_missing: false, .. }, Who::Pin)
        | (Standing::Locked(_), Who::Unlock)
        | (Standing::Open(_), Who::Work) => return None,
        // From "/" everybody is led on anyway: that is nothing to come back to.
        (Standing::Anonymous, Who::Work) if here != "/" => with_next("/sign-in", here),
        (Standing::Anonymous, _) => "/sign-in".into(),
        (Standing::Arriving { profile_missing: true, .. }, _) => "/welcome".into(),
        (Standing::Arriving { profile_missing: false, .. }, _) => "/welcome/pin".into(),
        // Back at "/lock" one would be asked whether to lock what was opened just now.
        (Standing::Locked(_), Who::Work) if here != "/" && here != "/lock" => with_next("/unlock", here),
        (Standing::Locked(_), _) => "/unlock".into(),
        (Standing::Open(_), Who::Unlock) => call::next::own_page(&next_of(query)),
        (Standing::Open(_), _) => "/c".into(),
    };
    Some(wanted)
}

fn with_next(door: &str, here: &str) -> String {
    let mut path = format!("{door}?next=");
    for byte in here.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => path.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => path.push(char::from(byte)),
            byte => {
                // Writing into a String cannot fail.
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
    path
}

fn next_of(query: Option<&str>) -> String {
    forms::fields(query.unwrap_or_default()).get("next").cloned().unwrap_or_default()
}

/// Whether a person opens a page with this request (and not a script that fetches by itself).
pub fn is_page(request: &Request) -> bool {
    let headers = request.headers();
    let html = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    // Safari says it since 16.4 only.
    let navigates = headers.get("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    // What a browser fetches ahead nobody did: it would keep an idle device from locking.
    let prefetched = headers.contains_key("sec-purpose") || headers.contains_key("purpose");
    html && navigates && !prefetched
}

/// A failure before there is a page to show it on: a script is told as any answer tells it, and a person on a page of its own.
pub fn in_words(failure: &Failure, opens: bool) -> Response {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = if opens { Html(page(failure)).into_response() } else { Json(failure).into_response() };
    *answer.status_mut() = status;
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = failure.retry_after() {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// A page that says why there is no other.
fn page(failure: &Failure) -> String {
    let (head, way) = if *failure == Failure::FeatureOff { (OFF, BACK) } else { (TROUBLE, AGAIN) };
    format!("{BEGINNING}{head}<p>{}</p>{way}</main></body></html>", failure.on_reading())
}

const BEGINNING: &str = "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
    <link rel=\"stylesheet\" href=\"/offline.css\">";
/// It asks again by itself.
const TROUBLE: &str = "<meta http-equiv=\"refresh\" content=\"10\"><title>Pando is not available – Pando</title></head>\
    <body><main><h1>Pando is not available</h1>";
const AGAIN: &str = "<p>Nothing that was sent is lost. This page looks again every ten seconds.</p>\
    <p><strong>If it is urgent, do not wait:</strong> use the telephone or your bleep.</p>\
    <p><a class=\"button\" href=\"\">Try again</a></p>";
const OFF: &str = "<title>Switched off – Pando</title></head><body><main><h1>This is switched off</h1>";
const BACK: &str = "<p><a class=\"button\" href=\"/c\">Go to your messages</a></p>";

#[cfg(test)]
mod tests;
