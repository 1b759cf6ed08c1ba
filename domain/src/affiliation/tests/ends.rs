//! Leaving one of two, leaving altogether and coming back; and another address to come in by.

use super::*;
use crate::account::tests::reception;

const WEEK: i64 = 7 * DAY;

/// A group of Other Trust that Asha is in, and one of her own.
async fn groups(trusts: &Trusts) -> (ConversationId, ConversationId) {
    let theirs = chat::start_group(&trusts.stella, None, "Night team", &[trusts.asha.who.person, trusts.other.who.person], "all").await;
    let own = chat::start_group(&trusts.asha, None, "Ward 7", &[trusts.city.who.person, trusts.stella.who.person], "all").await;
    (theirs.expect("founded"), own.expect("founded"))
}

story!(whoever_leaves_one_of_two_leaves_its_groups_and_nothing_else, |world| async {
    let trusts = Trusts::of(&world).await;
    trusts.lend(&world, world.now().plus(WEEK)).await;
    let (theirs, own) = groups(&trusts).await;
    let direct = chat::start_direct(&trusts.asha, trusts.stella.who.person).await.expect("colleagues");
    assert_eq!(timers(&world).await, 0, "nothing is due yet");
    world.wait(WEEK);
    assert_eq!(timers(&world).await, 1);
    assert_eq!(see(&trusts.asha, theirs).await.map(drop), Err(Failure::NotFound));
    let night = see(&trusts.stella, theirs).await.expect("the others go on");
    assert_eq!(night.row.members, 2);
    assert!(see(&trusts.asha, own).await.is_ok() && see(&trusts.asha, direct).await.is_ok());
    let Standing::Locked(who) = stands(&world, &trusts.asha).await else {
        panic!("she goes on working at home, after a week with her PIN")
    };
    assert_eq!(who.organisation, world.organisation);
    assert_eq!(timers(&world).await, 0, "once");
    let deeds: Vec<_> = world.audited().await.into_iter().map(|entry| (entry.actor, entry.deed)).collect();
    assert!(deeds.contains(&("system".into(), "person_left".into())), "{deeds:?}");
});

story!(an_end_that_was_put_off_takes_nobody_out, |world| async {
    let trusts = Trusts::of(&world).await;
    trusts.lend(&world, world.now().plus(WEEK)).await;
    let (theirs, _) = groups(&trusts).await;
    world.wait(DAY);
    trusts.lend(&world, world.now().plus(2 * WEEK)).await;
    world.wait(WEEK);
    timers(&world).await;
    assert!(see(&trusts.asha, theirs).await.is_ok());
    world.wait(2 * WEEK);
    timers(&world).await;
    assert_eq!(see(&trusts.asha, theirs).await.map(drop), Err(Failure::NotFound));
});

story!(whoever_belongs_nowhere_is_out_and_what_they_said_stays, |world| async {
    let trusts = Trusts::of(&world).await;
    let asha = &trusts.asha;
    let direct = chat::start_direct(asha, trusts.city.who.person).await.expect("colleagues");
    assert!(matches!(stands(&world, asha).await, Standing::Open(_)));
    assert_eq!(end_affiliation(&trusts.city, world.organisation, asha.who.person, world.now()).await, Ok(()));
    assert_eq!(stands(&world, asha).await, Standing::Anonymous, "at once, whatever the timer does");
    timers(&world).await;
    assert!(see(&trusts.city, direct).await.is_ok());
    assert!(knows(&trusts.city, asha.who.person).await.expect("her name stays").left_at.is_some());
    assert_eq!(names(&trusts.city, None).await, ["Cora City"]);
    let asked = address(&world, asha).await;
    account::actions::request_code(&world.world, &asked, None, None).await.expect("the same answer as for everybody");
    assert!(reception::post(&world).await.is_empty(), "and no code");

    affiliate(&trusts.city, world.organisation, &asked, terms(&world)).await.expect("she comes back");
    assert_eq!(names(&trusts.city, None).await, ["Asha Patel", "Cora City"]);
    assert_eq!(knows(&trusts.city, asha.who.person).await.expect("there").left_at, None);
    assert_eq!(stands(&world, asha).await, Standing::Anonymous, "on a device that she signs in on anew");
});

story!(an_organisation_keeps_an_admin, |world| async {
    let trusts = Trusts::of(&world).await;
    let alone = end_affiliation(&trusts.city, world.organisation, trusts.city.who.person, world.now()).await;
    assert_eq!(alone.expect_err("the only one").field(), Some("person"));
    let email = address(&world, &trusts.city).await;
    let less = affiliate(&trusts.city, world.organisation, &email, terms(&world)).await;
    assert_eq!(less.expect_err("nor becomes less").field(), Some("person"));
    let admin = Terms { level: Level::OrganisationAdmin, ..terms(&world) };
    let tomorrow = world.now().plus(DAY);
    for soon in [Terms { until: tomorrow, ..admin }, Terms { from: tomorrow, ..admin }] {
        let soon = affiliate(&trusts.city, world.organisation, &email, soon).await;
        assert_eq!(soon.expect_err("nor stays until tomorrow, or comes back then").field(), Some("person"));
    }
    affiliate(&trusts.city, world.organisation, &email, Terms { visible: false, ..admin }).await.expect("out of sight, and an admin");
});

story!(what_an_admin_of_the_network_is_changes_only_one_of_the_network, |world| async {
    let trusts = Trusts::of(&world).await;
    let mut tx = world.world.db.write().await.expect("a write");
    let raise = "UPDATE affiliation SET level = 'network_admin' WHERE person_id = $1";
    tx.query(raise).bind(trusts.asha.who.person).execute().await.expect("raised");
    tx.commit().await.expect("kept");
    let email = address(&world, &trusts.asha).await;
    let admin = Terms { level: Level::OrganisationAdmin, ..terms(&world) };
    assert_eq!(affiliate(&trusts.city, world.organisation, &email, admin).await, Err(Failure::Forbidden));
});

story!(a_lost_mailbox_is_a_new_address_and_the_same_person, |world| async {
    let trusts = Trusts::of(&world).await;
    let (_, who) = reception::at_work(&world, "old.name@trust.nhs.uk").await;
    let (asked, code) = reception::code_for(&world, "old.name@trust.nhs.uk").await;
    for (typed, field) in
        [("new.name@nowhere.org", "email"), ("new.name@other.nhs.uk", "email"), ("old.name@trust.nhs.uk", "email"), ("new", "email")]
    {
        let refused = change_address(&trusts.city, who.person, typed).await.expect_err("no address of hers");
        assert_eq!(refused.field(), Some(field), "{typed}");
    }
    let taken = address(&world, &trusts.asha).await;
    assert_eq!(change_address(&trusts.city, who.person, &taken).await.expect_err("somebody else's").field(), Some("email"));
    assert_eq!(change_address(&trusts.other, who.person, "new.name@trust.nhs.uk").await, Err(Failure::NotFound));
    assert_eq!(change_address(&trusts.asha, who.person, "new.name@trust.nhs.uk").await, Err(Failure::Forbidden));

    assert_eq!(change_address(&trusts.city, who.person, "new.name@trust.nhs.uk").await, Ok(()));
    world.wait(1000);
    assert!(reception::enter(&world, &asked, &code).await.is_err(), "a code that was sent to the old mailbox is dead");
    let devices = account::actions::list_devices(&world.world.ctx(who)).await.expect("devices");
    assert!(devices.is_empty(), "and her devices are signed out: {devices:?}");
    let (asked, code) = reception::code_for(&world, "new.name@trust.nhs.uk").await;
    assert_eq!(reception::enter(&world, &asked, &code).await.expect("she comes in").person, who.person);
    let told = world.audited().await.into_iter().find(|entry| entry.deed == "address_changed").expect("written down");
    assert!(!told.detail.contains('@'), "and no address in it: {}", told.detail);
});
