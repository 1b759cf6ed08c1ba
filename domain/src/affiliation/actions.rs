//! Who belongs where: begun, ended, moved; and the address somebody comes in by.

mod address;
mod settle;

use platform::db::Tx;

use super::model::Terms;
use super::store;
use crate::access::{Ctx, Failure, Level, OrganisationId, Outcome, PersonId, Timestamp};
use crate::account;
use crate::audit::{Audit, Deed, Scope};

pub use address::change_address;
pub use settle::{SETTLE, settle};

/// Makes the person with this address belong to an organisation too, or changes how they do. Whoever had left is back.
pub async fn affiliate(ctx: &Ctx, organisation: OrganisationId, address: &str, terms: Terms) -> Outcome<PersonId> {
    let email = account::model::email(address)?;
    let (mut tx, level) = administer(ctx, organisation).await?;
    let now = ctx.now();
    let terms = terms.checked(level, now)?;
    let unknown = || Failure::invalid("email", "Nobody comes in with this address yet. Ask them to sign in once first.");
    let person = account::store::find_by_email(&mut tx, &email, now).await?.ok_or_else(unknown)?.id;
    if terms.level < Level::OrganisationAdmin {
        keeps_an_admin(&mut tx, organisation, person, level, now).await?;
    }
    store::save_affiliation(&mut tx, organisation, person, terms).await?;
    store::copy_words(&mut tx, organisation, person).await?;
    store::update_back(&mut tx, person).await?;
    settle::leave_until(ctx, &mut tx, organisation, person, terms.until).await?;
    let did = Audit::by(&ctx.who, Deed::AffiliationBegun, Scope::Organisation(organisation)).with("person", person);
    let did = did.with("level", terms.level.key()).with("from", terms.from.0).with("until", terms.until.0);
    let hint = settle::devices_of(&mut tx, person).await?;
    ctx.commit(tx, did, &[hint]).await?;
    Ok(person)
}

/// Ends that somebody belongs to an organisation, at that moment or at once. Their history stays; they leave its groups when it ends, and
/// Pando if they belong nowhere else.
pub async fn end_affiliation(ctx: &Ctx, organisation: OrganisationId, person: PersonId, at: Timestamp) -> Outcome<()> {
    let (mut tx, level) = administer(ctx, organisation).await?;
    let (now, at) = (ctx.now(), at.max(ctx.now()));
    keeps_an_admin(&mut tx, organisation, person, level, now).await?;
    if store::end_affiliation(&mut tx, organisation, person, at).await? == 0 {
        return Err(Failure::NotFound);
    }
    settle::leave_until(ctx, &mut tx, organisation, person, at).await?;
    let did = Audit::by(&ctx.who, Deed::AffiliationEnded, Scope::Organisation(organisation)).with("person", person).with("until", at.0);
    let hint = settle::devices_of(&mut tx, person).await?;
    ctx.commit(tx, did, &[hint]).await
}

/// Another organisation, to which they belong already, keeps somebody's account from now on: they changed Trust.
pub async fn move_home(ctx: &Ctx, organisation: OrganisationId, person: PersonId) -> Outcome<()> {
    let (mut tx, _) = administer(ctx, organisation).await?;
    if !store::belongs(&mut tx, person, organisation, ctx.now()).await? {
        return Err(Failure::NotFound);
    }
    let (from, _) = store::hold_person(&mut tx, person).await?.ok_or(Failure::NotFound)?;
    if store::update_home(&mut tx, person, organisation).await? == 0 {
        return Ok(());
    }
    let did = Audit::by(&ctx.who, Deed::HomeMoved, Scope::Organisation(organisation)).with("person", person).with("from", from);
    let hint = settle::devices_of(&mut tx, person).await?;
    ctx.commit(tx, did, &[hint]).await
}

/// Begins a write by an admin of this organisation, with its row in hand; and their level. Whoever has nothing to do with it finds nothing.
async fn administer(ctx: &Ctx, organisation: OrganisationId) -> Outcome<(Tx, Level)> {
    let mut tx = ctx.write().await?;
    store::hold_organisation(&mut tx, organisation).await?;
    match store::find_level(&mut tx, ctx.who.person, organisation, ctx.now()).await? {
        None => Err(Failure::NotFound),
        Some(level) if level < Level::OrganisationAdmin => Err(Failure::Forbidden),
        Some(level) => Ok((tx, level)),
    }
}

/// Whoever is an admin there may go, or become less, only while there is another; and only an admin of the network takes an
/// admin of the network out.
async fn keeps_an_admin(tx: &mut Tx, organisation: OrganisationId, person: PersonId, own: Level, now: Timestamp) -> Outcome<()> {
    let Some(theirs) = store::find_own_level(tx, organisation, person, now).await? else { return Ok(()) };
    if theirs > own {
        return Err(Failure::Forbidden);
    }
    if theirs >= Level::OrganisationAdmin && store::count_other_admins(tx, organisation, person, now).await? == 0 {
        return Err(Failure::invalid("person", "An organisation needs an admin. Make somebody else an admin first."));
    }
    Ok(())
}
