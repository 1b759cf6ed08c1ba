//! Who belongs where: begun, ended, moved; and the address somebody comes in by.

mod address;
mod settle;

use platform::db::Tx;

use super::model::deed::Affiliate;
use super::model::{Deed, OPEN_END, Terms, allows};
use super::store;
use crate::access::{Allows, Ctx, Failure, Level, Organisation, OrganisationId, Outcome, Permit, PersonId, Timestamp, administers};
use crate::{account, audit};

pub use address::change_address;
pub use settle::{SETTLE, settle};

impl Allows<Deed> for Organisation {
    fn allows(&self, deed: Deed) -> bool {
        allows(self.level(), deed)
    }
}

/// Makes the person with this address belong to an organisation too, or changes how they do. Whoever had left is back.
pub async fn affiliate(ctx: &Ctx, organisation: OrganisationId, address: &str, terms: Terms) -> Outcome<PersonId> {
    let email = account::model::email(address)?;
    let now = ctx.now();
    let mut tx = ctx.write().await?;
    let permit = administers::<Affiliate>(&mut tx, ctx.who.person, organisation, now).await?;
    let terms = terms.checked(permit.level(), now)?;
    let unknown = || Failure::invalid("email", "Nobody comes in with this address yet. Ask them to sign in once first.");
    let person = account::store::find_by_email(&mut tx, &email, now).await?.ok_or_else(unknown)?.id;
    keeps_an_admin(&mut tx, &permit, person, Some(terms), now).await?;
    store::save_affiliation(&mut tx, organisation, person, terms).await?;
    store::copy_words(&mut tx, organisation, person).await?;
    store::update_back(&mut tx, person).await?;
    settle::leave_until(ctx, &mut tx, organisation, person, terms.until).await?;
    let did = ctx.did(&permit, audit::Deed::AffiliationBegun).with("person", person);
    let did = did.with("level", terms.level.key()).with("from", terms.from.0).with("until", terms.until.0);
    // What they may do from every device depends on where they belong: each server asks anew.
    let hint = settle::devices_of(&mut tx, person).await?;
    ctx.commit(tx, did, &[hint]).await?;
    Ok(person)
}

/// Ends that somebody belongs to an organisation, at that moment or at once. Their history stays; they leave its groups when it ends, and
/// Pando if they belong nowhere else.
pub async fn end_affiliation(ctx: &Ctx, organisation: OrganisationId, person: PersonId, at: Timestamp) -> Outcome<()> {
    let (now, at) = (ctx.now(), at.max(ctx.now()));
    let mut tx = ctx.write().await?;
    let permit = administers::<Affiliate>(&mut tx, ctx.who.person, organisation, now).await?;
    keeps_an_admin(&mut tx, &permit, person, None, now).await?;
    if store::end_affiliation(&mut tx, organisation, person, at).await? == 0 {
        return Err(Failure::NotFound);
    }
    settle::leave_until(ctx, &mut tx, organisation, person, at).await?;
    let did = ctx.did(&permit, audit::Deed::AffiliationEnded).with("person", person).with("until", at.0);
    let hint = settle::devices_of(&mut tx, person).await?;
    ctx.commit(tx, did, &[hint]).await
}

/// Another organisation, to which they belong already, keeps somebody's account from now on: they changed Trust.
pub async fn move_home(ctx: &Ctx, organisation: OrganisationId, person: PersonId) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let permit = administers::<Affiliate>(&mut tx, ctx.who.person, organisation, ctx.now()).await?;
    if !store::belongs(&mut tx, person, organisation, ctx.now()).await? {
        return Err(Failure::NotFound);
    }
    let (from, _) = store::hold_person(&mut tx, person).await?.ok_or(Failure::NotFound)?;
    if store::update_home(&mut tx, person, organisation).await? == 0 {
        return Ok(());
    }
    let did = ctx.did(&permit, audit::Deed::HomeMoved).with("person", person).with("from", from);
    let hint = settle::devices_of(&mut tx, person).await?;
    ctx.commit(tx, did, &[hint]).await
}

/// Whoever is an admin there may go, be for a time only, or become less, only while there is another who stays; and only an admin of
/// the network changes what an admin of the network is.
async fn keeps_an_admin(
    tx: &mut Tx,
    permit: &Permit<Organisation, Affiliate>,
    person: PersonId,
    then: Option<Terms>,
    now: Timestamp,
) -> Outcome<()> {
    let Some(theirs) = store::find_own_level(tx, permit.id(), person, now).await? else { return Ok(()) };
    if theirs > permit.level() {
        return Err(Failure::Forbidden);
    }
    let stays = then.is_some_and(|then| then.level >= Level::OrganisationAdmin && then.from <= now && then.until == OPEN_END);
    if theirs >= Level::OrganisationAdmin && !stays && store::count_other_admins(tx, permit.id(), person, now).await? == 0 {
        return Err(Failure::invalid("person", "An organisation needs an admin. Make somebody else an admin first."));
    }
    Ok(())
}
