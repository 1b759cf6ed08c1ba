//! Who gets leave for what in an organisation, and for what is their own.

use super::{Allows, Caller, Failure, Level, NetworkId, Organisation, OrganisationId, Outcome, administers, oneself};
use crate::account::model::Profile;
use crate::account::model::deed::Introduce;
use crate::audit::{self, Actor, Scope};
use crate::testing::{Engine, TestWorld};
use crate::{deeds, story};
use deed::{Dissolve, Govern, Look};

deeds!(
    /// What there is to do in an organisation, as a feature's table has it.
    Deed, deed {
        /// See how it is set up.
        Look,
        /// Set it up.
        Govern,
        /// End it.
        Dissolve,
    }
);

impl Allows<Deed> for Organisation {
    fn allows(&self, deed: Deed) -> bool {
        match deed {
            Deed::Look => true,
            Deed::Govern => self.level() >= Level::OrganisationAdmin,
            Deed::Dissolve => self.level() == Level::NetworkAdmin,
        }
    }
}

async fn somebody(world: &TestWorld, level: Level) -> Caller {
    let profile =
        Profile { name: "Asha Patel".into(), role: "Matron".into(), grade: "Band 8".into(), body: "none".into(), ..Profile::default() };
    world.person_who(world.organisation, &profile, level).await.who
}

/// What each deed is answered there, in the order of the table.
async fn ask(world: &TestWorld, who: &Caller, organisation: OrganisationId) -> [Outcome<()>; Deed::ALL.len()] {
    let mut tx = world.world.db.write().await.expect("a write begins");
    [
        administers::<Look>(&mut tx, who.person, organisation, world.now()).await.map(drop),
        administers::<Govern>(&mut tx, who.person, organisation, world.now()).await.map(drop),
        administers::<Dissolve>(&mut tx, who.person, organisation, world.now()).await.map(drop),
    ]
}

story!(an_organisation_is_governed_by_its_own_administrators_and_its_networks, |world| async {
    let sibling = world.organisation("Other Trust", "other.nhs.uk").await;
    let (network, foreign) = (NetworkId(world.world.id()), OrganisationId(world.world.id()));
    world.write("INSERT INTO network (id, name) VALUES ($1, 'South Network')", |query| query.bind(network)).await;
    let insert = "INSERT INTO organisation (id, network_id, name) VALUES ($1, $2, 'Far Trust')";
    world.write(insert, |query| query.bind(foreign).bind(network)).await;
    let (yes, no, nothing) = (Ok(()), Err(Failure::Forbidden), Err(Failure::NotFound));
    let nowhere = [nothing.clone(), nothing.clone(), nothing];
    for (level, own, others) in [
        (Level::Other, [yes.clone(), no.clone(), no.clone()], nowhere.clone()),
        (Level::Person, [yes.clone(), no.clone(), no.clone()], nowhere.clone()),
        (Level::OrganisationAdmin, [yes.clone(), yes.clone(), no.clone()], nowhere.clone()),
        (Level::NetworkAdmin, [yes.clone(), yes.clone(), yes.clone()], [yes.clone(), yes.clone(), yes.clone()]),
    ] {
        let who = somebody(&world, level).await;
        assert_eq!(ask(&world, &who, world.organisation).await, own, "{level:?} at home");
        assert_eq!(ask(&world, &who, sibling).await, others, "{level:?} in another Trust of the network");
        for strange in [foreign, OrganisationId(world.world.id())] {
            assert_eq!(ask(&world, &who, strange).await, nowhere, "{level:?} where they do not belong");
        }
    }
});

story!(of_two_who_change_an_organisation_the_second_decides_by_what_the_first_did, |world| async {
    let who = somebody(&world, Level::OrganisationAdmin).await;
    let mut first = world.world.db.write().await.expect("a write begins");
    let permit = administers::<Govern>(&mut first, who.person, world.organisation, world.now()).await.expect("she may");
    let (db, now) = (world.world.db.clone(), world.now());
    let second = tokio::spawn(async move {
        let mut tx = db.write().await.expect("a write begins");
        let permit = administers::<Govern>(&mut tx, who.person, who.organisation, now).await.expect("she may again");
        let look = tx.query("SELECT name FROM organisation WHERE id = $1").bind(permit.id());
        look.fetch_one::<(String,)>().await.expect("its name").0
    });
    // On SQLite it does not even begin before the first is done.
    if world.engine == Engine::Postgres {
        let mut eye = world.world.db.read().await.expect("a read begins");
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while !second.is_finished() && eye.query(waiting).fetch_one::<(i64,)>().await.expect("counted").0 == 0 {}
    }
    let rename = first.query("UPDATE organisation SET name = 'Town Trust' WHERE id = $1").bind(permit.id());
    rename.execute().await.expect("renamed");
    first.commit().await.expect("on disk");
    assert_eq!(second.await.expect("no panic"), "Town Trust");
});

story!(what_is_written_down_is_what_the_leave_was_about, |world| async {
    let who = somebody(&world, Level::OrganisationAdmin).await;
    let mut tx = world.world.db.write().await.expect("a write begins");
    let permit = administers::<Govern>(&mut tx, who.person, world.organisation, world.now()).await.expect("she may");
    let did = world.world.ctx(who).did(&permit, audit::Deed::EntriesPruned);
    assert_eq!((did.scope, did.actor), (Scope::Organisation(permit.id()), Actor::Person { person: who.person, device: who.device }));
});

story!(whoever_left_changes_nothing_of_their_own_any_more, |world| async {
    let asha = world.person("Asha Patel").await;
    let mut tx = world.world.db.write().await.expect("a write begins");
    let permit = oneself::<Introduce>(&mut tx, asha.who.person).await.expect("she is here");
    assert_eq!((permit.person(), permit.is_profiled()), (asha.who.person, true));
    drop(tx);
    world.write("UPDATE person SET left_at = 5 WHERE id = $1", |query| query.bind(asha.who.person)).await;
    let mut tx = world.world.db.write().await.expect("a write begins");
    assert_eq!(oneself::<Introduce>(&mut tx, asha.who.person).await.expect_err("she left"), Failure::SignedOut);
});
