//! What one connection is doing, and how long it may go on like that.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::StatusCode;
use http_body::{Body as AnyBody, Frame, SizeHint};
use tokio::time::Instant;
use uuid::Uuid;

use super::Patience;
use super::book::Place;

/// One connection, from its first byte to the last, also after it became a socket.
#[derive(Debug)]
pub struct Talk {
    place: Place,
    began: Instant,
    has_asked: AtomicBool,
    is_socket: AtomicBool,
    under_way: AtomicUsize,
    /// When the last answer had gone (ms after it began).
    quiet_since: AtomicU64,
}

impl Talk {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            began: Instant::now(),
            has_asked: AtomicBool::default(),
            is_socket: AtomicBool::default(),
            under_way: AtomicUsize::default(),
            quiet_since: AtomicU64::default(),
        }
    }

    /// How long others may keep us waiting here.
    pub fn patience(&self) -> &Patience {
        self.place.patience()
    }

    /// A request has come.
    pub(super) fn hear(&self) {
        self.has_asked.store(true, Ordering::Relaxed);
    }

    /// It is the connection of somebody who is signed in.
    pub fn know(&self, person: Uuid) {
        self.place.know(person);
    }

    /// How much longer it may be silent; nothing: as long as it likes.
    pub(super) fn left(&self) -> Option<Duration> {
        let (lasted, patience) = (self.began.elapsed(), self.patience());
        if self.is_socket.load(Ordering::Relaxed) {
            return None;
        }
        Some(if self.place.is_on_trial() {
            patience.stranger.saturating_sub(lasted)
        } else if !self.has_asked.load(Ordering::Relaxed) {
            patience.first.saturating_sub(lasted)
        } else if self.under_way.load(Ordering::SeqCst) > 0 {
            patience.idle
        } else {
            (Duration::from_millis(self.quiet_since.load(Ordering::SeqCst)) + patience.idle).saturating_sub(lasted)
        })
    }

    /// An answer is being made, until what is returned is dropped.
    pub fn answering(self: &Arc<Self>) -> Answering {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        Answering(self.clone())
    }
}

/// An answer under way.
#[derive(Debug)]
pub struct Answering(Arc<Talk>);

impl Answering {
    /// Goes along with the answer until the last of it is written.
    pub fn with(self, answer: Response) -> Response {
        // A socket may be silent as long as it likes: `live.rs` asks it for signs of life.
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            self.0.is_socket.store(true, Ordering::Relaxed);
            return answer;
        }
        answer.map(|body| if body.is_end_stream() { body } else { Body::new(Told { body, _answering: self }) })
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let now = u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        // In this order for everybody: whoever sees none under way has to see since when.
        self.0.quiet_since.store(now, Ordering::SeqCst);
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A body that counts as under way.
struct Told {
    body: Body,
    _answering: Answering,
}

impl AnyBody for Told {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
