//! The other servers, over NATS: hints are handed to one worker and taken from another, and neither holds anybody up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, Event, Subscriber};
use futures::StreamExt;
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::letter::{self, Letter};
use super::route::NatsRoute;
use super::{Hint, Listeners, tell};
use crate::ids::Chance;
use crate::secret::Secret;
use crate::workers::Workers;

/// Where letters go.
const SUBJECT: &str = "pando.hints";
/// How many hints may wait for NATS; of more the others hear when they look.
const WAITING: usize = 2048;
/// How many letters may wait within the connection: those that are written, and those that came. A letter may be as long as NATS takes.
const WRITTEN: usize = 64;
const COME: usize = 2048;
/// How long NATS may take to let us in.
const PATIENCE: Duration = Duration::from_secs(5);
/// A silent connection is asked for a sign of life this often, and given up after two.
const PING: Duration = Duration::from_secs(10);

/// The other servers.
#[derive(Clone)]
pub(super) struct Others(Arc<Joined>);

struct Joined {
    queue: mpsc::Sender<Hint>,
    line: Arc<Line>,
    workers: [JoinHandle<()>; 2],
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.workers.iter().for_each(JoinHandle::abort);
    }
}

/// How the connection stands.
#[derive(Debug, Default)]
struct Line {
    /// Whether the log said last that it is down.
    told_down: AtomicBool,
    missed: Notify,
}

/// What both workers need.
#[derive(Clone)]
struct Post {
    client: Client,
    secret: Secret,
    node: Uuid,
    line: Arc<Line>,
}

impl Others {
    pub(super) async fn join(route: &NatsRoute, secret: Secret, listeners: Listeners) -> std::io::Result<Self> {
        let line = Arc::<Line>::default();
        let (heard, places) = (line.clone(), route.places());
        // NATS may be away when a server starts: hints only save seconds.
        let options = route.options().name("pando").no_echo().retry_on_initial_connect();
        let options = options.connection_timeout(PATIENCE).ping_interval(PING).reconnect_delay_callback(pause);
        let options = options.client_capacity(WRITTEN).subscription_capacity(COME);
        let options = options.event_callback(move |event| {
            heard.note(&event, &places);
            std::future::ready(())
        });
        let client = options.connect(route.servers.clone()).await.map_err(std::io::Error::other)?;
        let letters = client.subscribe(SUBJECT).await.map_err(std::io::Error::other)?;
        let (queue, waiting) = mpsc::channel(WAITING);
        let post = Post { client, secret, node: Uuid::from_bytes(Chance::Machine.bytes()), line: line.clone() };
        let (waiting, letters) = (Arc::new(Mutex::new(waiting)), Arc::new(Mutex::new(letters)));
        let (workers, reader) = (Workers::default(), post.clone());
        let workers = [
            workers.keep("hints to others", move || write(post.clone(), waiting.clone())),
            workers.keep("hints of others", move || read(reader.clone(), letters.clone(), listeners.clone())),
        ];
        Ok(Self(Arc::new(Joined { queue, line, workers })))
    }

    /// Never waits: with a queue that is full the others hear it when they look.
    pub(super) fn tell(&self, hint: &Hint) {
        if self.0.queue.try_send(hint.clone()).is_err() {
            lost("full");
        }
    }

    pub(super) async fn missed(&self) {
        self.0.line.missed.notified().await;
    }
}

async fn write(post: Post, waiting: Arc<Mutex<mpsc::Receiver<Hint>>>) {
    let mut waiting = waiting.lock().await;
    while let Some(hint) = waiting.recv().await {
        // Kept until NATS is back, it would come when everybody has looked.
        if post.client.connection_state() != State::Connected {
            lost("down");
            continue;
        }
        let letter = letter::write(&post.secret, post.node, &hint, post.client.max_payload());
        if post.client.publish(SUBJECT, letter).await.is_err() {
            lost("refused");
        }
    }
}

async fn read(post: Post, letters: Arc<Mutex<Subscriber>>, listeners: Listeners) {
    let mut letters = letters.lock().await;
    while let Some(message) = letters.next().await {
        match letter::read(&post.secret, &message.payload) {
            Some(letter) if letter.from == post.node => {}
            Some(Letter { hint: Some(hint), .. }) => tell(&listeners, &hint),
            // Too long for a letter, of a newer server, or of somebody who does not have our key.
            Some(Letter { hint: None, .. }) | None => {
                metrics::counter!("pando_hints_unread_total").increment(1);
                post.line.missed.notify_one();
            }
        }
    }
}

fn lost(why: &'static str) {
    metrics::counter!("pando_hints_lost_total", "why" => why).increment(1);
}

/// From at once to every two seconds.
fn pause(tries: usize) -> Duration {
    match u32::try_from(tries) {
        Ok(tries @ 2..7) => Duration::from_millis(25 << tries),
        Ok(0 | 1) => Duration::ZERO,
        _ => Duration::from_secs(2),
    }
}

impl Line {
    fn note(&self, event: &Event, places: &str) {
        match event {
            Event::Connected => {
                self.told_down.store(false, Ordering::Relaxed);
                metrics::gauge!("pando_bus_up").set(1);
                tracing::info!(nats = places, "what happens on other servers is heard at once");
                // What they said meanwhile is lost.
                self.missed.notify_one();
            }
            Event::SlowConsumer(_) => {
                lost("slow");
                self.missed.notify_one();
            }
            Event::ServerError(error) => tracing::warn!(nats = places, %error, "NATS refuses something"),
            // Tried again for ever; the log need not say so each time.
            Event::Disconnected | Event::ClientError(_) => {
                metrics::gauge!("pando_bus_up").set(0);
                if !self.told_down.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        nats = places,
                        "NATS does not answer: what happens on other servers is seen seconds later until it does"
                    );
                }
            }
            Event::LameDuckMode | Event::Draining | Event::Closed => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_two_seconds_and_no_further() {
        let pauses = [0, 1, 2, 4, 6, 7, usize::MAX].map(|tries| pause(tries).as_millis());
        assert_eq!(pauses, [0, 0, 100, 400, 1600, 2000, 2000]);
    }
}
