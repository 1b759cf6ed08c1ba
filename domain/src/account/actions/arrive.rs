//! Saying who one is, and what the screens need to know about it.

use platform::db::Tx;

use super::Asked;
use super::devices::changes;
use crate::access::{
    Caller, Ctx, Failure, Oneself, OrganisationId, Outcome, Permit, PersonId, Scoped, Standing, Timestamp, WardId, World, oneself,
};
use crate::account::model::deed::Introduce;
use crate::account::model::{Arrival, Me, PIN_LONGEST_WAIT_MILLIS, Profile};
use crate::account::settings::{Choice, Settings};
use crate::account::store;
use crate::audit::{Audit, Deed, NotAudited};
use crate::{affiliation, directory};

/// What the screens of coming in show, and nothing of what lies behind them; at work, what one has said of oneself.
pub async fn arrival(world: &World, standing: Standing, asked: Option<&Asked>) -> Outcome<Arrival> {
    match standing {
        Standing::Anonymous => {
            let asked = asked.ok_or(Failure::SignedOut)?;
            Ok(Arrival { email_hint: asked.email.clone(), ..Arrival::default() })
        }
        Standing::Arriving { caller, profile_missing } => arriving(world, caller, profile_missing).await,
        Standing::Locked(who) => locked(world, who).await,
        Standing::Open(who) => arriving(world, who, false).await,
    }
}

async fn arriving(world: &World, who: Caller, profile_missing: bool) -> Outcome<Arrival> {
    let mut tx = world.db.snapshot().await?;
    let said = store::find_said(&mut tx, who.person).await?.ok_or(Failure::SignedOut)?;
    let wards = directory::actions::wards(&mut tx, who.organisation).await?;
    let profile = Profile {
        name: said.name,
        role: said.role,
        grade: said.grade,
        specialty: said.specialty,
        ward: said.ward_id.map(|ward| ward.to_string()).unwrap_or_default(),
        // Nobody has chosen yet: what the column begins with is no answer.
        body: if profile_missing { String::new() } else { said.body },
        registration: said.registration,
    };
    Ok(Arrival { email_hint: said.email, profile_missing, profile, wards, ..Arrival::default() })
}

async fn locked(world: &World, who: Caller) -> Outcome<Arrival> {
    let mut tx = world.db.snapshot().await?;
    let said = store::find_said(&mut tx, who.person).await?.ok_or(Failure::SignedOut)?;
    let mine = store::find_mine(&mut tx, who.person, who.organisation).await?.ok_or(Failure::SignedOut)?;
    let pin = store::find_pin(&mut tx, who.device).await?.ok_or(Failure::SignedOut)?;
    // A longer one comes of a clock that was set back, and nobody is held to it (`try_pin`).
    let wait = Some(pin.pin_wait.since(world.now())).filter(|wait| (1..=PIN_LONGEST_WAIT_MILLIS).contains(wait));
    let wait = wait.map_or(0, |millis| (millis + 999) / 1000);
    Ok(Arrival { name: said.name, organisation: mine.organisation, wrong: pin.pin_tries, wait, ..Arrival::default() })
}

/// Writes down who somebody is, or says everything there is to change about it.
pub async fn save_profile(world: &World, who: Caller, typed: &Profile) -> Result<(), Vec<Failure>> {
    let profile = typed.checked()?;
    let saved = async {
        let mut tx = world.db.write().await?;
        let permit = oneself(&mut tx, who.person).await?;
        write_profile(&mut tx, who.organisation, &permit, &profile, world.now()).await?;
        // As the row said with its lock had: posted twice at once, one is the arrival and the other a change.
        let deed = if permit.is_profiled() { Deed::ProfileChanged } else { Deed::ProfileArrived };
        world.commit(tx, Audit::by(&who, deed, permit.scope()), &[changes(who.device)]).await
    };
    saved.await.map_err(|failure: Failure| vec![failure])
}

/// Writes down a checked profile and the words by which it is found.
pub async fn write_profile(
    tx: &mut Tx,
    organisation: OrganisationId,
    permit: &Permit<Oneself, Introduce>,
    profile: &Profile,
    now: Timestamp,
) -> Outcome<()> {
    let unknown = || Failure::invalid("ward", "Choose a ward from the list.");
    let place = match profile.ward.as_str() {
        "" => None,
        ward => {
            let ward: WardId = ward.parse().map_err(|_| unknown())?;
            Some(store::find_place(tx, organisation, ward).await?.ok_or_else(unknown)?)
        }
    };
    let sort_name = directory::plain::folded(&profile.name);
    if store::update_profile(tx, permit, &sort_name, profile, place.as_ref(), now).await? == 0 {
        return Err(Failure::SignedOut);
    }
    let (ward_name, site_name) = place.as_ref().map_or(("", ""), |place| (&place.ward_name, &place.site_name));
    let lines = [&profile.name, &profile.role, &profile.grade, &profile.specialty, ward_name, site_name];
    let words = directory::actions::words_of(&lines, place.as_ref().map(|place| place.ward_id), place.as_ref().map(|place| place.site_id));
    affiliation::store::update_names(tx, permit.person(), &sort_name).await?;
    directory::store::delete_words(tx, permit.person()).await?;
    for (belongs,) in affiliation::store::list_organisations(tx, permit.person(), now).await? {
        directory::store::insert_words(tx, belongs, permit.person(), &words).await?;
    }
    Ok(())
}

/// Who is at work.
pub async fn me(ctx: &Ctx) -> Outcome<Me> {
    // Before a connection is taken: this may need one, and whoever holds one and waits for another may wait for ever.
    let decided = ctx.world.organisations.settings(&ctx.world, ctx.who.organisation).await?;
    let mut tx = ctx.snapshot().await?;
    let colleague =
        directory::store::find_colleague(&mut tx, ctx.who.person, ctx.who.person, ctx.now()).await?.ok_or(Failure::SignedOut)?;
    let mine = store::find_mine(&mut tx, ctx.who.person, ctx.who.organisation).await?.ok_or(Failure::SignedOut)?;
    let settings = settings(&mut tx, ctx.who.person).await?;
    Ok(Me {
        colleague,
        device: ctx.who.device,
        organisation: mine.organisation,
        level: mine.level,
        idle_seconds: decided.idle_seconds,
        features: decided.features.clone(),
        settings,
    })
}

async fn settings(tx: &mut Tx, person: PersonId) -> Outcome<Settings> {
    let mut settings = Settings::default();
    for (name, value) in store::list_settings(tx, person).await? {
        settings.choose(&name, &value);
    }
    Ok(settings)
}

/// Keeps what somebody chose for themselves, for all their devices; returns all that holds now.
pub async fn save_settings(ctx: &Ctx, changes: &[Choice]) -> Outcome<Settings> {
    let mut tx = ctx.write().await?;
    for choice in changes {
        store::save_setting(&mut tx, ctx.who.person, *choice, ctx.now()).await?;
    }
    let settings = settings(&mut tx, ctx.who.person).await?;
    ctx.commit(tx, NotAudited("how Pando looks to somebody is theirs alone"), &[]).await?;
    Ok(settings)
}
