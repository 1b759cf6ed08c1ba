//! What is written down of coming in and going, and what is not.

use std::collections::BTreeMap;

use super::reception::{PIN, arrive, at_work, code_for, enter, seen};
use crate::access::Caller;
use crate::account::actions;
use crate::account::model::{PIN_TRIES, Profile};
use crate::audit::{Actor, Deed, Scope};
use crate::story;
use crate::testing::{TestWorld, minutes};

const ASHA: &str = "asha.patel@trust.nhs.uk";
const NEXT: &str = "7093";
const WRONG: &str = "8306";

/// How often each deed was written down.
async fn deeds(world: &TestWorld) -> BTreeMap<&'static str, usize> {
    let mut counted = BTreeMap::new();
    for entry in world.audited().await {
        *counted.entry(entry.deed().key()).or_default() += 1;
    }
    counted
}

/// The one entry of a deed: what it says besides who did it to their own.
async fn detail_of(world: &TestWorld, who: Caller, deed: Deed) -> String {
    let entries = world.audited().await;
    let entry = entries.iter().find(|entry| entry.deed() == deed).unwrap_or_else(|| panic!("{deed:?} is written down"));
    assert_eq!(entry.actor(), Actor::Person { person: who.person, device: who.device });
    assert_eq!((entry.scope(), entry.organisation_id), (Scope::Oneself(who.person), who.organisation));
    assert!(!entry.detail.contains("asha") && !entry.detail.contains("Asha") && !entry.detail.contains('@'), "{}", entry.detail);
    entry.detail.clone()
}

story!(whoever_comes_in_is_written_down_with_profile_and_pin, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    assert_eq!(deeds(&world).await, [("pin_set", 1), ("profile_arrived", 1), ("signed_in", 1)].into());
    assert_eq!(detail_of(&world, who, Deed::SignedIn).await, "{}");
    assert_eq!(detail_of(&world, who, Deed::PinSet).await, format!("{{\"device\":\"{}\"}}", who.device));
    let profile = Profile {
        name: "Asha Patel-Shah".into(),
        role: "Charge nurse".into(),
        grade: "Band 7".into(),
        body: "none".into(),
        ..Profile::default()
    };
    actions::save_profile(&world.world, who, &profile).await.expect("changed");
    assert_eq!(detail_of(&world, who, Deed::ProfileChanged).await, "{}", "what was changed stands in the profile");
    actions::change_pin(&world.world.ctx(who), PIN, NEXT, NEXT).await.expect("changed");
    assert_eq!(deeds(&world).await["pin_changed"], 1);
    assert!(world.audited().await.iter().all(|entry| !format!("{entry:?}").contains(NEXT)), "no PIN is written down");
});

story!(a_profile_that_is_posted_twice_at_once_arrives_once, |world| async {
    let (_, who, _) = arrive(&world, ASHA).await;
    let profile = Profile {
        name: "Asha Patel".into(),
        role: "Staff nurse".into(),
        grade: "Band 6".into(),
        body: "none".into(),
        ..Profile::default()
    };
    for turn in 1..=20 {
        world.write("UPDATE person SET profiled_at = NULL WHERE id = $1", |query| query.bind(who.person)).await;
        let (one, other) =
            tokio::join!(actions::save_profile(&world.world, who, &profile), actions::save_profile(&world.world, who, &profile));
        assert_eq!((one, other), (Ok(()), Ok(())));
        assert_eq!(deeds(&world).await, [("profile_arrived", turn), ("profile_changed", turn), ("signed_in", 1)].into());
    }
});

story!(whoever_goes_is_written_down_with_the_device_that_was_signed_out, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    let (_, other, _) = arrive(&world, ASHA).await;
    let ctx = world.world.ctx(who);
    actions::sign_out_device(&ctx, other.device).await.expect("signed out");
    assert_eq!(detail_of(&world, who, Deed::DeviceSignedOut).await, format!("{{\"device\":\"{}\"}}", other.device));
    assert!(actions::sign_out_device(&ctx, other.device).await.is_err(), "it is signed out already");
    actions::sign_out(&world.world, who).await.expect("signed out");
    assert_eq!(detail_of(&world, who, Deed::SignedOut).await, format!("{{\"device\":\"{}\"}}", who.device));
    let (_, again, _) = arrive(&world, ASHA).await;
    actions::sign_out_everywhere(&world.world.ctx(again)).await.expect("signed out");
    assert_eq!(detail_of(&world, again, Deed::SignedOutEverywhere).await, format!("{{\"devices\":[\"{}\"]}}", again.device));
    assert_eq!((deeds(&world).await["signed_out"], deeds(&world).await["device_signed_out"], deeds(&world).await["signed_in"]), (1, 1, 3));
});

story!(guessing_until_the_device_is_signed_out_is_one_deed, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    actions::lock(&world.world.ctx(who)).await.expect("locked");
    let before = world.audited().await.len();
    for _ in 0..PIN_TRIES {
        assert!(actions::unlock(&world.world, who, WRONG, &seen()).await.is_err());
        world.wait(minutes(5));
    }
    assert_eq!(world.audited().await.len(), before + 1);
    assert_eq!(detail_of(&world, who, Deed::PinTriesSpent).await, format!("{{\"device\":\"{}\"}}", who.device));
});

story!(a_code_that_does_not_fit_and_a_lock_that_opens_leave_no_entry, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    let wrong = if code == "12345678" { "87654321" } else { "12345678" };
    assert!(enter(&world, &asked, wrong).await.is_err());
    assert_eq!(world.audited().await, []);
    let (_, who) = at_work(&world, ASHA).await;
    let before = world.audited().await.len();
    let ctx = world.world.ctx(who);
    actions::lock(&ctx).await.expect("locked");
    actions::unlock(&world.world, who, PIN, &seen()).await.expect("opened");
    actions::set_pin(&world.world, who, NEXT, NEXT).await.expect_err("it has one");
    actions::tidy(&world.world).await.expect("tidied");
    assert_eq!(world.audited().await.len(), before);
});
