//! Who sees which page, and plain forms that come back with what was typed. In the middleware, not in components: a
//! redirect from a component comes too late once the page streams.

mod forms;

use std::fmt::Write as _;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use domain::access::{Failure, Standing};
use http::header::{ACCEPT, CACHE_CONTROL};
use http::{Method, StatusCode};

pub use forms::{Flashes, plain_forms};

/// What a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    SignIn,
    Welcome,
    WelcomePin,
    Unlock,
    /// Needs somebody at work.
    Work,
    /// For everybody.
    Free,
}

impl Page {
    fn of(path: &str) -> Self {
        match path {
            "/sign-in" | "/sign-in/code" => Self::SignIn,
            "/welcome" => Self::Welcome,
            "/welcome/pin" => Self::WelcomePin,
            "/unlock" => Self::Unlock,
            "/" | "/c" | "/new" | "/people" | "/lock" | "/settings" | "/settings/profile" | "/settings/pin" | "/settings/devices" => {
                Self::Work
            }
            path if path.starts_with("/dev/") => Self::Free,
            path if path.starts_with("/c/") || path.starts_with("/people/") => Self::Work,
            _ => Self::Free,
        }
    }
}

/// Where whoever opens a page has to go instead, if it is not theirs.
pub fn elsewhere(request: &Request) -> Option<String> {
    let standing = request.extensions().get::<Standing>().copied().unwrap_or_default();
    let uri = request.uri();
    let here = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
    let opens = matches!(*request.method(), Method::GET | Method::HEAD);
    if opens { instead(standing, uri.path(), here, uri.query()) } else { None }
}

/// The page that somebody has to go to instead, if this one is not theirs.
fn instead(standing: Standing, path: &str, here: &str, query: Option<&str>) -> Option<String> {
    let page = Page::of(path);
    let wanted = match (standing, page) {
        (_, Page::Free)
        | (Standing::Anonymous, Page::SignIn)
        | (Standing::Arriving { profile_missing: true, .. }, Page::Welcome)
        | (Standing::Arriving { profile_missing: false, .. }, Page::WelcomePin)
        | (Standing::Locked(_), Page::Unlock)
        | (Standing::Open(_), Page::Work) => return None,
        (Standing::Anonymous, Page::Work) if here != "/" => with_next("/sign-in", here),
        (Standing::Anonymous, _) => "/sign-in".into(),
        (Standing::Arriving { profile_missing: true, .. }, _) => "/welcome".into(),
        (Standing::Arriving { profile_missing: false, .. }, _) => "/welcome/pin".into(),
        (Standing::Locked(_), Page::Work) if here != "/" && here != "/lock" => with_next("/unlock", here),
        (Standing::Locked(_), _) => "/unlock".into(),
        (Standing::Open(_), Page::Unlock) => call::next::own_page(&next_of(query)),
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
    let navigates = headers.get("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    let prefetched = headers.contains_key("sec-purpose") || headers.contains_key("purpose");
    html && navigates && !prefetched
}

/// A failure before there is a page to show it on.
pub fn in_words(failure: &Failure) -> Response {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CACHE_CONTROL, "no-store")], failure.to_string()).into_response()
}

#[cfg(test)]
mod tests;
