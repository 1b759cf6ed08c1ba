//! What a screen needs from the server: in the page when it was drawn there, else asked for.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use browser::IN_BROWSER;
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that is asked for as `source` says, and again when that changes.
pub type Fetched<T> = Resource<T, Json>;

/// JSON as server functions read it, from bytes: reading from text as well would be compiled a second time for every
/// type there is, and sent to every browser.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// What the server knew when it drew the page, which the browser reads there.
pub fn in_page<T>(known: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned,
{
    SharedValue::<T, Json>::new_with_encoding(known).into_inner()
}

/// Asks while the page is already on its way.
pub fn fetched<T, S, F>(source: impl Fn() -> S + Send + Sync + 'static, ask: impl Fn(S) -> F + Send + Sync + 'static) -> Fetched<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, ask, false)
}

/// Asks before the page begins, because its status and title depend on the answer.
pub fn fetched_first<T, S, F>(source: impl Fn() -> S + Send + Sync + 'static, ask: impl Fn(S) -> F + Send + Sync + 'static) -> Fetched<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, ask, true)
}

/// What was asked for, inside a `Suspend` that what is asked for later does not draw anew: whoever takes this takes that as well,
/// with [`came_later`].
pub async fn came_first<T: Send + Sync + Clone + 'static>(fetched: Fetched<T>) -> T {
    let mut came = Box::pin(async move { if IN_BROWSER { T::clone(&*fetched.by_ref().await) } else { came(fetched).await } });
    std::future::poll_fn(move |context| untrack(|| came.as_mut().poll(context))).await
}

/// Hands over what comes after the first time.
///
/// Read as usual, a value tells every `Suspense` around its reader to wait for it, also when it is asked for anew: all that is
/// inside would leave the page until it came, and the focus with it.
pub fn came_later<T: Send + Sync + Clone + 'static>(fetched: Fetched<T>, take: impl Fn(T) + 'static) {
    Effect::new(move |before: Option<()>| {
        let now = pin!(fetched.by_ref()).poll(&mut Context::from_waker(Waker::noop()));
        if let (Some(()), Poll::Ready(value)) = (before, now) {
            take(T::clone(&value));
        }
    });
}

/// What was asked for, inside a `Suspend`.
///
/// On the server one turn late: a `Suspense` there looks twice through what it holds, for what it has to wait for,
/// before it draws it. What is there already would be drawn each time, and whatever its screens ask for asked again.
pub async fn came<T: Send + Sync + Clone + 'static>(fetched: Fetched<T>) -> T {
    let value = fetched.await;
    let mut late = IN_BROWSER;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut late, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    value
}
