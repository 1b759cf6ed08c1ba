//! Who decides what, what two of them decide at once, and what is known of it afterwards.

use tokio::join;

use super::super::actions::{change_setting, list_changes, list_settings};
use super::super::model::Held;
use super::super::settings::CHANGED_MEANWHILE;
use super::{admin, decide, version};
use crate::access::{Ctx, Failure, Level, NetworkId, Timestamp};
use crate::audit::{Actor, Deed, Scope};
use crate::story;

const IDLE: &str = "idle_seconds";

async fn idle_seconds(of: &Ctx) -> i64 {
    of.world.organisations.settings(&of.world, of.who.organisation).await.expect("the database answers").idle_seconds
}

story!(an_admin_decides_for_all_people_of_their_trust_and_of_no_other, |world| async {
    let (ora, asha) = (admin(&world, "Ora Lamb").await, world.person("Asha Patel").await);
    let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
    let otto = world.person_of(elsewhere, "Otto Other").await;
    assert_eq!((idle_seconds(&asha).await, idle_seconds(&otto).await), (180, 180), "as usual");
    change_setting(&ora, world.organisation, IDLE, 0, " 60 ").await.expect("decided");
    assert_eq!((idle_seconds(&asha).await, idle_seconds(&otto).await), (60, 180), "at once, and theirs alone");
    let entry = world.audited().await.pop().expect("an entry");
    assert_eq!((entry.deed(), entry.scope()), (Deed::SettingChanged, Scope::Organisation(world.organisation)));
    assert_eq!(entry.actor(), Actor::Person { person: ora.who.person, device: ora.who.device });
    assert_eq!(entry.detail, r#"{"from":180,"setting":"idle_seconds","to":60,"version":1}"#);
});

story!(nobody_decides_for_a_trust_whose_admin_they_are_not, |world| async {
    let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
    let asha = world.person("Asha Patel").await;
    let theirs = world.person_with(elsewhere, "Otto Other", Level::OrganisationAdmin).await;
    let decided = async |who: &Ctx| change_setting(who, world.organisation, "groups", 0, "off").await;
    assert_eq!(decided(&asha).await, Err(Failure::Forbidden), "her own Trust");
    assert_eq!(decided(&theirs).await, Err(Failure::NotFound), "another's admin");
    assert_eq!(list_settings(&asha, world.organisation).await, Err(Failure::Forbidden));
    assert_eq!(list_changes(&theirs, world.organisation, "groups", None).await, Err(Failure::NotFound));
    let ora = admin(&world, "Ora Lamb").await;
    assert_eq!(change_setting(&ora, world.organisation, "haptics", 0, "on").await, Err(Failure::NotFound), "there is no such setting");
    // What she was when she came in is not what she is now.
    world.write("UPDATE affiliation SET level = 'person' WHERE person_id = $1", |query| query.bind(ora.who.person)).await;
    assert_eq!(decided(&ora).await, Err(Failure::Forbidden));
    world.write("UPDATE affiliation SET level = 'organisation_admin'", |query| query).await;
    world.leaves(&ora).await;
    assert_eq!(decided(&ora).await, Err(Failure::NotFound), "nor is anybody who left");
    assert_eq!(world.audited().await, [], "nothing is written down of it");
});

story!(an_admin_of_the_network_decides_for_each_of_its_trusts, |world| async {
    let ned = world.person_with(world.organisation, "Ned Network", Level::NetworkAdmin).await;
    let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
    let otto = world.person_of(elsewhere, "Otto Other").await;
    change_setting(&ned, elsewhere, IDLE, 0, "120").await.expect("decided");
    change_setting(&ned, world.organisation, IDLE, 0, "90").await.expect("decided");
    assert_eq!((idle_seconds(&otto).await, idle_seconds(&ned).await), (120, 90));
    let another = NetworkId(world.world.id());
    world.write("INSERT INTO network (id, name) VALUES ($1, 'South Network')", |query| query.bind(another)).await;
    world.write("UPDATE organisation SET network_id = $2 WHERE id = $1", |query| query.bind(elsewhere).bind(another)).await;
    assert_eq!(change_setting(&ned, elsewhere, IDLE, 1, "60").await, Err(Failure::NotFound), "of his network");
});

story!(what_was_changed_since_somebody_was_shown_it_is_not_overwritten, |world| async {
    let (ora, sam) = (admin(&world, "Ora Lamb").await, admin(&world, "Sam Dale").await);
    change_setting(&ora, world.organisation, IDLE, 0, "60").await.expect("decided");
    let late = change_setting(&sam, world.organisation, IDLE, 0, "300").await;
    assert_eq!(late, Err(Failure::invalid(IDLE, CHANGED_MEANWHILE)));
    assert_eq!(idle_seconds(&sam).await, 60);
    // Whose answer was lost, or who wants the same, is told that it is so.
    for admin in [&ora, &sam] {
        change_setting(admin, world.organisation, IDLE, 0, "60").await.expect("it is");
    }
    change_setting(&sam, world.organisation, IDLE, 1, "300").await.expect("he has seen it now");
    assert_eq!(world.audited().await.len(), 2, "a change that is none leaves no entry");
});

story!(of_two_admins_who_decide_at_once_one_is_told_to_look_again, |world| async {
    let (ora, sam) = (admin(&world, "Ora Lamb").await, admin(&world, "Sam Dale").await);
    for turn in 0..20 {
        let shown = version(&ora, world.organisation, IDLE).await;
        let (hers, his) = (60 + turn, 200 + turn);
        let (her_words, his_words) = (hers.to_string(), his.to_string());
        let (one, other) = join!(
            change_setting(&ora, world.organisation, IDLE, shown, &her_words),
            change_setting(&sam, world.organisation, IDLE, shown, &his_words)
        );
        assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {other:?}");
        let refused = one.clone().err().or(other.err()).expect("one is refused");
        assert_eq!(refused, Failure::invalid(IDLE, CHANGED_MEANWHILE));
        assert_eq!(version(&sam, world.organisation, IDLE).await, shown + 1);
        assert_eq!(idle_seconds(&sam).await, if one.is_ok() { hers } else { his });
    }
});

story!(whoever_changed_what_when_and_from_what_is_one_question, |world| async {
    let (ora, sam) = (admin(&world, "Ora Lamb").await, admin(&world, "Sam Dale").await);
    let began = world.now();
    world
        .write(
            "INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at) VALUES ($1, 'groups', 1, 'off', $2)",
            |query| query.bind(ora.who.organisation).bind(began),
        )
        .await;
    world.wait(5000);
    decide(&ora, "groups", "on").await.expect("decided");
    decide(&ora, IDLE, "60").await.expect("decided");
    world.wait(5000);
    decide(&sam, "groups", "off").await.expect("decided");
    let changes = list_changes(&sam, world.organisation, "groups", None).await.expect("told");
    let told: Vec<_> =
        changes.iter().map(|change| (change.version, change.before.as_deref(), change.value.as_str(), change.changed_at)).collect();
    let at = |millis| Timestamp(began.0 + millis);
    assert_eq!(told, [(3, Some("on"), "off", at(10_000)), (2, Some("off"), "on", at(5000)), (1, None, "off", at(0))]);
    let who: Vec<_> = changes.iter().map(|change| (change.changed_by, change.name.as_deref())).collect();
    assert_eq!(who, [(Some(sam.who.person), Some("Sam Dale")), (Some(ora.who.person), Some("Ora Lamb")), (None, None)]);
    let earlier = list_changes(&sam, world.organisation, "groups", Some(2)).await.expect("told");
    assert_eq!(earlier, changes[2..]);
});

story!(what_a_newer_program_decided_survives_whatever_an_older_one_does, |world| async {
    let ora = admin(&world, "Ora Lamb").await;
    for (name, value) in [("haptics", "strong"), ("groups", "admins_only"), (IDLE, "900")] {
        world
            .write(
                "INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at) VALUES ($1, $2, 7, $3, 0)",
                |query| query.bind(ora.who.organisation).bind(name).bind(value),
            )
            .await;
    }
    assert_eq!(idle_seconds(&ora).await, 180, "as usual, where nobody here can tell");
    let held = |name: &str, version, value: &str| Held { name: name.into(), version, value: value.into() };
    let as_it_was = [held("groups", 7, "admins_only"), held("haptics", 7, "strong"), held(IDLE, 7, "900")];
    assert_eq!(list_settings(&ora, world.organisation).await.expect("shown plainly"), as_it_was);
    // It is there to be seen: nobody takes it for what is usual, and what is decided all the same is decided over it.
    assert!(change_setting(&ora, world.organisation, IDLE, 0, "60").await.is_err());
    change_setting(&ora, world.organisation, IDLE, 7, "180").await.expect("decided");
    let [groups, haptics, _] = as_it_was;
    assert_eq!(list_settings(&ora, world.organisation).await.expect("shown"), [groups, haptics, held(IDLE, 8, "180")]);
    let changes = list_changes(&ora, world.organisation, IDLE, None).await.expect("told");
    assert_eq!(changes[0].before.as_deref(), Some("900"), "and is not lost");
    let entry = world.audited().await.pop().expect("an entry");
    assert_eq!(entry.detail, r#"{"from":"other","setting":"idle_seconds","to":180,"version":8}"#);
});
