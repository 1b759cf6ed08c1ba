//! Sessions: tower-sessions over our own table, and where each request's session stands.
//!
//! Most requests touch neither: where somebody stands comes from the cookie's digest and a cache; only the few
//! server functions that come in or go out get a [`tower_sessions::Session`].

use std::task::{Context, Poll};

use account::visit::DEVICE;
use async_trait::async_trait;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use domain::access::{DeviceId, Failure, PersonId, Standing, Timestamp, World};
use domain::account::actions::{self, Session};
use domain::account::door::SessionKey;
use domain::account::model::{ENROLMENT_MILLIS, SIGNED_IN_MILLIS};
use futures::future::BoxFuture;
use http::HeaderMap;
use http::header::COOKIE;
use tower::{Layer, Service};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result as StoreResult};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use crate::guard;

/// The session's cookie.
const COOKIE_NAME: &str = "__Host-pando";

/// Sessions in our own table, under the digest of their token.
#[derive(Clone)]
pub struct Sessions(World);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    fn session(&self, record: &Record) -> StoreResult<Session> {
        let mut data = record.data.clone();
        let device: Option<DeviceId> = match data.remove(DEVICE) {
            Some(device) => Some(serde_json::from_value(device).map_err(|error| Error::Encode(error.to_string()))?),
            None => None,
        };
        // Somebody who only asked for a code is remembered as long as the code can live.
        let lives = if device.is_some() { SIGNED_IN_MILLIS } else { ENROLMENT_MILLIS };
        Ok(Session {
            key: SessionKey::of(&record.id.to_string()),
            device,
            data: serde_json::to_string(&data).map_err(|error| Error::Encode(error.to_string()))?,
            expires_at: self.0.now().plus(lives),
        })
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        // An id that is taken is somebody's: it is never written over.
        while !actions::create_session(&self.0, &self.session(record)?).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        actions::save_session(&self.0, &self.session(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let found = actions::find_session(&self.0, &SessionKey::of(&id.to_string())).await.map_err(backend)?;
        let Some(session) = found else { return Ok(None) };
        let mut data: std::collections::HashMap<_, _> =
            serde_json::from_str(&session.data).map_err(|error| Error::Decode(error.to_string()))?;
        if let Some(device) = session.device {
            data.insert(DEVICE.to_owned(), serde_json::Value::String(device.to_string()));
        }
        Ok(Some(Record { id: *id, data, expiry_date: moment(session.expires_at) }))
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        actions::end_session(&self.0, &SessionKey::of(&id.to_string())).await.map_err(backend)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn backend(failure: Failure) -> Error {
    Error::Backend(failure.to_string())
}

fn moment(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.0 / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Gives a [`tower_sessions::Session`] to the requests that need one.
#[derive(Clone, Debug)]
pub struct SessionLayer(SessionManagerLayer<Sessions>);

impl SessionLayer {
    /// The layer over this world's table.
    pub fn new(world: &World) -> Self {
        let layer = SessionManagerLayer::new(Sessions(world.clone()))
            .with_name(COOKIE_NAME)
            .with_http_only(true)
            .with_secure(true)
            // With Strict whoever follows a link from a letter would stand at the door, though signed in.
            .with_same_site(SameSite::Lax)
            .with_path("/")
            .with_expiry(Expiry::OnInactivity(Duration::milliseconds(SIGNED_IN_MILLIS)));
        Self(layer)
    }
}

impl<S: Clone> Layer<S> for SessionLayer {
    type Service = MaybeSession<S, <SessionManagerLayer<Sessions> as Layer<S>>::Service>;

    fn layer(&self, plain: S) -> Self::Service {
        MaybeSession { managed: self.0.layer(plain.clone()), plain }
    }
}

/// A service with sessions for those who need them.
#[derive(Clone, Debug)]
pub struct MaybeSession<S, M> {
    plain: S,
    managed: M,
}

impl<S, M> Service<Request> for MaybeSession<S, M>
where
    S: Service<Request, Response = Response> + Clone + Send + 'static,
    S::Future: Send,
    M: Service<Request, Response = Response, Error = S::Error> + Clone + Send + 'static,
    M::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        match self.plain.poll_ready(cx) {
            Poll::Ready(Ok(())) => self.managed.poll_ready(cx),
            waiting => waiting,
        }
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if needs_session(request.uri().path()) { Box::pin(self.managed.call(request)) } else { Box::pin(self.plain.call(request)) }
    }
}

fn needs_session(path: &str) -> bool {
    const COMING_AND_GOING: [&str; 8] =
        ["request-code", "resend-code", "enter-code", "set-pin", "my-arrival", "sign-out", "sign-out-device", "sign-out-everywhere"];
    path.strip_prefix("/api/").map_or(path == "/sign-in/code", |name| COMING_AND_GOING.contains(&name))
}

/// Puts into the request whose session it is and where it stands; nobody's, for a stranger. Says who has signed in.
pub async fn stand(world: &World, request: &mut Request) -> Result<Option<PersonId>, Failure> {
    // Whoever looks after the machine asks whether the program runs, whatever became of the database.
    let token = token(request.headers()).filter(|_| !matches!(request.uri().path(), "/healthz" | "/readyz"));
    let key = SessionKey::of(token.unwrap_or_default());
    let standing = match token {
        // A page somebody opens is something they do; what a page fetches by itself is not.
        Some(_) if guard::is_page(request) => world.door.standings.touch(world, &key).await?,
        Some(_) => actions::standing(world, &key).await?,
        None => Standing::Anonymous,
    };
    let person = match standing {
        Standing::Anonymous => None,
        Standing::Arriving { caller, .. } | Standing::Locked(caller) | Standing::Open(caller) => Some(caller.person),
    };
    request.extensions_mut().insert(standing);
    request.extensions_mut().insert(key);
    Ok(person)
}

/// The token in the session's cookie. The last one counts, if somebody planted another: `__Host-` lets nobody else.
fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    // 128 bits in base64: what has another length is none of ours, and not looked for.
    pairs.filter(|(name, token)| *name == COOKIE_NAME && token.len() == 22).map(|(_, token)| token).next_back()
}
