//! A8 and A10: who somebody says they are, and how far that is believed.

use super::reception::{arrive, standing};
use crate::access::{Failure, Level, Standing};
use crate::account::actions;
use crate::account::model::{Body, Profile};
use crate::story;
use crate::testing::TestWorld;

const ASHA: &str = "asha.patel@trust.nhs.uk";

fn asha(world: &TestWorld) -> Profile {
    Profile {
        name: "Asha Patel".into(),
        role: "Staff nurse".into(),
        grade: "Band 6".into(),
        specialty: "Respiratory medicine".into(),
        ward: world.ward.to_string(),
        body: "nmc".into(),
        registration: "12a 3456-b".into(),
    }
}

story!(a_newcomer_says_who_she_is_and_colleagues_see_it_unverified, |world| async {
    let (key, who, _) = arrive(&world, ASHA).await;
    let before = actions::arrival(&world.world, standing(&world.world, &key).await, None).await.expect("a form");
    assert_eq!((before.email_hint.as_str(), before.profile_missing, before.wards.len()), (ASHA, true, 1));
    actions::save_profile(&world.world, who, &asha(&world)).await.expect("kept");
    assert_eq!(standing(&world.world, &key).await, Standing::Arriving { caller: who, profile_missing: false });
    let me = actions::me(&world.world.ctx(who)).await.expect("me").colleague;
    assert_eq!((me.name.as_str(), me.ward.as_str(), me.site.as_str()), ("Asha Patel", "Ward 7", "City Hospital"));
    assert_eq!((me.body, me.registration.as_str(), me.verified_at), (Body::Nmc, "12A3456B", None));
});

story!(all_that_has_to_change_is_said_at_once_and_nothing_is_kept, |world| async {
    let (key, who, _) = arrive(&world, ASHA).await;
    let wrong = Profile { name: "  ".into(), grade: String::new(), registration: "123".into(), ..asha(&world) };
    let failures = actions::save_profile(&world.world, who, &wrong).await.expect_err("wrong");
    assert_eq!(failures.iter().filter_map(Failure::field).collect::<Vec<_>>(), ["name", "grade", "registration"]);
    assert_eq!(standing(&world.world, &key).await, Standing::Arriving { caller: who, profile_missing: true });
});

story!(nobody_is_taken_for_unregistered_because_they_passed_it_over, |world| async {
    let (_, who, _) = arrive(&world, ASHA).await;
    let silent = Profile { body: String::new(), ..asha(&world) };
    let failures = actions::save_profile(&world.world, who, &silent).await.expect_err("not chosen");
    assert_eq!(failures, [Failure::invalid("body", "Choose who registers you.")]);
});

story!(a_ward_of_another_trust_is_no_ward, |world| async {
    let other = world.organisation("Other Trust", "other.nhs.uk").await;
    let foreign = world.ward_of(other, "Other Hospital", "Ward 1").await;
    let (_, who, _) = arrive(&world, ASHA).await;
    for ward in [foreign.to_string(), world.world.id().to_string(), "Ward 7".into(), "' OR 1=1".into()] {
        let failures = actions::save_profile(&world.world, who, &Profile { ward, ..asha(&world) }).await.expect_err("no ward of hers");
        assert_eq!(failures.iter().filter_map(Failure::field).collect::<Vec<_>>(), ["ward"]);
    }
    actions::save_profile(&world.world, who, &Profile { ward: String::new(), ..asha(&world) }).await.expect("nobody needs a ward");
});

story!(a_name_cannot_hide_or_turn_its_letters, |world| async {
    let (_, who, _) = arrive(&world, ASHA).await;
    let (hidden, turned) = ("there is a hidden character in it.", "a hidden character in it turns the text around.");
    for (name, why) in [
        ("Asha\0Patel", hidden),
        ("Asha\u{200b}", hidden),
        ("Asha\u{200d}Patel", hidden),
        ("Asha \u{202e}letaP", turned),
        ("Asha\u{2066}Patel", turned),
        ("\u{200b}\u{2800}\u{3164}", "Enter your first and last name."),
        (&"e\u{301}".repeat(10_000), "Use at most 80 characters for your name."),
    ] {
        let failures =
            actions::save_profile(&world.world, who, &Profile { name: name.into(), ..asha(&world) }).await.expect_err("unseen letters");
        assert_eq!(failures.iter().filter_map(Failure::field).collect::<Vec<_>>(), ["name"]);
        assert!(failures[0].to_string().ends_with(why), "{name:?}: {}", failures[0]);
    }
    let longest = "🙂".repeat(80);
    for name in
        ["Siân O’Connor-Łukasz", "Zoë 🙂", "می\u{200c}نا رضایی", "Ana 👨\u{200d}👩\u{200d}👧", &longest, "<script>alert(1)</script>"]
    {
        let profile = Profile { name: name.into(), ..asha(&world) };
        actions::save_profile(&world.world, who, &profile).await.expect("a name");
        assert_eq!(actions::me(&world.world.ctx(who)).await.expect("me").colleague.name, name);
    }
});

story!(a_registration_number_has_its_bodys_form, |world| async {
    for (body, right, wrong) in [
        (Body::Gmc, "1234567", "123456"),
        (Body::Nmc, "12A3456B", "12A34567"),
        (Body::Hcpc, "PH123456", "P123456"),
        (Body::Gphc, "2012345", "3012345"),
    ] {
        assert_eq!(body.registration(right), Ok(right.to_owned()));
        assert!(body.registration(wrong).is_err(), "{wrong}");
        assert!(body.registration("").is_err());
    }
    assert_eq!(Body::None.registration("anything"), Ok(String::new()));
    drop(world);
});

story!(a_check_is_lost_when_the_name_or_the_number_changes, |world| async {
    let (_, who, _) = arrive(&world, ASHA).await;
    actions::save_profile(&world.world, who, &asha(&world)).await.expect("kept");
    world.write("UPDATE person SET verified_at = 5 WHERE id = $1", |query| query.bind(who.person)).await;
    let moved = Profile { specialty: "Cardiology".into(), ..asha(&world) };
    actions::save_profile(&world.world, who, &moved).await.expect("kept");
    assert!(actions::me(&world.world.ctx(who)).await.expect("me").colleague.verified_at.is_some());
    for other in [Profile { registration: "12A3456C".into(), ..asha(&world) }, Profile { name: "Somebody Else".into(), ..asha(&world) }] {
        actions::save_profile(&world.world, who, &asha(&world)).await.expect("kept");
        world.write("UPDATE person SET verified_at = 5 WHERE id = $1", |query| query.bind(who.person)).await;
        actions::save_profile(&world.world, who, &other).await.expect("kept");
        assert!(actions::me(&world.world.ctx(who)).await.expect("me").colleague.verified_at.is_none());
    }
});

story!(three_levels_of_power_are_kept_and_nobody_gives_themselves_one, |world| async {
    for level in [Level::Person, Level::OrganisationAdmin, Level::NetworkAdmin] {
        let ctx = world.person_who(world.organisation, &asha(&world), level).await;
        assert_eq!(actions::me(&ctx).await.expect("me").level, level);
        assert_eq!(standing(&world.world, &world.session_of(&ctx)).await, Standing::Open(ctx.who));
        actions::save_profile(&world.world, ctx.who, &asha(&world)).await.expect("kept");
        assert_eq!(actions::me(&ctx).await.expect("me").level, level);
    }
});
