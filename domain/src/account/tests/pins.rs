//! A5: the PIN, and the lock.

use std::num::NonZero;

use super::reception::{PIN, arrive, at_work, seen, standing};
use crate::access::{Caller, Failure, Level, Standing, Timestamp};
use crate::account::actions;
use crate::account::door::Pins;
use crate::account::model::{PIN_EVERY_MILLIS, PIN_TRIES};
use crate::organisation::actions::change_setting;
use crate::story;
use crate::testing::{TestWorld, minutes};

const ASHA: &str = "asha.patel@trust.nhs.uk";
const WRONG: &str = "8306";
const NEXT: &str = "7093";

async fn unlock(world: &TestWorld, who: Caller, pin: &str) -> Result<(), Failure> {
    actions::unlock(&world.world, who, pin, &seen()).await
}

async fn lock(world: &TestWorld, who: Caller) {
    actions::lock(&world.world.ctx(who)).await.expect("it locks");
}

story!(a_locked_ward_tablet_opens_with_its_pin, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    lock(&world, who).await;
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(who));
    assert!(unlock(&world, who, WRONG).await.is_err());
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(who));
    unlock(&world, who, PIN).await.expect("the PIN opens");
    assert_eq!(standing(&world.world, &key).await, Standing::Open(who));
});

story!(easily_guessed_pins_are_refused, |world| async {
    let (_, who, _) = arrive(&world, ASHA).await;
    for weak in
        ["0000", "1111", "1234", "4321", "0123", "9876", "1212", "2580", "1985", "2024", "1122", "7788", "12345", "12", "12a4", "١٢٣٤", ""]
    {
        let failure = actions::set_pin(&world.world, who, weak, weak).await.expect_err("weak");
        assert_eq!(failure.field(), Some("pin"), "{weak}");
    }
    let failure = actions::set_pin(&world.world, who, PIN, WRONG).await.expect_err("two different ones");
    assert_eq!(failure.field(), Some("again"));
});

story!(a_pin_once_set_cannot_be_set_again_from_another_tab, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    assert!(actions::set_pin(&world.world, who, WRONG, WRONG).await.is_err());
    lock(&world, who).await;
    assert!(unlock(&world, who, WRONG).await.is_err());
    assert!(unlock(&world, who, PIN).await.is_ok());
});

story!(whoever_knows_the_pin_changes_it_and_only_they, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    let ctx = world.world.ctx(who);
    let change = async |current: &str, pin: &str, again: &str| actions::change_pin(&ctx, current, pin, again).await;
    assert_eq!(change(WRONG, NEXT, NEXT).await.expect_err("wrong").field(), Some("current"));
    assert_eq!(change("12", NEXT, NEXT).await.expect_err("not a PIN").field(), Some("current"));
    assert_eq!(change(PIN, "1234", "1234").await.expect_err("weak").field(), Some("pin"));
    assert_eq!(change(PIN, NEXT, WRONG).await.expect_err("two different ones").field(), Some("again"));
    change(PIN, NEXT, NEXT).await.expect("it changes");
    assert_eq!(standing(&world.world, &key).await, Standing::Open(who), "the screen stays open");
    lock(&world, who).await;
    assert!(unlock(&world, who, PIN).await.expect_err("the old one").to_string().contains("9 tries"));
    assert!(unlock(&world, who, NEXT).await.is_ok());
});

story!(the_pin_one_has_is_no_new_one, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    let ctx = world.world.ctx(who);
    for _ in 0..PIN_TRIES {
        let failure = actions::change_pin(&ctx, PIN, PIN, PIN).await.expect_err("the same");
        assert_eq!(failure.field(), Some("pin"));
    }
    actions::change_pin(&ctx, PIN, NEXT, NEXT).await.expect("and none of that cost a try");
});

story!(guesses_at_an_open_screen_cost_what_they_cost_at_the_lock, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    let ctx = world.world.ctx(who);
    for _ in 1..PIN_TRIES {
        assert!(actions::change_pin(&ctx, WRONG, NEXT, NEXT).await.is_err());
        world.wait(minutes(5));
    }
    assert_eq!(actions::change_pin(&ctx, WRONG, NEXT, NEXT).await, Err(Failure::SignedOut));
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
});

story!(from_the_fifth_wrong_pin_on_each_waits_longer, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    lock(&world, who).await;
    for _ in 0..4 {
        assert_eq!(unlock(&world, who, WRONG).await.expect_err("wrong").status(), 422);
    }
    for seconds in [15, 30, 60, 120, 240] {
        assert_eq!(unlock(&world, who, WRONG).await.expect_err("wrong").status(), 422);
        // Not even the right one is looked at, and waiting costs no try.
        let failure = unlock(&world, who, PIN).await.expect_err("too soon");
        assert!(matches!(failure, Failure::TooMany { wait, .. } if wait == seconds), "{failure:?}");
        world.wait(seconds * 1000);
    }
    assert!(unlock(&world, who, PIN).await.is_ok(), "the tenth is the right one");
    lock(&world, who).await;
    assert!(unlock(&world, who, WRONG).await.expect_err("wrong").to_string().contains("9 tries"), "and the count began anew");
});

story!(the_tenth_wrong_pin_signs_the_device_out, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    lock(&world, who).await;
    for _ in 1..PIN_TRIES {
        assert!(unlock(&world, who, WRONG).await.is_err());
        world.wait(minutes(5));
    }
    assert_eq!(unlock(&world, who, WRONG).await, Err(Failure::SignedOut));
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
    assert_eq!(unlock(&world, who, PIN).await, Err(Failure::SignedOut));
});

story!(guesses_from_many_tabs_at_once_are_all_counted, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    lock(&world, who).await;
    let tabs = (0..30).map(|_| {
        let world = world.world.clone();
        tokio::spawn(async move { actions::unlock(&world, who, WRONG, &seen()).await })
    });
    let mut looked_at = 0;
    for tab in tabs.collect::<Vec<_>>() {
        looked_at += i32::from(tab.await.expect("a tab ends").is_err_and(|failure| failure.status() == 422));
    }
    assert_eq!(looked_at, 5, "the fifth makes all others wait");
});

#[test]
fn the_whole_change_of_shift_is_let_into_the_queue_the_longer_the_more_cores_there_are() {
    for cores in [1, 2, 16] {
        let pins = Pins::on(NonZero::new(cores).expect("a core"));
        let shift: Vec<_> = std::iter::from_fn(|| pins.queue().ok()).collect();
        assert_eq!(shift.len(), cores * 256, "there is an end to it, and it is far");
    }
}

story!(more_than_fit_are_asked_to_come_back_and_cost_nobody_a_try, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    let full: Vec<_> = std::iter::from_fn(|| world.world.door.pins.queue().ok()).collect();
    lock(&world, who).await;
    let failure = unlock(&world, who, PIN).await.expect_err("the queue is full");
    assert_eq!(failure.status(), 429);
    drop(full);
    let arrival = actions::arrival(&world.world, Standing::Locked(who), None).await.expect("the lock screen shows");
    assert_eq!((arrival.wrong, arrival.name.as_str()), (0, "Asha Patel"));
    assert!(unlock(&world, who, PIN).await.is_ok());
});

story!(a_screen_left_alone_locks_after_the_time_its_trust_set, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    let admin = world.person_with(world.organisation, "Ora Lamb", Level::OrganisationAdmin).await;
    change_setting(&admin, world.organisation, "idle_seconds", 0, "60").await.expect("decided");
    // A seat that was taken before has heard of nothing, and is looked at again after a second.
    world.wait(1000);
    assert_eq!(standing(&world.world, &key).await, Standing::Open(who));
    world.wait(58_999);
    assert_eq!(standing(&world.world, &key).await, Standing::Open(who));
    world.wait(1);
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(who));
    assert_eq!(world.world.door.standings.touch(&world.world, &key).await, Ok(Standing::Locked(who)), "a late touch does not open it");
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(who));
});

story!(a_nurse_at_work_is_not_locked_out_and_other_servers_hear_of_it, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    for _ in 0..20 {
        world.wait(minutes(1));
        assert_eq!(world.world.door.standings.touch(&world.world, &key).await, Ok(Standing::Open(who)));
    }
    let mut tx = world.world.db.read().await.expect("a read");
    let (written,): (Timestamp,) =
        tx.query("SELECT active_at FROM device WHERE id = $1").bind(who.device).fetch_one().await.expect("the device");
    assert!(world.now().since(written) <= 15_000);
});

story!(activity_is_written_down_at_most_every_fifteen_seconds, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    let opened = world.now();
    for _ in 0..14 {
        world.wait(1000);
        world.world.door.standings.touch(&world.world, &key).await.expect("touched");
    }
    let mut tx = world.world.db.read().await.expect("a read");
    let (written,): (Timestamp,) =
        tx.query("SELECT active_at FROM device WHERE id = $1").bind(who.device).fetch_one().await.expect("the device");
    assert_eq!(written, opened);
});

story!(a_pin_is_asked_every_twelve_hours_however_busy_the_shift, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    let mut busy = 0;
    while world.world.door.standings.touch(&world.world, &key).await == Ok(Standing::Open(who)) {
        world.wait(minutes(1));
        busy += minutes(1);
    }
    assert_eq!(busy, PIN_EVERY_MILLIS);
    unlock(&world, who, PIN).await.expect("the PIN opens again");
    assert_eq!(standing(&world.world, &key).await, Standing::Open(who));
});

story!(a_clock_set_back_keeps_no_screen_open_and_locks_nobody_out, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    world.wait(-minutes(60));
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(who));
    unlock(&world, who, PIN).await.expect("the PIN opens");
    assert_eq!(standing(&world.world, &key).await, Standing::Open(who));
    lock(&world, who).await;
    for _ in 0..5 {
        assert!(unlock(&world, who, WRONG).await.is_err());
    }
    world.wait(-minutes(60));
    unlock(&world, who, PIN).await.expect("nor does anybody wait an hour for their PIN");
});

story!(a_pin_does_not_fit_another_device, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    let (_, other) = at_work(&world, "ben@trust.nhs.uk").await;
    let mut tx = world.world.db.read().await.expect("a read");
    let hashes: Vec<(String,)> = tx.query("SELECT pin_hash FROM device WHERE pin_hash IS NOT NULL").fetch_all().await.expect("two hashes");
    assert_eq!(hashes.len(), 2);
    assert_ne!(hashes[0], hashes[1], "the same PIN, and nobody can see that");
    assert!(!hashes[0].0.contains(PIN));
    assert_ne!(who.device, other.device);
});
