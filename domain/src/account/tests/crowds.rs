//! Who else asks at the same door, and what is left to the one who waits for her mail.

use std::net::IpAddr;

use super::reception::{code_for, code_in, enter, post};
use crate::account::actions;
use crate::account::model::{BROWSERS_PER_HOUR, CODES_PER_HOUR};
use crate::story;
use crate::testing::{TestWorld, minutes};

const ASHA: &str = "asha.patel@trust.nhs.uk";

#[expect(clippy::unnecessary_wraps, reason = "as the actions take it")]
fn address(text: &str) -> Option<IpAddr> {
    Some(text.parse().expect("an address"))
}

fn ward() -> Option<IpAddr> {
    address("192.0.2.7")
}

/// Strangers ask for Asha's code, each in a new browser, from so many networks, until nobody there is let through.
async fn strangers_ask(world: &TestWorld, networks: u8) -> usize {
    let mut let_through = 0;
    for network in 0..networks {
        while actions::request_code(&world.world, ASHA, None, address(&format!("203.0.113.{network}"))).await.is_ok() {
            let_through += 1;
        }
    }
    let_through
}

story!(a_stranger_who_asks_for_her_code_leaves_a_nurse_the_one_she_waits_for, |world| async {
    let (hers, code) = code_in(&world, ASHA, None, ward()).await;
    let (strangers, _) = code_in(&world, ASHA, None, address("203.0.113.9")).await;
    assert!(enter(&world, &strangers, &code).await.is_err(), "it is worth nothing elsewhere");
    assert!(enter(&world, &hers, &code).await.is_ok());
});

story!(strangers_do_not_use_up_the_codes_of_a_nurse_who_comes_later, |world| async {
    assert_eq!(strangers_ask(&world, 9).await, 9 * CODES_PER_HOUR);
    let (first, _) = code_in(&world, ASHA, None, ward()).await;
    let (second, _) = code_in(&world, ASHA, Some(&first), ward()).await;
    let (third, code) = code_in(&world, ASHA, Some(&second), ward()).await;
    let fourth = actions::request_code(&world.world, ASHA, Some(&third), ward()).await.expect_err("a fourth");
    assert!(fourth.to_string().starts_with("You have asked for 3 codes"), "{fourth}");
    assert!(enter(&world, &third, &code).await.is_ok());
});

story!(a_nurse_who_has_asked_goes_on_asking_whatever_her_own_network_does, |world| async {
    let (first, _) = code_in(&world, ASHA, None, ward()).await;
    while actions::request_code(&world.world, ASHA, None, ward()).await.is_ok() {}
    strangers_ask(&world, 40).await;
    post(&world).await;
    let (second, code) = code_in(&world, ASHA, Some(&first), ward()).await;
    assert!(enter(&world, &second, &code).await.is_ok());
});

story!(one_mailbox_is_no_target_for_the_whole_world, |world| async {
    assert_eq!(strangers_ask(&world, 40).await, BROWSERS_PER_HOUR);
    let refused = actions::request_code(&world.world, ASHA, None, ward()).await.expect_err("nobody new for now");
    assert!(refused.to_string().starts_with("Too many codes for this address"), "{refused}");
    // The same for an address that nobody has.
    let mut asked = 0;
    while actions::request_code(&world.world, "somebody@gmail.com", None, address(&format!("203.0.113.{}", asked / 3))).await.is_ok() {
        asked += 1;
    }
    assert_eq!(asked, BROWSERS_PER_HOUR);
    world.wait(minutes(61));
    code_for(&world, ASHA).await;
});

story!(whoever_owns_many_ipv6_addresses_is_one_network, |world| async {
    let mut let_through = 0;
    for wire in 0..20 {
        let from = address(&format!("2001:db8:7:{wire:x}::1"));
        let_through += usize::from(actions::request_code(&world.world, ASHA, None, from).await.is_ok());
    }
    assert_eq!(let_through, CODES_PER_HOUR);
    assert!(actions::request_code(&world.world, ASHA, None, address("2001:db8:8::1")).await.is_ok());
});

story!(where_somebody_asked_from_cannot_be_read_in_the_database, |world| async {
    code_in(&world, ASHA, None, ward()).await;
    let (network,): (String,) = {
        let mut tx = world.world.db.read().await.expect("a read");
        tx.query("SELECT network FROM code").fetch_one().await.expect("one code")
    };
    assert!(network.len() > 20 && !network.contains("192"), "{network}");
});

story!(a_spray_from_one_address_is_braked_and_others_are_not, |world| async {
    let spray = address("203.0.113.9");
    let mut braked = 0;
    for guess in 0..400 {
        let ask = actions::request_code(&world.world, &format!("guess{guess}@gmail.com"), None, spray).await;
        braked += i32::from(ask.is_err_and(|failure| failure.status() == 429));
    }
    assert_eq!(braked, 100);
    assert!(actions::request_code(&world.world, ASHA, None, ward()).await.is_ok());
    world.wait(1000);
    assert!(actions::request_code(&world.world, "ben@trust.nhs.uk", None, spray).await.is_ok(), "and it is let go again");
});

story!(ten_addresses_that_spray_for_an_hour_hold_up_nobody_on_the_ward, |world| async {
    let brake = &world.world.door.brake;
    let mut sprayed = 0;
    for second in 0..3600 {
        for network in 0..12 {
            while brake.knock(address(&format!("203.0.113.{network}")), world.now()).is_ok() {
                sprayed += 1;
            }
        }
        if second % 600 == 599 {
            // Five people of one ward within a few seconds, twice each: the code asked for, and entered.
            for _ in 0..10 {
                brake.knock(ward(), world.now()).expect("the ward is let in");
            }
        }
        world.wait(1000);
    }
    // And the spray is held to what all have together, and to what is each one's own.
    assert!(sprayed <= 3000 + 3600 * 50 + 12 * (15 + 15 * 60), "{sprayed}");
});
