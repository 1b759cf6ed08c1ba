//! The one socket of a browser: events down, marks and typing up. Commands travel as server functions.
//!
//! A socket lives as long as its device is open. It holds no truth: whoever reconnects says what it has and gets
//! what it missed from the database.

mod peer;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use axum::{Extension, extract::State};
use domain::access::{Caller, ConversationId, Ctx, Standing, World};
use domain::account::door::SessionKey;
use domain::chat::actions;
use domain::chat::lane::encode;
use domain::chat::live::{Frame, OLDEST_PROTOCOL, Up, close};
use http::{HeaderMap, StatusCode};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::heads::Watch;
use crate::hub::{Down, Place};
use crate::security::{self, Patience, Talk};
use crate::state::AppState;
use peer::{Gone, Peer};

/// The longest frame a browser may send: a greeting with 1,000 conversations is about 100 KiB.
const LONGEST_UP: usize = 256 * 1024;
/// A silent peer is asked for a sign of life this often, and given up after two.
const PING: Duration = Duration::from_secs(30);
/// Frames a browser may send in a ping's time.
const MOST_UP: u32 = 600;

/// Upgrades to the socket: from our own pages only, and only for an open device.
pub async fn connect(
    State(state): State<AppState>,
    Extension(standing): Extension<Standing>,
    Extension(session): Extension<SessionKey>,
    talk: Option<Extension<Arc<Talk>>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !security::is_own_origin(&headers, &state.world.public_url) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let caller = match standing {
        Standing::Open(caller) => caller,
        Standing::Locked(_) => return StatusCode::LOCKED.into_response(),
        Standing::Anonymous | Standing::Arriving { .. } => return StatusCode::UNAUTHORIZED.into_response(),
    };
    let longest = talk.map_or(Patience::default().write, |talk| talk.patience().write);
    upgrade
        // The library's own buffers are 128 KiB a socket: more than all else that an idle one holds.
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(LONGEST_UP)
        .max_frame_size(LONGEST_UP)
        .on_upgrade(move |socket| async move { serve(state, caller, session, Peer::new(socket, longest)).await })
}

async fn serve(state: AppState, caller: Caller, session: SessionKey, mut peer: Peer) {
    let Some((place, told)) = state.hub.enter(caller.person.0, caller.device.0) else {
        return hang_up(&mut peer, (close::TOO_MANY, "too many lines")).await;
    };
    let watch = state.heads.watch(caller.person, caller.device);
    let mut line =
        Line { peer, ctx: state.world.ctx(caller), session, version: state.build.version.clone(), place, watch, heard: 0, silent: 0 };
    if let Some(last) = line.run(told).await {
        hang_up(&mut line.peer, last).await;
    }
}

async fn hang_up(peer: &mut Peer, (code, reason): (u16, &'static str)) {
    // The peer may be gone already; there is nobody left to tell.
    drop(peer.send(Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }))).await);
}

/// Why a socket ends; nothing when the other side went away.
type End = Option<(u16, &'static str)>;

impl From<Gone> for End {
    fn from(_: Gone) -> Self {
        None
    }
}

/// A socket is idle nearly always, and then it is this and its task: what only happens now and then is boxed where it
/// is awaited, or every idle socket would hold room for the largest of it (18 KiB).
struct Line {
    peer: Peer,
    ctx: Ctx,
    session: SessionKey,
    version: Arc<str>,
    place: Place,
    watch: Watch,
    heard: u32,
    silent: u8,
}

impl Line {
    async fn run(&mut self, mut told: Receiver<Down>) -> End {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let step = tokio::select! {
                down = told.recv() => match down {
                    Some(down) => self.pass_on(down, &mut told).await,
                    None => return None,
                },
                up = self.peer.recv() => match up {
                    Some(Ok(message)) => self.hear(message).await,
                    // Too long, or no frame at all; nobody hears this when the line itself broke.
                    Some(Err(_)) => return Some((close::NOT_UNDERSTOOD, "not understood")),
                    None => return None,
                },
                _ = ping.tick() => self.ping().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Writes what waits, in one go; never to a device that is not open any more.
    async fn pass_on(&mut self, first: Down, told: &mut Receiver<Down>) -> Result<(), End> {
        if self.place.is_lagging() {
            return Err(Some((close::LAGGING, "too slow")));
        }
        self.check().await?;
        let mut next = Some(first);
        while let Some(down) = next {
            match down {
                Down::Frame(text) => self.peer.feed(Message::Text(text)).await?,
                Down::Recheck => self.check().await?,
                Down::Watching(topic) => self.watch_again(ConversationId(topic)).await?,
                Down::Stop => {
                    self.say(&Frame::Restarting).await?;
                    return Err(Some((close::RESTARTING, "restarting")));
                }
            }
            next = told.try_recv().ok();
        }
        Ok(self.peer.flush().await?)
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        self.silent = 0;
        self.heard += 1;
        if self.heard > MOST_UP {
            return Err(Some((close::TOO_MANY, "too many frames")));
        }
        match message {
            Message::Text(text) => {
                match Up::read(&text).map_err(|_| Some((close::NOT_UNDERSTOOD, "not understood")))? {
                    Some(up) => self.act(up).await,
                    // A newer page beside this node: what it says meanwhile is not for here.
                    None => Ok(()),
                }
            }
            Message::Binary(_) => Err(Some((close::NOT_UNDERSTOOD, "text only"))),
            Message::Close(_) => Err(None),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        }
    }

    async fn act(&mut self, up: Up) -> Result<(), End> {
        self.check().await?;
        match up {
            Up::Hello { protocol, .. } if protocol < OLDEST_PROTOCOL => Err(Some((close::TOO_OLD, "load the page again"))),
            Up::Hello { feed, held, above, open, .. } => {
                let watched = Box::pin(actions::list_watched(&self.ctx)).await;
                self.place.watch(&watched.map_err(|_| Some((close::RESTARTING, "try again")))?);
                let missed = Box::pin(actions::resume(&self.ctx, feed, &held, above, open)).await;
                let missed = missed.map_err(|_| Some((close::RESTARTING, "try again")))?;
                self.watch.holds(feed, &held, &missed);
                for frame in &missed.frames {
                    self.feed(frame).await?;
                }
                self.say(&Frame::Ready { version: self.version.to_string(), now: self.ctx.world.now() }).await
            }
            Up::Active => {
                let world = &self.ctx.world;
                // One that is lost only brings the lock nearer.
                drop(Box::pin(world.door.standings.touch(world, &self.session)).await);
                Ok(())
            }
            // What is not theirs is passed over: an ex-member's last mark is no reason to hang up.
            other => {
                drop(Box::pin(actions::hear(&self.ctx, other)).await);
                Ok(())
            }
        }
    }

    /// Something was told in a large conversation, and of who came and went there something was not heard.
    async fn watch_again(&mut self, conversation: ConversationId) -> Result<(), End> {
        let watched = Box::pin(actions::watches(&self.ctx, conversation)).await;
        let watched = watched.map_err(|_| Some((close::RESTARTING, "try again")))?;
        self.place.watch_one(conversation.0, watched.as_ref());
        self.feed(&Frame::Refetch(Some(conversation))).await
    }

    /// Ends the line unless the device is still open, as far as is remembered.
    async fn check(&mut self) -> Result<(), End> {
        match self.ctx.world.door.standings.peek(&self.session, self.ctx.world.now()) {
            Some(standing) => self.go_on(standing).await,
            None => self.look().await,
        }
    }

    /// Ends the line unless the database says that the device is still open.
    async fn look(&mut self) -> Result<(), End> {
        let world = &self.ctx.world;
        // A database that does not say is no reason to show anything.
        let looked = Box::pin(world.door.standings.standing(world, &self.session)).await;
        self.go_on(looked.map_err(|_| Some((close::RESTARTING, "try again")))?).await
    }

    async fn go_on(&mut self, standing: Standing) -> Result<(), End> {
        match standing {
            Standing::Open(_) => Ok(()),
            Standing::Locked(_) => {
                self.say(&Frame::Locked).await?;
                Err(Some((close::LOCKED, "locked")))
            }
            Standing::Anonymous | Standing::Arriving { .. } => {
                self.say(&Frame::SignedOut).await?;
                Err(Some((close::SIGNED_OUT, "signed out")))
            }
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        self.heard = 0;
        self.silent += 1;
        if self.silent > 2 {
            return Err(None);
        }
        // Another node may have locked or revoked it, and its hint be lost.
        self.look().await?;
        Ok(self.peer.send(Message::Ping(bytes::Bytes::new())).await?)
    }

    async fn feed(&mut self, frame: &Frame) -> Result<(), End> {
        let text = Utf8Bytes::try_from(encode(frame)).map_err(|_| None)?;
        Ok(self.peer.feed(Message::Text(text)).await?)
    }

    async fn say(&mut self, frame: &Frame) -> Result<(), End> {
        self.feed(frame).await?;
        Ok(self.peer.flush().await?)
    }
}

/// Lets the hub act on every hint of the bus.
pub fn watch(world: &World, hub: &Arc<crate::hub::Hub>) {
    let hub = hub.clone();
    world.bus.listen(move |hint| hub.act(hint));
}
