//! Pages and answers are compressed on their way, where nothing in them can be chosen by whoever made a browser ask.
//!
//! Text of two people in one compressed answer tells by its length whether a word of the one is also the other's: whoever can
//! put words into somebody's page, again and again, and sees how long it gets, reads it letter by letter (BREACH, 2013). What a
//! stranger's page can make a browser ask for is an address, which the page that answers it says again: an address with any
//! word of its sender's is answered as it is. What is posted is ours: another origin's is refused before.

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use domain::access::ConversationId;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use http::{Extensions, HeaderMap, Method, StatusCode, Version};
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// Bytes; less fits into a packet or two anyway.
const SMALL: u64 = 2048;

/// Of brotli. Measured on the inbox of the demonstration hospital, 41,220 bytes: 9,531 at 1, 7,793 at 5, 6,948 at 11; a third of a
/// millisecond, one, and 83.
const QUALITY: i32 = 5;

/// Compresses what these handlers answer, for browsers that take it.
pub fn compressed<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    let layer = CompressionLayer::new().quality(CompressionLevel::Precise(QUALITY)).compress_when(SizeAbove::new(SMALL).and(is_text));
    routes.layer(layer).layer(from_fn(as_it_is))
}

async fn as_it_is(path: Option<MatchedPath>, mut request: Request, next: Next) -> Response {
    let known = path.is_some_and(|path| is_known(path.as_str(), request.uri().path()));
    // Without the header the layer leaves the answer as it is.
    if request.method() != Method::POST && (!known || request.uri().query().is_some()) {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}

/// Whether a path has no words but those of its route: what it names, it names by an id.
fn is_known(route: &str, path: &str) -> bool {
    route.split('/').zip(path.split('/')).all(|(step, named)| step == named || named.parse::<ConversationId>().is_ok())
}

/// A page or an answer that is what was asked for.
fn is_text(status: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    status == StatusCode::OK && ["text/html", "application/json"].iter().any(|text| kind.starts_with(text))
}
