//! How many connections there may be, whose, and how long one may be silent or take nothing.
//!
//! Anybody may open a connection, so each has to show what it is for: its first request within seconds, and later ones before
//! it has idled too long. Whoever is not known to be signed in is a stranger, and strangers never take the last places: when
//! those are reached, a newcomer has a moment to show a session, and goes otherwise.

mod book;
mod stream;
mod talk;
#[cfg(test)]
mod tests;

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::Request as AnyRequest;
use axum_server::Address;
use axum_server::accept::Accept;
use http::Request;
use hyper_util::rt::TokioTimer;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tower::Service;

use book::Book;
pub use book::Most;
use stream::Counted;
pub use talk::Talk;

/// How long a request's headers may take, and how long a connection of HTTP/1 may idle between requests.
const HEADER_TIME: Duration = Duration::from_secs(30);
/// The longest request head.
const HEAD_LIMIT: usize = 32 * 1024;
/// A silent peer is asked for a sign of life this often; one that has gone without a word is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

/// How long others may keep us waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From a connection's beginning to its first request, TLS included.
    pub first: Duration,
    /// … when the places for strangers are taken, until it shows a session.
    pub stranger: Duration,
    /// Between two requests, while no answer is on its way.
    pub idle: Duration,
    /// Until a peer takes some of what is written to it.
    pub write: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(10),
            stranger: Duration::from_secs(3),
            idle: Duration::from_secs(90),
            write: Duration::from_secs(10),
        }
    }
}

/// Bounds the time and size of request heads, so that slow or endless ones hold nothing.
pub fn harden<A: Address, Acc>(server: &mut axum_server::Server<A, Acc>) {
    let builder = server.http_builder();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_buf_size(HEAD_LIMIT);
    let http2 = &mut builder.http2();
    http2.timer(TokioTimer::new()).max_header_list_size(16 * 1024).max_concurrent_streams(100);
    http2.keep_alive_interval(SIGN_OF_LIFE).keep_alive_timeout(Patience::default().write);
}

/// Takes connections while there is room for them, and drops the others at once: those who are in keep working.
#[derive(Clone, Debug)]
pub struct Connections(Arc<Book>);

impl Connections {
    /// Room for so many, sockets included. `proxies` bring everybody: they are no strangers, and not counted by address.
    pub fn new(most: Most, patience: Patience, proxies: Arc<[IpAddr]>) -> Self {
        Self(Arc::new(Book::new(most, patience, proxies)))
    }

    fn take(&self, stream: TcpStream) -> io::Result<(Counted, Arc<Talk>)> {
        let place = Book::enter(&self.0, stream.peer_addr()?.ip()).map_err(|full| {
            metrics::counter!("pando_connections_refused_total", "why" => full).increment(1);
            io::Error::other(full)
        })?;
        // A message must not wait for company.
        stream.set_nodelay(true)?;
        // A peer that lost its network says no word, and on a socket nobody else would find out.
        SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(SIGN_OF_LIFE).with_interval(SIGN_OF_LIFE))?;
        let talk = Arc::new(Talk::new(place));
        Ok((Counted::new(stream, talk.clone()), talk))
    }
}

impl<S> Accept<TcpStream, S> for Connections {
    type Stream = Counted;
    type Service = Talking<S>;
    type Future = std::future::Ready<io::Result<(Counted, Talking<S>)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        std::future::ready(self.take(stream).map(|(stream, talk)| (stream, Talking { service, talk })))
    }
}

/// Puts the [`Talk`] of its connection into each request.
#[derive(Clone, Debug)]
pub struct Talking<S> {
    service: S,
    talk: Arc<Talk>,
}

impl<S: Service<Request<Body>>, Body> Service<Request<Body>> for Talking<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> S::Future {
        self.talk.hear();
        request.extensions_mut().insert(self.talk.clone());
        self.service.call(request)
    }
}

/// The connection that a request came by; none where there is no network.
pub fn talk_of(request: &AnyRequest) -> Option<Arc<Talk>> {
    request.extensions().get::<Arc<Talk>>().cloned()
}
