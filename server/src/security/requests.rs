//! What a request may look like: one way to write a path, a bounded body, an address nobody can make up.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use http::header::{CONTENT_LENGTH, HeaderMap};
use http::{Method, StatusCode};

use super::Refusal;

/// How long a body may be, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    bytes: usize,
    time: Duration,
}

impl Room {
    /// Nothing at all.
    pub const NONE: Self = Self::of(0);
    /// What anybody needs to send: a message has at most 4,000 letters, and in a form each is 12 bytes at most.
    pub const WORDS: Self = Self::of(64 * 1024);
    /// A few files, by a slow line.
    pub const FILES: Self = Self { bytes: 4 * 1024 * 1024, time: Duration::from_mins(2) };

    /// So many bytes, by any line.
    pub const fn of(bytes: usize) -> Self {
        Self { bytes, time: Duration::from_secs(15) }
    }
}

/// Refuses other ways to write a path (`//`, `%2e`, a `/` at the end): who may see it is decided by its one name.
pub fn another_path(request: &Request) -> Option<Refusal> {
    (!is_plain(request.uri().path())).then_some((StatusCode::NOT_FOUND, "There is no such page."))
}

pub(super) fn is_plain(path: &str) -> bool {
    // No path of ours needs an escape, a backslash or a `;`: what has one is another way to write something.
    let ends = path == "/" || !path.ends_with('/');
    let dots = path.split('/').any(|part| part == "." || part == "..");
    ends && !dots && !path.contains("//") && !path.contains(['%', '\\', ';']) && path.len() <= 512
}

/// Takes a bounded body within a bounded time, and says so in words when it is too long or too slow.
pub async fn bounded(request: Request, room: Room) -> Result<Request, Refusal> {
    const TOO_LONG: Refusal = (StatusCode::PAYLOAD_TOO_LARGE, "That is too long. Nothing was saved; shorten it and try again.");
    const TOO_SLOW: Refusal = (StatusCode::REQUEST_TIMEOUT, "Your request took too long to arrive. Nothing was saved; try again.");
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(request);
    }
    // What says beforehand that it is too long is refused before a byte of it is read.
    let told =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse::<usize>().ok());
    if told.is_some_and(|told| told > room.bytes) {
        return Err(TOO_LONG);
    }
    let (parts, body) = request.into_parts();
    let body = tokio::time::timeout(room.time, to_bytes(body, room.bytes)).await.map_err(|_| TOO_SLOW)?.map_err(|_| TOO_LONG)?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Puts the address that somebody knocks from into the request, as an [`IpAddr`].
pub fn note_address(request: &mut Request, trusted: &[IpAddr]) {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    if let Some(peer) = peer {
        let address = address_behind(peer.to_canonical(), request.headers(), trusted);
        request.extensions_mut().insert(address);
    }
}

/// The address that the nearest proxy not our own was asked by. Anybody can write `X-Forwarded-For`: it counts only
/// as far as our own proxies wrote it, from the right.
pub(super) fn address_behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let mut nearest = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !trusted.contains(&nearest) {
            break;
        }
    }
    nearest
}
