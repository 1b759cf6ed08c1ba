//! Plain forms, posted without WASM: a refused one goes back to its own page with what was typed and what is wrong.

mod waiting;

use std::sync::PoisonError;

use account::NO_COOKIES;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use call::flash::{Beside, Fields, Flash, Kept, More, Waiting};
use domain::access::{DeviceId, Failure, Standing};
use domain::account::actions::{Browser, FLASH_MILLIS};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION, REFERER, SET_COOKIE};
use http::{Method, StatusCode};

pub use waiting::Flashes;
use waiting::Waits;

/// Tells strangers' browsers apart; whoever has a session needs none.
const COOKIE_NAME: &str = "__Host-pando-form";
/// In the address of the page a refused form goes back to, if its browser has sent no cookie: with the form's name.
const ASKED_FOR_COOKIES: &str = "cookies=";
/// What is never kept, not even for a minute.
const SECRETS: [&str; 4] = ["pin", "again", "current", "code"];
/// Of the forms that only somebody at work may send: those that show beside them why they were refused.
const SHOWN_BESIDE: [&str; 10] = [
    "send-message",
    "save-draft",
    "edit-message",
    "rename",
    "start-direct",
    "start-group",
    "save-profile",
    "save-settings",
    "change-pin",
    "sign-out-device",
];

/// Handles forms posted by a browser without WASM, and the pages they come back to.
pub async fn plain_forms(flashes: &Flashes, request: Request, next: Next) -> Response {
    if !accepts_html(request.headers()) {
        return next.run(request).await;
    }
    if request.method() == Method::GET {
        return page(flashes, request, next).await;
    }
    match request.uri().path().strip_prefix("/api/").map(str::to_owned) {
        Some(form) if request.method() == Method::POST => posted(flashes, form, request, next).await,
        _ => next.run(request).await,
    }
}

async fn page(flashes: &Flashes, mut request: Request, next: Next) -> Response {
    if let (path, Some(form)) = unmarked(request.uri()) {
        // It keeps cookies: the page itself follows, with what the form said.
        if request.headers().contains_key(COOKIE) {
            return Redirect::to(&path).into_response();
        }
        let waiting = Waiting { flash: no_cookies(form), page: None, over_lock: false };
        request.extensions_mut().insert(Kept::new(vec![waiting], false));
        return next.run(request).await;
    }
    let browser = browser(&request);
    let waiting = match &browser {
        Some(browser) => flashes.of(browser).await,
        None => Waits::default(),
    };
    let used_up = ticket(request.headers()).is_some() && (waiting.is_empty() || device(&request).is_some());
    let mut response = match browser.filter(|_| !waiting.is_empty()) {
        Some(browser) => drawn(flashes, &browser, waiting, request, next).await,
        None => next.run(request).await,
    };
    if used_up {
        set_cookie(&mut response, "", 0);
    }
    response
}

/// The page of somebody for whom something waits: it is drawn to its end, and what it shows is forgotten before anybody has it.
async fn drawn(flashes: &Flashes, browser: &Browser, waiting: Waits, mut request: Request, next: Next) -> Response {
    let locked = matches!(standing(&request), Standing::Locked(_));
    let kept = Kept::new(waiting.forms, locked);
    request.extensions_mut().insert(kept.clone());
    let (parts, body) = next.run(request).await.into_parts();
    let body = to_bytes(body, usize::MAX).await;
    for shown in kept.taken() {
        flashes.end(browser, waiting.ids[shown]).await;
    }
    match body {
        Ok(body) => Response::from_parts(parts, Body::from(body)),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn posted(flashes: &Flashes, form: String, request: Request, next: Next) -> Response {
    let page = own_referer(request.headers());
    let back = if request.headers().contains_key(COOKIE) { page.clone() } else { marked(&page, &form) };
    let more = More::default();
    let locked = matches!(standing(&request), Standing::Locked(_));
    // A stranger's cookie that nothing waits for is made anew: nobody can have chosen what a browser is told apart by.
    let browser = match browser(&request) {
        Some(Browser::Stranger(token)) => {
            let known = Browser::Stranger(token);
            if flashes.of(&known).await.is_empty() { flashes.stranger() } else { known }
        }
        known => known.unwrap_or_else(|| flashes.stranger()),
    };
    let (parts, body) = request.into_parts();
    // The gate has measured it.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let fields = typed(&parts.headers, &body);
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(more.clone());
    let mut response = next.run(request).await;
    let beside = std::mem::take(&mut *more.0.lock().unwrap_or_else(PoisonError::into_inner));
    if !response.headers().contains_key("serverfnerror") {
        lead_on(&mut response, &page);
        if !beside.told.is_empty() {
            flashes.keep(&browser, words(beside.told), None, false).await;
            set_ticket(&mut response, &browser);
        }
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let failure = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Failure::invalid("", "We could not read that. Check what you entered and try again."));
    let over_lock = locked && failure == Failure::Locked;
    // Where the browser did not say on which page the form stands, any page may take it.
    let path = page.split('?').next().filter(|path| *path != "/").map(str::to_owned);
    flashes.keep(&browser, refused(form, fields, failure, beside, over_lock), path, over_lock).await;
    let mut response = Redirect::to(&back).into_response();
    // What the action set beside its failure (an ended session's cookie) still holds.
    for cookie in parts.headers.get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    set_ticket(&mut response, &browser);
    response
}

/// What the page of a refused form says: beside the form, or in passing if there was nothing to fill in.
fn refused(form: String, fields: Fields, failure: Failure, beside: Beside, over_lock: bool) -> Flash {
    let Beside { failures, told } = beside;
    if over_lock {
        let why = after_lock(&form);
        if !SHOWN_BESIDE.contains(&form.as_str()) {
            return words(why.to_owned());
        }
        return Flash { form, fields, failures: vec![Failure::invalid("", why)], told };
    }
    if !told.is_empty() {
        return words(told);
    }
    Flash { form, fields, failures: if failures.is_empty() { vec![failure] } else { failures }, told }
}

fn words(told: String) -> Flash {
    Flash { told, ..Flash::default() }
}

/// What a page says of a form that was posted from behind the lock: when it is shown, that is open again.
fn after_lock(form: &str) -> &'static str {
    match form {
        "send-message" => "Not sent: Pando was locked. Send it again.",
        "edit-message" | "rename" | "save-profile" | "save-settings" | "change-pin" => "Not saved: Pando was locked. Save it again.",
        _ => "Not done: Pando was locked. Do it again.",
    }
}

/// Files are not kept: a browser gives none back to a page either.
fn typed(headers: &HeaderMap, body: &Bytes) -> Fields {
    let is_files = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if is_files { Fields::default() } else { fields(&String::from_utf8_lossy(body)) }
}

/// From a form that was done to the next page, with GET.
fn lead_on(response: &mut Response, page: &str) {
    // After 302 a browser may post once more (RFC 9110, 15.4.3); after 303 it gets.
    if response.status() == StatusCode::FOUND {
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    // What names no place of its own leads back by the whole address, with a question mark at its end.
    let named = response.headers().get(LOCATION).is_none_or(|to| to.as_bytes().starts_with(b"/"));
    if let Some(page) = HeaderValue::from_str(page).ok().filter(|_| !named) {
        response.headers_mut().insert(LOCATION, page);
    }
}

/// Whose a request is, if we can tell them from others.
fn browser(request: &Request) -> Option<Browser> {
    let stranger = || ticket(request.headers()).map(|ticket| Browser::Stranger(ticket.to_owned()));
    device(request).map(Browser::Device).or_else(stranger)
}

fn device(request: &Request) -> Option<DeviceId> {
    match standing(request) {
        Standing::Anonymous => None,
        Standing::Arriving { caller, .. } | Standing::Locked(caller) | Standing::Open(caller) => Some(caller.device),
    }
}

fn standing(request: &Request) -> Standing {
    request.extensions().get::<Standing>().copied().unwrap_or_default()
}

fn set_ticket(response: &mut Response, browser: &Browser) {
    if let Browser::Stranger(ticket) = browser {
        set_cookie(response, ticket, FLASH_MILLIS / 1000);
    }
}

fn set_cookie(response: &mut Response, ticket: &str, seconds: i64) {
    let cookie = format!("{COOKIE_NAME}={ticket}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

fn ticket(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, ticket)| ticket)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// The page that the form stands on. Its host was checked with the origin; only the path is used.
fn own_referer(headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|referer| referer.to_str().ok()).and_then(|referer| referer.parse::<http::Uri>().ok());
    let path = referer.as_ref().and_then(http::Uri::path_and_query).map_or("/", http::uri::PathAndQuery::as_str);
    if path.starts_with("/unlock") { path.to_owned() } else { call::next::own_page(path) }
}

/// The page, asked for in a way that tells whether the browser keeps cookies: without them a refused form would come back
/// without a word, again and again.
fn marked(page: &str, form: &str) -> String {
    let page = page.parse().map_or_else(|_| page.to_owned(), |uri| unmarked(&uri).0);
    format!("{page}{}{ASKED_FOR_COOKIES}{form}", if page.contains('?') { '&' } else { '?' })
}

/// The page without that mark, and the form it names.
fn unmarked(uri: &http::Uri) -> (String, Option<String>) {
    let pairs = || uri.query().into_iter().flat_map(|query| query.split('&'));
    let form = pairs().find_map(|pair| pair.strip_prefix(ASKED_FOR_COOKIES)).map(str::to_owned);
    let rest = pairs().filter(|pair| !pair.starts_with(ASKED_FOR_COOKIES)).collect::<Vec<_>>().join("&");
    (if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{rest}", uri.path()) }, form)
}

fn no_cookies(form: String) -> Flash {
    Flash { form, fields: Fields::default(), failures: vec![Failure::invalid("", NO_COOKIES)], told: String::new() }
}

/// The fields of a form, without what is never kept.
pub(super) fn fields(form: &str) -> Fields {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).filter(|(name, _)| !SECRETS.contains(&name.as_str())).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        rest = more;
        bytes.push(match (first, more) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                rest = after;
                digit(*high) << 4 | digit(*low)
            }
            (byte, _) => *byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0)
}
