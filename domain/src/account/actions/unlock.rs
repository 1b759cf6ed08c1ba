//! The PIN: a lock on a device, counted here for all its tabs.

use super::Seen;
use super::devices::{changes, revoke};
use super::enter::short;
use crate::access::{Caller, Ctx, Failure, Outcome, World};
use crate::account::model::{self, PIN_TRIES, pin_delay_seconds};
use crate::account::store;
use crate::audit::{Audit, Deed, NotAudited, Note};

/// Sets the PIN of a device that has none yet, and opens it.
pub async fn set_pin(world: &World, who: Caller, typed: &str, again: &str) -> Outcome<()> {
    let pin = model::new_pin(typed)?;
    if pin != again.trim() {
        return Err(Failure::invalid("again", "The two PINs are not the same. Enter the same 4 digits twice."));
    }
    // Before the write begins: a hash takes long, and all others on SQLite would wait for it.
    let hash = world.door.pins.queue()?.hash(&world.secret, who.device, &pin).await?;
    let mut tx = world.db.write().await?;
    let set = store::set_pin(&mut tx, who.device, &hash, world.now()).await?;
    world.commit(tx, pin_note(&who, Deed::PinSet, set), &[changes(who.device)]).await?;
    // None was set: another tab did it first, or the device was signed out; the guard sends them where they belong.
    if set == 0 { Err(Failure::SignedOut) } else { Ok(()) }
}

/// Gives an open device another PIN. The current one is asked for: a screen left open is not taken over, and guessing
/// costs what it costs at the lock.
pub async fn change_pin(ctx: &Ctx, current: &str, typed: &str, again: &str) -> Outcome<()> {
    let (world, who) = (&ctx.world, ctx.who);
    let pin = model::new_pin(typed)?;
    if pin != again.trim() {
        return Err(Failure::invalid("again", "The two PINs are not the same. Enter the same 4 digits twice."));
    }
    // Before it is proved: what leads to nothing costs no try.
    if pin == current.trim() {
        return Err(Failure::invalid("pin", "Choose another PIN than the one you have."));
    }
    prove(world, who, current, "current").await?;
    let hash = world.door.pins.queue()?.hash(&world.secret, who.device, &pin).await?;
    let mut tx = world.db.write().await?;
    let changed = store::update_pin(&mut tx, who.device, &hash).await?;
    world.commit(tx, pin_note(&who, Deed::PinChanged, changed), &[changes(who.device)]).await?;
    if changed == 0 { Err(Failure::SignedOut) } else { Ok(()) }
}

/// Opens a locked device.
pub async fn unlock(world: &World, who: Caller, typed: &str, seen: &Seen) -> Outcome<()> {
    prove(world, who, typed, "pin").await?;
    let seen = Seen { name: short(&seen.name), version: short(&seen.version) };
    let mut tx = world.db.write().await?;
    let opened = store::open_device(&mut tx, who.device, &seen.name, &seen.version, world.now()).await?;
    world.commit(tx, NotAudited("a lock that opens is no sign-in"), &[changes(who.device)]).await?;
    if opened == 0 { Err(Failure::SignedOut) } else { Ok(()) }
}

/// What is to be written down of a device that has another PIN now, if it has.
fn pin_note(who: &Caller, deed: Deed, changed: u64) -> Note {
    if changed == 0 { NotAudited("nothing changed").into() } else { Audit::own(who, deed).with("device", who.device).into() }
}

/// Refuses whoever does not know the PIN; a wrong one is counted, and told beside `field`.
async fn prove(world: &World, who: Caller, typed: &str, field: &'static str) -> Outcome<()> {
    let pin = model::pin(typed).map_err(|failure| failure.beside(field))?;
    let place = world.door.pins.queue()?;
    let counted = count_try(world, who).await?;
    let kept = counted.pin_hash.unwrap_or_default();
    if place.matches(&world.secret, who.device, &pin, &kept).await? {
        return Ok(());
    }
    let left = PIN_TRIES - counted.pin_tries;
    if left <= 0 {
        revoke(world, &who, who.device, Deed::PinTriesSpent).await?;
        return Err(Failure::SignedOut);
    }
    let tries = if left == 1 { "1 try".to_owned() } else { format!("{left} tries") };
    let wait = match pin_delay_seconds(counted.pin_tries) {
        0 => String::new(),
        seconds => format!(" Wait {} before the next one.", spoken(seconds)),
    };
    Err(Failure::invalid(field, format!("Wrong PIN. {tries} left, then this device is signed out.{wait}")))
}

/// Counts a try before anybody looks at it, and lets the next one wait: parallel guesses gain nothing.
async fn count_try(world: &World, who: Caller) -> Outcome<store::Pin> {
    let mut tx = world.db.write().await?;
    let now = world.now();
    if let Some(counted) = store::try_pin(&mut tx, who.device, PIN_TRIES, now).await? {
        let wait = pin_delay_seconds(counted.pin_tries) * 1000;
        if wait > 0 {
            store::update_pin_wait(&mut tx, who.device, now.plus(wait)).await?;
        }
        world.commit(tx, NotAudited("a try is counted; that all are spent is the deed"), &[]).await?;
        return Ok(counted);
    }
    let pin = store::find_pin(&mut tx, who.device).await?.ok_or(Failure::SignedOut)?;
    // Given back first: signing out is a write of its own, and there may be one at a time.
    drop(tx);
    if pin.pin_hash.is_none() {
        return Err(Failure::Forbidden);
    }
    let wait = (pin.pin_wait.since(now) + 999) / 1000;
    // All tries are spent and it is not signed out: whoever spent the last one did not get that far.
    if pin.pin_tries >= PIN_TRIES && wait <= 0 {
        revoke(world, &who, who.device, Deed::PinTriesSpent).await?;
        return Err(Failure::SignedOut);
    }
    Err(Failure::TooMany { text: format!("Too many wrong PINs. Try again in {}.", spoken(wait)), wait })
}

fn spoken(seconds: i64) -> String {
    match (seconds, (seconds + 59) / 60) {
        (1, _) => "1 second".into(),
        (..60, _) => format!("{seconds} seconds"),
        (_, 1) => "1 minute".into(),
        (_, minutes) => format!("{minutes} minutes"),
    }
}
