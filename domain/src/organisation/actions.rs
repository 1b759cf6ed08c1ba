//! Deciding for an organisation, verb by verb.

use platform::bus::Hint;
use platform::jobs::Trouble;

use super::model::deed::{Decide, Review};
use super::model::{Change, Deed, Feature, Held, allows};
use super::settings::{CHANGED_MEANWHILE, Value, find, on_or_off};
use super::store;
use crate::access::{Allows, Ctx, Failure, Organisation, OrganisationId, Outcome, World, administers, sees};
use crate::audit::{self, Fact};

/// How many changes of a setting are listed at once.
pub const MOST_CHANGES: i64 = 100;

impl Allows<Deed> for Organisation {
    fn allows(&self, deed: Deed) -> bool {
        allows(self.level(), deed)
    }
}

/// Decides a setting anew, for somebody who was shown the version `shown` of it (0: as usual). What has been changed since is refused,
/// unless it is what they want: then an answer was lost, or two agree.
pub async fn change_setting(ctx: &Ctx, organisation: OrganisationId, name: &str, shown: i64, typed: &str) -> Outcome<()> {
    let setting = find(name).ok_or(Failure::NotFound)?;
    let value = setting.typed(typed)?;
    let mut tx = ctx.write().await?;
    let permit = administers::<Decide>(&mut tx, ctx.who.person, organisation, ctx.now()).await?;
    let held = store::find_held(&mut tx, &permit, setting.name).await?;
    let (version, before) = held.map_or((0, Some(setting.usual)), |held| (held.version, setting.read(&held.value)));
    if before == Some(value) {
        return Ok(());
    }
    if version != shown {
        return Err(Failure::invalid(setting.name, CHANGED_MEANWHILE));
    }
    let next = (setting.name, version + 1);
    store::insert_setting(&mut tx, &permit, next, value.to_string(), ctx.who.person, ctx.now()).await?;
    let did = ctx
        .did(&permit, audit::Deed::SettingChanged)
        .with("setting", setting.name)
        // What only a newer program knows is not written out: the trail has words of ours alone.
        .with("from", before.map_or(Fact::Word("other"), fact))
        .with("to", fact(value))
        .with("version", version + 1);
    ctx.commit(tx, did, &[Hint::Organisation(organisation.0)]).await
}

fn fact(value: Value) -> Fact {
    match value {
        Value::Seconds(count) | Value::Years(count) => count.into(),
        Value::Switch(on) => on_or_off(on).into(),
    }
}

/// What holds of an organisation, for those who may decide it: also what only a newer program knows. What is not among it is as usual,
/// and its version is 0.
pub async fn list_settings(ctx: &Ctx, organisation: OrganisationId) -> Outcome<Vec<Held>> {
    let mut tx = ctx.snapshot().await?;
    sees::<Review>(&mut tx, ctx.who.person, organisation, ctx.now()).await?;
    Ok(store::list_held(&mut tx, organisation).await?)
}

/// Who decided a setting, when, from what to what: the newest first, or those before a version.
pub async fn list_changes(ctx: &Ctx, organisation: OrganisationId, name: &str, before: Option<i64>) -> Outcome<Vec<Change>> {
    let mut tx = ctx.snapshot().await?;
    sees::<Review>(&mut tx, ctx.who.person, organisation, ctx.now()).await?;
    Ok(store::list_changes(&mut tx, organisation, name, before.unwrap_or(i64::MAX), MOST_CHANGES).await?)
}

/// Whether a job of this feature may be done for an organisation: the answer to what a [`Runner`](platform::jobs::Runner::asks) asks.
///
/// # Errors
/// While it is off, or nobody can tell: it may be on later.
pub async fn may_do_job(world: &World, feature: &str, organisation: OrganisationId) -> Result<(), Trouble> {
    let answer = world.organisations.needs(world, organisation, Feature::from_key(feature)).await;
    answer.map_err(|failure| Trouble::Later(failure.code().into()))
}
