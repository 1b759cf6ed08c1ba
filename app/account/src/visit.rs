//! The visit behind a call of somebody who is not at work yet: their session, their browser, their address.

use std::net::IpAddr;

use domain::access::{Caller, Failure, Standing};
use domain::account::actions::{self, Asked, Entered, Seen};
use domain::account::door::SessionKey;
use domain::account::model::{Arrival, Profile};
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use call::caller::{answer, done_at, go_to, standing, world};
use call::failure::Problem;
use call::flash;
use call::next::own_page;

/// Where a session remembers which code was asked for.
const ASKED: &str = "asked";
/// Where a session remembers the page somebody wanted before they were asked who they are.
const WANTED: &str = "wanted";
/// Where a session says on which device somebody signed in; the store keeps it in a column of its own.
pub const DEVICE: &str = "device";

pub(super) async fn ask(email: &str) -> Result<(), Problem> {
    stranger()?;
    let session = session()?;
    let before = asked(&session).await?;
    let asked = answer(actions::request_code(&world(), email, before.as_ref(), address()).await)?;
    session.insert(ASKED, asked).await.or_else(broken)
}

/// Keeps where to go on after the PIN.
pub(super) async fn remember(next: &str) -> Result<(), Problem> {
    if next.is_empty() { Ok(()) } else { session()?.insert(WANTED, own_page(next)).await.or_else(broken) }
}

/// Where to go on after the PIN.
pub(super) async fn remembered() -> Result<String, Problem> {
    let wanted: Option<String> = session()?.remove(WANTED).await.or_else(broken)?;
    Ok(own_page(&wanted.unwrap_or_default()))
}

pub(super) async fn ask_again() -> Result<(), Problem> {
    stranger()?;
    let asked = asked(&session()?).await?;
    match asked {
        Some(asked) => ask(&asked.email).await,
        None => answer(Err(Failure::invalid("", "Enter your email address first."))),
    }
}

pub(super) async fn enter(code: &str, email: &str) -> Result<Entered, Problem> {
    stranger()?;
    let session = session()?;
    let asked = asked(&session).await?;
    if let Some(asked) = &asked {
        answer(asked.is_of(email))?;
    }
    let entered = answer(actions::enter_code(&world(), asked.as_ref(), code, &seen(), address()).await)?;
    // A new id: whoever planted the old one in this browser has nothing.
    session.cycle_id().await.or_else(broken)?;
    session.remove::<Asked>(ASKED).await.map(drop).or_else(broken)?;
    session.insert(DEVICE, entered.device).await.or_else(broken)?;
    Ok(entered)
}

pub(super) async fn arrival() -> Result<Arrival, Problem> {
    let standing = standing();
    let asked = match standing {
        Standing::Anonymous => asked(&session()?).await?,
        _ => None,
    };
    answer(actions::arrival(&world(), standing, asked.as_ref()).await)
}

pub(super) async fn save_profile(profile: &Profile) -> Result<(), Problem> {
    let (who, at_work) = match standing() {
        Standing::Open(who) => (who, true),
        _ => (arriving()?.0, false),
    };
    if let Err(failures) = actions::save_profile(&world(), who, profile).await {
        // A server function returns one; the page of a plain form says all of them.
        flash::note(&failures);
        return answer(failures.into_iter().next().map_or(Ok(()), Err));
    }
    if at_work {
        done_at("/settings");
    } else {
        go_to("/welcome/pin");
    }
    Ok(())
}

pub(super) async fn set_pin(pin: &str, again: &str) -> Result<(), Problem> {
    match arriving()? {
        (_, true) => answer(Err(Failure::invalid("", "Say first who you are."))),
        (who, false) => answer(actions::set_pin(&world(), who, pin, again).await),
    }
}

pub(super) async fn unlock(pin: &str) -> Result<(), Problem> {
    match standing() {
        // Another tab was quicker.
        Standing::Open(_) => Ok(()),
        Standing::Locked(who) => answer(actions::unlock(&world(), who, pin, &seen()).await),
        Standing::Anonymous | Standing::Arriving { .. } => answer(Err(Failure::SignedOut)),
    }
}

pub(super) async fn sign_out() -> Result<(), Problem> {
    match standing() {
        Standing::Open(who) | Standing::Locked(who) | Standing::Arriving { caller: who, .. } => {
            answer(actions::sign_out(&world(), who).await)?;
        }
        Standing::Anonymous => {}
    }
    forget().await
}

/// All one's devices: told late, by one that was locked or signed out meanwhile, it does what is left of it.
pub(super) async fn sign_out_everywhere() -> Result<(), Problem> {
    if let Standing::Open(who) | Standing::Locked(who) = standing() {
        answer(actions::sign_out_everywhere(&world().ctx(who)).await)?;
    }
    sign_out().await
}

/// Leaves nothing of the session, here or in the browser.
pub(super) async fn forget() -> Result<(), Problem> {
    session()?.flush().await.or_else(broken)?;
    if let Some(response) = use_context::<ResponseOptions>() {
        // With the storage goes the worker: the next page registers it anew.
        let everything = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
        response.insert_header(HeaderName::from_static("clear-site-data"), everything);
    }
    Ok(())
}

pub(super) async fn touch() -> Result<(), Problem> {
    let Some(key) = extension::<SessionKey>() else { return answer(Err(Failure::SignedOut)) };
    let world = world();
    answer(world.door.standings.touch(&world, &key).await.map(drop))
}

fn stranger() -> Result<(), Problem> {
    match standing() {
        Standing::Anonymous => Ok(()),
        _ => answer(Err(Failure::invalid("", "You are signed in already. Sign out first."))),
    }
}

fn arriving() -> Result<(Caller, bool), Problem> {
    match standing() {
        Standing::Arriving { caller, profile_missing } => Ok((caller, profile_missing)),
        Standing::Locked(_) => answer(Err(Failure::Locked)),
        Standing::Open(_) => answer(Err(Failure::Forbidden)),
        Standing::Anonymous => answer(Err(Failure::SignedOut)),
    }
}

async fn asked(session: &Session) -> Result<Option<Asked>, Problem> {
    session.get(ASKED).await.or_else(broken)
}

fn session() -> Result<Session, Problem> {
    match extension::<Session>() {
        Some(session) => Ok(session),
        None => answer(Err(Failure::SignedOut)),
    }
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

fn address() -> Option<IpAddr> {
    extension()
}

fn seen() -> Seen {
    let parts = use_context::<Parts>();
    let agent = parts.as_ref().and_then(|parts| parts.headers.get(USER_AGENT)).and_then(|agent| agent.to_str().ok());
    Seen::from_user_agent(agent.unwrap_or_default(), env!("CARGO_PKG_VERSION"))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `or_else` wants")]
fn broken<T>(error: tower_sessions::session::Error) -> Result<T, Problem> {
    answer(Err(domain::access::ctx::internal(&error)))
}
