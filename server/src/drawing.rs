//! Pages are drawn to their end, whoever still waits for them.
//!
//! A page is drawn by several tasks. Whoever hangs up, as everybody does who follows a link before the page is there, would take
//! the signals of the page from under those that are still at it: they panic, and what they hold is never given back (measured:
//! 40 kB for each page of a conversation that was left so).

use std::sync::Arc;

use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Error, Router};
use bytes::Bytes;
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use http::{Method, StatusCode};
use tokio::sync::Semaphore;
use tracing::Instrument;

/// So many pages are drawn at once: those that nobody waits for any more are drawn as well, and somebody may ask for very many.
const AT_ONCE: usize = 128;

/// What these handlers answer to a `GET` is drawn to its end.
pub fn drawn<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(from_fn_with_state(Arc::new(Semaphore::new(AT_ONCE)), draw))
}

async fn draw(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    // What is posted is no page: its action ends by itself, whoever hangs up (`access/ctx.rs`).
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    // Never closed: then it is none the less drawn.
    let place = places.acquire_owned().await;
    let page = async move {
        let (head, body) = next.run(request).await.into_parts();
        // Without a bound, for a page has an end: a slow reader keeps the words of one, and no place.
        let (tell, told) = unbounded();
        let rest = tokio::spawn(pass_on(body.into_data_stream(), tell.clone()).in_current_span());
        tokio::spawn(async move {
            if rest.await.is_err() {
                // Half a page is not to be taken for a whole one. Whoever asked may be gone.
                drop(tell.unbounded_send(Err(Error::new("a page was not drawn to its end"))));
            }
            drop(place);
        });
        Response::from_parts(head, Body::from_stream(told))
    };
    let page = tokio::spawn(page.in_current_span()).await;
    page.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong. Load this page again.").into_response())
}

async fn pass_on(mut page: BodyDataStream, tell: UnboundedSender<Result<Bytes, Error>>) {
    while let Some(part) = page.next().await {
        // Whoever asked may be gone.
        drop(tell.unbounded_send(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use futures::channel::mpsc;
    use futures::{FutureExt, stream};
    use tower::ServiceExt;

    fn asked() -> Request {
        Request::new(Body::empty())
    }

    /// A page of three parts that says when all of it was drawn.
    fn page() -> (Router, mpsc::UnboundedReceiver<()>) {
        let (done, drawn_at) = unbounded();
        let handler = move || {
            let done = done.clone();
            async move {
                tokio::task::yield_now().await;
                let parts = stream::iter(["one", "two", "three"]).then(move |part| {
                    let done = done.clone();
                    async move {
                        tokio::task::yield_now().await;
                        if part == "three" {
                            drop(done.unbounded_send(()));
                        }
                        Ok::<_, Error>(part)
                    }
                });
                Body::from_stream(parts)
            }
        };
        (drawn(Router::new().route("/", get(handler))), drawn_at)
    }

    #[tokio::test]
    async fn a_page_is_drawn_to_its_end_whenever_its_reader_hangs_up() {
        let (router, mut whole) = page();
        let mut answer = Box::pin(router.clone().oneshot(asked()));
        assert!(answer.as_mut().now_or_never().is_none(), "it is being drawn");
        drop(answer);
        whole.next().await.expect("drawn, though nobody waited for its beginning");
        let answer = router.oneshot(asked()).await.expect("an answer");
        let mut body = answer.into_body().into_data_stream();
        assert_eq!(body.next().await.expect("a part").expect("whole").as_ref(), b"one");
        drop(body);
        whole.next().await.expect("drawn, though nobody waited for its end");
    }

    async fn falls() -> StatusCode {
        panic!("falls")
    }

    #[tokio::test]
    async fn a_page_that_falls_is_an_error_and_half_a_page_no_whole_one() {
        let breaks = get(|| async {
            Body::from_stream(stream::iter(["one", "two"]).map(|part| if part == "two" { panic!("breaks") } else { Ok::<_, Error>(part) }))
        });
        let router = drawn(Router::new().route("/", get(falls)).route("/half", breaks));
        let answer = router.clone().oneshot(asked()).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let half = Request::get("/half").body(Body::empty()).expect("a request");
        let parts: Vec<_> = router.oneshot(half).await.expect("an answer").into_body().into_data_stream().collect().await;
        assert_eq!(parts.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
    }
}
