//! Plain forms, posted without WASM: a refused one goes back to its own page with what was typed and what is wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use account::NO_COOKIES;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use call::flash::{Beside, Fields, Flash, Kept, More};
use domain::access::{DeviceId, Failure, Standing, World};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION, REFERER, SET_COOKIE};
use http::{Method, StatusCode};

const COOKIE_NAME: &str = "__Host-pando-form";
/// In the address of the page a refused form goes back to, if its browser has sent no cookie: with the form's name.
const ASKED_FOR_COOKIES: &str = "cookies=";
/// How long a refused form waits for its page.
const KEPT: Duration = Duration::from_mins(1);
/// How many wait at once; beyond that the oldest are dropped.
const MOST: usize = 1000;
/// What is never kept, not even for a minute.
const SECRETS: [&str; 4] = ["pin", "again", "current", "code"];

/// How long one waits that was posted from behind the lock: the PIN may be wrong at first.
const KEPT_LOCKED: Duration = Duration::from_mins(15);

/// A refused form on its way back.
#[derive(Clone)]
struct Refused {
    until: i64,
    flash: Arc<Flash>,
    /// Whose device sent it from behind the lock: it comes back there alone, once that is open.
    locked: Option<DeviceId>,
    /// The cookie of one that waits behind the lock as well, while this one is a wrong PIN.
    behind: Option<String>,
}

/// By what their cookie says.
type Waiting = HashMap<String, Refused>;

/// Refused forms on their way back to their page.
#[derive(Clone)]
pub struct Flashes {
    world: World,
    kept: Arc<Mutex<Waiting>>,
}

impl Flashes {
    /// None yet.
    pub fn new(world: World) -> Self {
        Self { world, kept: Arc::default() }
    }

    fn keep(&self, flash: Flash, locked: Option<DeviceId>, behind: Option<String>) -> (String, Duration) {
        let ticket = uuid::Uuid::from_bytes(self.world.chance.bytes()).simple().to_string();
        let now = self.world.now().0;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, refused| refused.until > now);
        if kept.len() >= MOST {
            // What waits behind a lock was written by somebody we know.
            let oldest = kept.iter().min_by_key(|(_, refused)| (refused.locked.is_some(), refused.until)).map(|(ticket, _)| ticket.clone());
            if let Some(oldest) = oldest {
                kept.remove(&oldest);
            }
        }
        let time = if locked.is_some() || behind.is_some() { KEPT_LOCKED } else { KEPT };
        let until = now.saturating_add(i64::try_from(time.as_millis()).unwrap_or(0));
        kept.insert(ticket.clone(), Refused { until, flash: Arc::new(flash), locked, behind });
        (ticket, time)
    }

    /// Once, and in time; what waits behind the lock, once that is open, on its own device.
    fn take(&self, ticket: &str, standing: Standing) -> Option<Refused> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = kept.get(ticket).is_some_and(|refused| match (refused.locked, standing) {
            (Some(_), Standing::Locked(_)) => false,
            (Some(device), Standing::Open(caller)) => caller.device == device,
            (Some(_), _) => false,
            (None, _) => true,
        });
        kept.remove(ticket).filter(|refused| theirs && refused.until > self.world.now().0)
    }

    /// Whether something waits behind the lock.
    fn waits(&self, ticket: &str) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(ticket).is_some_and(|refused| refused.locked.is_some() && refused.until > self.world.now().0)
    }
}

/// Handles forms posted by a browser without WASM, and the pages they come back to.
pub async fn plain_forms(flashes: &Flashes, mut request: Request, next: Next) -> Response {
    if !accepts_html(request.headers()) {
        return next.run(request).await;
    }
    if request.method() == Method::GET {
        if let (path, Some(form)) = unmarked(request.uri()) {
            // It keeps cookies: the page itself follows, with what the form said.
            if request.headers().contains_key(COOKIE) {
                return Redirect::to(&path).into_response();
            }
            request.extensions_mut().insert(Kept(Arc::new(no_cookies(form))));
            return next.run(request).await;
        }
        let ticket = ticket(request.headers()).map(str::to_owned);
        let standing = standing(&request);
        // What waits behind the lock is not for the page that asks for the PIN.
        let Some(ticket) = ticket.filter(|ticket| !(matches!(standing, Standing::Locked(_)) && flashes.waits(ticket))) else {
            return next.run(request).await;
        };
        let (flash, behind) = flashes.take(&ticket, standing).map_or((None, None), |refused| (Some(refused.flash), refused.behind));
        if let Some(flash) = flash {
            request.extensions_mut().insert(Kept(flash));
        }
        let mut response = next.run(request).await;
        let rest = behind.as_ref().map_or(0, |_| KEPT_LOCKED.as_secs());
        set_cookie(&mut response, &behind.unwrap_or_default(), rest);
        return response;
    }
    match request.uri().path().strip_prefix("/api/").map(str::to_owned) {
        Some(form) if request.method() == Method::POST => posted(flashes, form, request, next).await,
        _ => next.run(request).await,
    }
}

async fn posted(flashes: &Flashes, form: String, request: Request, next: Next) -> Response {
    let page = own_referer(request.headers());
    let mut back = page.clone();
    if !request.headers().contains_key(COOKIE) {
        back = marked(&back, &form);
    }
    let more = More::default();
    let locked = if let Standing::Locked(caller) = standing(&request) { Some(caller.device) } else { None };
    let behind = ticket(request.headers()).filter(|ticket| locked.is_some() && flashes.waits(ticket)).map(str::to_owned);
    let (parts, body) = request.into_parts();
    // The gate has measured it.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    // Files are not kept: a browser gives none back to a page either.
    let is_files = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let typed = if is_files { Fields::default() } else { fields(&String::from_utf8_lossy(&body)) };
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(more.clone());
    let mut response = next.run(request).await;
    let Beside { mut failures, told } = std::mem::take(&mut *more.0.lock().unwrap_or_else(PoisonError::into_inner));
    if !response.headers().contains_key("serverfnerror") {
        if response.status() == StatusCode::FOUND {
            *response.status_mut() = StatusCode::SEE_OTHER;
        }
        // What names no place of its own leads back by the whole address, with a question mark at its end.
        let named = response.headers().get(LOCATION).is_none_or(|to| to.as_bytes().starts_with(b"/"));
        if let Some(page) = HeaderValue::from_str(&page).ok().filter(|_| !named) {
            response.headers_mut().insert(LOCATION, page);
        }
        if !told.is_empty() {
            let (ticket, time) = flashes.keep(Flash { told, ..Flash::default() }, None, None);
            set_cookie(&mut response, &ticket, time.as_secs());
        }
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let failure = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Failure::invalid("", "We could not read that. Check what you entered and try again."));
    if failures.is_empty() {
        failures.push(failure);
    }
    let locked = locked.filter(|_| failures.contains(&Failure::Locked));
    let (ticket, time) = flashes.keep(Flash { form, fields: typed, failures, told }, locked, behind);
    let mut response = Redirect::to(&back).into_response();
    // What the action set beside its failure (an ended session's cookie) still holds.
    for cookie in parts.headers.get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    debug_assert!(response.headers().contains_key(LOCATION));
    set_cookie(&mut response, &ticket, time.as_secs());
    response
}

fn standing(request: &Request) -> Standing {
    request.extensions().get::<Standing>().copied().unwrap_or_default()
}

fn set_cookie(response: &mut Response, ticket: &str, seconds: u64) {
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
