//! Requests that change something come from our own pages. Cookies say who asks, not where from.

use axum::extract::Request;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN};
use http::{Method, StatusCode};

use super::Refusal;

/// Refuses what would change something and does not come from our own pages. Server functions answer POST alone, and take forms:
/// with `files` the kind that holds files.
pub fn another_origin(request: &Request, public_url: &str, files: bool) -> Option<Refusal> {
    let method = request.method();
    let is_call = request.uri().path().starts_with("/api/");
    if is_call && method != Method::POST {
        return Some((StatusCode::METHOD_NOT_ALLOWED, "This address takes POST only."));
    }
    if is_call
        && !(if files { is_form_with_files(request.headers()) } else { is_form(request.headers(), "application/x-www-form-urlencoded") })
    {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "This address takes forms only."));
    }
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let own = reads || is_own_origin(request.headers(), public_url);
    (!own).then_some((StatusCode::FORBIDDEN, "This request did not come from a Pando page."))
}

/// Server functions would read a form from a body of any type; what calls itself something else is not meant for them.
fn is_form(headers: &HeaderMap, meant: &str) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(meant))
}

/// What reads files panics where the mark between them is missing; every browser says it, and nothing else.
fn is_form_with_files(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).and_then(|kind| kind.split_once(';'));
    let mark = kind.and_then(|(_, rest)| rest.trim().strip_prefix("boundary="));
    let whole =
        |mark: &str| (1..=70).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.'+".contains(&byte));
    is_form(headers, "multipart/form-data") && mark.is_some_and(whole)
}

/// Whether a browser says that one of our own pages asks. Every browser of the last years sends `Origin` with a POST
/// and with a socket's upgrade; who sends nothing is refused.
pub fn is_own_origin(headers: &HeaderMap, public_url: &str) -> bool {
    let site = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin") {
        return false;
    }
    // A browser sends one; of two another reader might take the other.
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(Ok(origin)), None) = (origins.next().map(|origin| origin.to_str()), origins.next()) else { return false };
    origin == origin_of(public_url) || is_this_machine(origin, headers)
}

/// `https://pando.example` of `https://pando.example/`.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

/// Somebody who tries Pando on their own machine by any of its names; no foreign page has such an origin.
fn is_this_machine(origin: &str, headers: &HeaderMap) -> bool {
    let Some((_, host)) = origin.split_once("://") else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") && asked == Some(host)
}
