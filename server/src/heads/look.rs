//! The look at the database: what is further than was heard here, and which devices are no longer open.

use std::sync::Arc;
use std::time::Duration;

use domain::access::{Outcome, World};
use domain::chat::actions::{list_heads, list_watchers, look_again};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::Heads;
use crate::hub::Hub;

/// So long a lost hint may delay what it was about.
pub const EVERY: Duration = Duration::from_secs(3);
/// So many people are told to greet at once, and then everybody has time to breathe: where NATS is down, all may have to.
const AT_ONCE: usize = 100;
const BREATH: Duration = Duration::from_millis(200);
/// What was written just now may still be on its way.
const UNDER_WAY: Duration = Duration::from_millis(300);

/// Watches for the sockets of this server, from now on.
pub fn keep_looking(world: &World, hub: &Arc<Hub>) -> (Arc<Heads>, JoinHandle<()>) {
    let heads = Heads::on(&world.bus);
    let (asker, hub, ear) = (world.clone(), hub.clone(), heads.clone());
    let look = world.lane.workers().keep("heads", move || look_now_and_then(asker.clone(), hub.clone(), ear.clone(), EVERY));
    (heads, look)
}

/// Looks every few seconds, and at once when hints are known to have been lost; for ever, if there is somebody to lose one of.
pub async fn look_now_and_then(world: World, hub: Arc<Hub>, heads: Arc<Heads>, every: Duration) {
    if heads.alone {
        return;
    }
    let mut tick = interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut blind = false;
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = world.bus.missed() => {}
        }
        match look(&world, &hub, &heads).await {
            Ok(()) => blind = false,
            // Once: the database's own trouble is told by everybody who needs it.
            Err(failure) if !blind => {
                tracing::warn!(%failure, "what was lost of other servers' hints cannot be looked up; tried again in seconds");
                blind = true;
            }
            Err(_) => {}
        }
        // However often something is lost, everybody else needs the database too.
        sleep(UNDER_WAY).await;
    }
}

async fn look(world: &World, hub: &Hub, heads: &Heads) -> Outcome<()> {
    domain::account::actions::look_at(world, &heads.devices()).await?;
    let found = list_heads(world, &heads.ids()).await?;
    if heads.behind(&found).is_empty() {
        return Ok(());
    }
    sleep(UNDER_WAY).await;
    // Most of it has come by now: nobody is made to greet again for what was only under way.
    let behind = heads.behind(&found);
    let watched: Vec<_> = behind.iter().flat_map(|(head, people)| people.iter().map(|person| (head.id, *person))).collect();
    if watched.is_empty() {
        return Ok(());
    }
    let people = list_watchers(world, &watched).await?;
    heads.told(&behind);
    metrics::counter!("pando_hints_made_up_total").increment(behind.len() as u64);
    for some in people.chunks(AT_ONCE) {
        hub.act(&look_again(some));
        if some.len() == AT_ONCE {
            sleep(BREATH).await;
        }
    }
    Ok(())
}
