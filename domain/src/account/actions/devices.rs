//! Where a session stands, and one's devices: locked, listed, signed out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use platform::bus::Hint;
use platform::db::Tx;

use crate::access::ctx::internal;
use crate::access::{Caller, Ctx, DeviceId, Failure, Outcome, PersonId, Standing, Timestamp, World};
use crate::account::door::SessionKey;
use crate::account::model::{Device, ENROLMENT_MILLIS, SIGNED_IN_MILLIS};
use crate::account::store;
use crate::audit::{Audit, Deed, NotAudited};

/// How far the browser with this session has come in. Cached: most calls touch no database.
pub async fn standing(world: &World, session: &SessionKey) -> Outcome<Standing> {
    world.door.standings.standing(world, session).await
}

/// Locks this device.
pub async fn lock(ctx: &Ctx) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    store::lock_device(&mut tx, ctx.who.device, ctx.now()).await?;
    ctx.commit(tx, NotAudited("a lock gives nobody anything"), &[changes(ctx.who.device)]).await
}

/// One's own devices.
pub async fn list_devices(ctx: &Ctx) -> Outcome<Vec<Device>> {
    let mut tx = ctx.world.db.read().await?;
    // An older one is signed out by its age, though nobody wrote that down.
    Ok(store::list_devices(&mut tx, ctx.who.person, ctx.now().plus(-SIGNED_IN_MILLIS)).await?)
}

/// Signs out on this device; possible at every stage after the code.
pub async fn sign_out(world: &World, who: Caller) -> Outcome<()> {
    revoke(world, &who, who.device, Deed::SignedOut).await.map(drop)
}

/// Signs out one of one's own devices.
pub async fn sign_out_device(ctx: &Ctx, device: DeviceId) -> Outcome<()> {
    let deed = if device == ctx.who.device { Deed::SignedOut } else { Deed::DeviceSignedOut };
    if revoke(&ctx.world, &ctx.who, device, deed).await? { Ok(()) } else { Err(Failure::NotFound) }
}

/// Signs out all of one's devices, this one too.
pub async fn sign_out_everywhere(ctx: &Ctx) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let (devices, hint) = revoke_all(&mut tx, ctx.who.person, ctx.now()).await?;
    ctx.commit(tx, Audit::own(&ctx.who, Deed::SignedOutEverywhere).with("devices", devices), &[hint]).await
}

/// Signs out all of somebody's devices: which, and what tells of it.
pub async fn revoke_all(tx: &mut Tx, person: PersonId, now: Timestamp) -> Outcome<(Vec<DeviceId>, Hint)> {
    let devices: Vec<_> = store::revoke_devices(tx, person, now).await?.into_iter().map(|(device,)| device).collect();
    for device in &devices {
        store::delete_sessions_on(tx, *device).await?;
    }
    let hint = Hint::Devices(devices.iter().map(|device| device.0).collect());
    Ok((devices, hint))
}

/// Signs out a device, if it is this person's: its sessions die, and its sockets with the hint. `deed` is what led to that.
pub(super) async fn revoke(world: &World, who: &Caller, device: DeviceId, deed: Deed) -> Outcome<bool> {
    let mut tx = world.db.write().await?;
    if store::revoke_device(&mut tx, who.person, device, world.now()).await? == 0 {
        return Ok(false);
    }
    store::delete_sessions_on(&mut tx, device).await?;
    world.commit(tx, Audit::own(who, deed).with("device", device), &[changes(device)]).await?;
    Ok(true)
}

/// What a server does now and then that hears nothing of the others: doubts, and lets its sockets doubt, what it knows of those of
/// these devices that are no longer open.
pub async fn look_at(world: &World, devices: &[DeviceId]) -> Outcome<()> {
    let shut = store::list_shut(&mut world.db.read().await?, devices).await?;
    if !shut.is_empty() {
        world.bus.tell_here(&Hint::Devices(shut.iter().map(|device| device.0).collect()));
    }
    Ok(())
}

/// That what is known of this device no longer holds.
pub(super) fn changes(device: DeviceId) -> Hint {
    Hint::Devices([device.0].into())
}

/// The key that encrypts the unsent queue on this device, in base64.
pub async fn queue_key(ctx: &Ctx) -> Outcome<String> {
    let mut tx = ctx.world.db.read().await?;
    let (sealed,) = store::find_queue_key(&mut tx, ctx.who.person, ctx.who.device).await?.ok_or(Failure::SignedOut)?;
    Ok(STANDARD.encode(ctx.world.secret.open(&sealed).map_err(|error| internal(&error))?))
}

/// Forgets codes, sessions and what plain forms said, that nobody can use any more. Run it now and then.
pub async fn tidy(world: &World) -> Outcome<()> {
    let now = world.now();
    let mut tx = world.db.write().await?;
    store::forget_codes(&mut tx, now.plus(-2 * ENROLMENT_MILLIS)).await?;
    store::forget_sessions(&mut tx, now).await?;
    store::forget_flashes(&mut tx, now).await?;
    world.commit(tx, NotAudited("what nobody can use any more is swept away"), &[]).await
}
