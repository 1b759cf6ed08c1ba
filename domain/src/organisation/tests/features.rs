//! What is off, for whom, from when on, and what goes on all the same.

use platform::bus::Bus;
use platform::jobs::{Kind, NewJob, Runner, enqueue};
use uuid::Uuid;

use super::super::actions::{change_setting, may_do_job};
use super::super::model::Feature;
use super::{admin, decide};
use crate::access::{Failure, OrganisationId};
use crate::account;
use crate::chat::actions;
use crate::story;

const REMINDER: Kind = Kind { feature: Some("groups"), ..Kind::named("reminder") };

story!(where_new_groups_are_off_nobody_starts_one_and_those_there_are_go_on, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
    let (otto, olga) = (world.person_of(elsewhere, "Otto Other").await, world.person_of(elsewhere, "Olga Other").await);
    let once = Some(Uuid::from_u128(7));
    let with_ben = [ben.who.person];
    let group = actions::start_group(&asha, once, "Ward 7", &with_ben, "all").await.expect("starts");
    let ora = admin(&world, "Ora Lamb").await;
    decide(&ora, "groups", "off").await.expect("decided");
    for who in [&asha, &ora] {
        assert_eq!(actions::start_group(who, None, "Ward 8", &with_ben, "all").await, Err(Failure::FeatureOff));
    }
    assert_eq!(actions::start_group(&asha, once, "Ward 7", &with_ben, "all").await, Ok(group), "its answer was lost");
    actions::add_people(&asha, group, &[cleo.who.person]).await.expect("it goes on");
    actions::send(&cleo, group, None, "Bed 4 is ready.", None, None).await.expect("it goes on");
    actions::start_direct(&asha, ben.who.person).await.expect("two people are no group");
    actions::start_group(&otto, None, "Ward 7", &[olga.who.person], "all").await.expect("another Trust");
    assert!(!account::actions::me(&asha).await.expect("told").features.has(Feature::Groups), "her pages know");
    assert!(account::actions::me(&otto).await.expect("told").features.has(Feature::Groups));
    decide(&ora, "groups", "on").await.expect("decided");
    actions::start_group(&asha, None, "Ward 8", &with_ben, "all").await.expect("starts");
});

story!(another_server_has_forgotten_within_three_seconds_what_it_did_not_hear_of, |world| async {
    let (asha, ora) = (world.person("Asha Patel").await, admin(&world, "Ora Lamb").await);
    // Its bus is its own: no hint comes there.
    let other = world.another_server(Bus::default(), world.clock.clone()).await;
    let there = other.ctx(asha.who);
    assert_eq!(there.needs(Feature::Groups).await, Ok(()));
    decide(&ora, "groups", "off").await.expect("decided");
    assert_eq!(asha.needs(Feature::Groups).await, Err(Failure::FeatureOff), "here at once");
    world.wait(2999);
    assert_eq!(there.needs(Feature::Groups).await, Ok(()), "the price of not asking each time");
    world.wait(1);
    assert_eq!(there.needs(Feature::Groups).await, Err(Failure::FeatureOff));
});

story!(while_the_database_is_away_nothing_is_taken_for_on_or_off, |world| async {
    let (asha, ora) = (world.person("Asha Patel").await, admin(&world, "Ora Lamb").await);
    decide(&ora, "groups", "off").await.expect("decided");
    assert_eq!(asha.needs(Feature::Groups).await, Err(Failure::FeatureOff));
    world.world.db.close().await;
    assert_eq!(asha.needs(Feature::Groups).await, Err(Failure::FeatureOff), "remembered");
    world.wait(3000);
    assert_eq!(asha.needs(Feature::Groups).await, Err(Failure::Unavailable));
    let job = may_do_job(&world.world, "groups", world.organisation).await;
    assert_eq!(job, Err(platform::jobs::Trouble::Later("unavailable".into())));
});

story!(a_job_of_what_is_off_waits_and_is_done_once_that_is_on_again, |world| async {
    let ora = admin(&world, "Ora Lamb").await;
    let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
    let (done, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let here = world.world.clone();
    let runner = Runner::new(here.db.clone(), world.clock.clone(), here.secret.clone())
        .on(REMINDER, move |payload| {
            done.send(payload).expect("somebody looks");
            async { Ok(()) }
        })
        .asks(move |feature, organisation| {
            let world = here.clone();
            async move { may_do_job(&world, feature, OrganisationId(organisation)).await }
        });
    let mut tx = ora.write().await.expect("a write");
    for organisation in [world.organisation, elsewhere] {
        let sealed = world.world.secret.seal(organisation.0.as_bytes());
        enqueue(&mut tx, &NewJob::new(REMINDER, &sealed, world.now().0).organisation(organisation.0)).await.expect("left");
    }
    tx.commit().await.expect("on disk");
    change_setting(&ora, world.organisation, "groups", 0, "off").await.expect("decided");
    assert_eq!(runner.run_due().await.expect("ran"), 2, "both are tried");
    assert_eq!(seen.try_recv().expect("the other Trust's"), elsewhere.0.as_bytes());
    assert!(seen.try_recv().is_err());
    change_setting(&ora, world.organisation, "groups", 1, "on").await.expect("decided");
    world.wait(5000);
    assert_eq!(runner.run_due().await.expect("ran"), 1);
    assert_eq!(seen.try_recv().expect("the Trust's"), world.organisation.0.as_bytes());
});
