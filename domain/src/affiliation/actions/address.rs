//! Another address to come in by: somebody married, changed Trust, or lost their mailbox.

use platform::db::Tx;

use super::super::model::deed::Readdress;
use super::store;
use crate::access::{Ctx, Failure, OrganisationId, Outcome, PersonId, Timestamp, administers};
use crate::account::store::hold_mail_domains;
use crate::{account, audit};

/// Gives somebody another address, which an admin of their home has made sure is theirs. Their devices are signed out: whoever reads
/// the old mailbox comes in no more. What they said and had stays theirs.
pub async fn change_address(ctx: &Ctx, person: PersonId, typed: &str) -> Outcome<()> {
    let email = account::model::email(typed)?;
    let home = home_of(ctx, person).await?;
    let (now, domains) = (ctx.now(), account::actions::domains_of(&email));
    let mut tx = ctx.write().await?;
    let permit = administers::<Readdress>(&mut tx, ctx.who.person, home, now).await?;
    // As those who ask for codes do it: neither address gets one in between.
    hold_mail_domains(&mut tx, domains).await?;
    let (still, before) = store::hold_person(&mut tx, person).await?.ok_or(Failure::NotFound)?;
    if still != home {
        return Err(Failure::NotFound);
    }
    if before == email {
        return Err(Failure::invalid("email", "This is their address already."));
    }
    is_free(&mut tx, person, &email, now).await?;
    store::update_email(&mut tx, person, &email).await?;
    account::store::void_codes_of(&mut tx, &before, now).await?;
    let (_, hint) = account::actions::revoke_all(&mut tx, person, now).await?;
    let did = ctx.did(&permit, audit::Deed::AddressChanged).with("person", person);
    ctx.commit(tx, did, &[hint]).await
}

/// Where somebody's account is kept, for whoever looks after that; read again with its row in hand.
async fn home_of(ctx: &Ctx, person: PersonId) -> Outcome<OrganisationId> {
    let mut tx = ctx.world.db.read().await?;
    store::find_home(&mut tx, person).await?.ok_or(Failure::NotFound)
}

/// An address is somebody's alone, and leads in where they belong.
async fn is_free(tx: &mut Tx, person: PersonId, email: &str, now: Timestamp) -> Outcome<()> {
    if account::store::find_by_email(tx, email, now).await?.is_some() {
        return Err(Failure::invalid("email", "Somebody else comes in with this address."));
    }
    let leads_in = match account::actions::organisation_of(tx, email).await? {
        Some(organisation) => store::belongs(tx, person, organisation, now).await?,
        None => false,
    };
    if leads_in { Ok(()) } else { Err(Failure::invalid("email", "Choose an address of an organisation that they belong to.")) }
}
