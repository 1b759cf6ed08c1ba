//! Stories of finding colleagues, each on both engines.

mod large;

use super::actions;
use super::model::{Found, PAGE, Place, Search};
use crate::access::{Ctx, Level, PersonId};
use crate::account::model::Profile;
use crate::story;
use crate::testing::TestWorld;

async fn find(ctx: &Ctx, search: Search) -> Found {
    actions::search(ctx, &search).await.expect("the directory answers")
}

async fn names(ctx: &Ctx, text: &str) -> Vec<String> {
    find(ctx, Search { text: text.into(), ..Search::default() }).await.people.into_iter().map(|person| person.name).collect()
}

async fn doctor(world: &TestWorld, name: &str, specialty: &str, ward: &str) -> Ctx {
    let profile = Profile {
        name: name.into(),
        role: "Consultant".into(),
        grade: "Consultant".into(),
        specialty: specialty.into(),
        ward: ward.into(),
        body: "none".into(),
        ..Profile::default()
    };
    world.person_who(world.organisation, &profile, Level::Person).await
}

story!(a_colleague_is_found_by_the_beginnings_of_any_words, |world| async {
    let asha = world.person("Asha Patel").await;
    doctor(&world, "Ben Okafor", "Cardiology", "").await;
    for text in ["pat", "ASHA", "pat ash", "nurse", "band 6", "resp", "ward 7", "city hosp", "asha ward", "  asha   p "] {
        assert_eq!(names(&asha, text).await, ["Asha Patel"], "{text}");
    }
    for text in ["cardio", "okafor b", "consultant"] {
        assert_eq!(names(&asha, text).await, ["Ben Okafor"], "{text}");
    }
    for text in ["asha okafor", "atel", "zebra", "asha zebra"] {
        assert!(names(&asha, text).await.is_empty(), "{text}");
    }
    assert_eq!(names(&asha, "").await, ["Asha Patel", "Ben Okafor"]);
});

story!(a_number_belongs_to_the_word_before_it, |world| async {
    let asha = world.person("Asha Patel").await;
    let ben =
        Profile { name: "Ben Okafor".into(), role: "Ward clerk".into(), grade: "Band 7".into(), body: "none".into(), ..Profile::default() };
    world.person_who(world.organisation, &ben, Level::Person).await;
    assert_eq!(names(&asha, "ward 7").await, ["Asha Patel"], "not whoever has both words somewhere");
    assert_eq!(names(&asha, "7 ward").await, ["Asha Patel", "Ben Okafor"]);
    assert_eq!(names(&asha, "clerk 7").await, ["Ben Okafor"], "anywhere, where it stands nowhere so");
});

story!(accents_and_case_do_not_matter, |world| async {
    let sian = world.person("Siân O’Connor-Łukasz").await;
    for text in ["sian", "SIÂN", "o'connor", "connor", "lukasz", "Łuk", "o connor"] {
        assert_eq!(names(&sian, text).await, ["Siân O’Connor-Łukasz"], "{text}");
    }
});

story!(names_of_every_script_are_found_as_they_are_typed, |world| async {
    let asha = world.person("Asha Patel").await;
    for (name, typed) in [
        ("Linh Nguyễn", ["nguyen", "Nguyễn", "NGUYỄN"]),
        ("Minh Phạm", ["pham", "Phạm", "pha"]),
        ("İpek Işık", ["ipek", "İPEK", "isik"]),
        ("Ana Ma\u{301}rquez", ["marquez", "Márquez", "ma\u{301}rq"]),
        ("Jörg Groß", ["gross", "GROẞ", "jorg"]),
        ("Søren Bjørk", ["soren", "Søren", "bjork"]),
        ("Þóra Guðmundsdóttir", ["thora", "gudmunds", "Þóra"]),
        ("Иван Петров", ["Иван", "ива", "петров"]),
        ("田中 太郎", ["田中", "田", "太郎"]),
        ("김민준", ["김", "김민", "기"]),
        ("می\u{200c}نا رضایی", ["می\u{200c}نا", "مینا", "رضاي"]),
    ] {
        world.person(name).await;
        for typed in typed {
            assert_eq!(names(&asha, typed).await, [name], "{typed}");
        }
    }
});

story!(apostrophes_hyphens_and_spaces_in_names_do_not_matter, |world| async {
    let asha = world.person("Asha Patel").await;
    let mut found = Vec::new();
    for name in ["Aoife O'Brien", "Brid O’Brien", "Cara OBrien", "Dee O Brien"] {
        world.person(name).await;
        found.push(name);
    }
    for text in ["obrien", "O'Brien", "o’brien", "O-Brien"] {
        assert_eq!(names(&asha, text).await, found, "{text}");
    }
    for name in ["Eve Smith-Jones", "Fay Smith Jones", "Gil Smithjones"] {
        world.person(name).await;
    }
    for text in ["smithjones", "Smith-Jones", "smith–jones"] {
        assert_eq!(names(&asha, text).await, ["Eve Smith-Jones", "Fay Smith Jones", "Gil Smithjones"], "{text}");
    }
    assert_eq!(names(&asha, "smith jones").await, ["Eve Smith-Jones", "Fay Smith Jones"]);
    assert_eq!(names(&asha, "jones eve").await, ["Eve Smith-Jones"]);
    world.person("Hal Macdonald").await;
    assert_eq!(names(&asha, "mac donald").await, ["Hal Macdonald"], "and when nobody has the words, all of them as one");
});

story!(titles_are_passed_over, |world| async {
    let asha = world.person("Asha Patel").await;
    doctor(&world, "Drew Patel", "Cardiology", "").await;
    for text in ["Dr Patel", "dr. patel", "Prof Patel", "Ms Patel", "Mr. patel"] {
        assert_eq!(names(&asha, text).await, ["Asha Patel", "Drew Patel"], "{text}");
    }
    assert_eq!(names(&asha, "Nurse Patel").await, ["Asha Patel"], "what is a role as well narrows while it finds somebody");
    assert_eq!(names(&asha, "Sister Patel").await, ["Asha Patel", "Drew Patel"]);
    assert_eq!(names(&asha, "dr").await, ["Drew Patel"], "a title alone is a word");
});

story!(a_search_of_which_nothing_is_left_finds_nobody, |world| async {
    let asha = world.person("Asha Patel").await;
    for text in ["%", "...", "'", "-", "😀😀", "\u{200b}", "\u{202e}", "?!", "\u{301}"] {
        assert!(names(&asha, text).await.is_empty(), "{text:?}");
        let narrowed = Search { text: text.into(), ward: Some(world.ward), ..Search::default() };
        assert!(find(&asha, narrowed).await.people.is_empty(), "{text:?} on a ward");
    }
    assert_eq!(names(&asha, " \t ").await, ["Asha Patel"], "nothing typed is no search");
});

story!(people_of_another_trust_are_not_there, |world| async {
    let asha = world.person("Asha Patel").await;
    let other = world.organisation("Other Trust", "other.nhs.uk").await;
    let stranger = world.person_of(other, "Asha Stranger").await;
    assert_eq!(names(&asha, "asha").await, ["Asha Patel"]);
    assert_eq!(names(&stranger, "asha").await, ["Asha Stranger"]);
    assert_eq!(actions::find_colleague(&asha, stranger.who.person).await, Ok(None));
    assert_eq!(actions::find_colleague(&asha, PersonId(world.world.id())).await, Ok(None));
    let both = [stranger.who.person, asha.who.person];
    let seen = actions::list_colleagues(&asha, &both).await.expect("an answer");
    assert_eq!(seen.into_iter().map(|person| person.name).collect::<Vec<_>>(), ["Asha Patel"]);
    assert!(actions::list_wards(&world.world, other).await.expect("wards").is_empty());
    let found = find(&asha, Search { ward: Some(crate::access::WardId(world.world.id())), ..Search::default() }).await;
    assert!(found.people.is_empty());
});

story!(who_left_or_has_not_said_who_they_are_is_not_found_by_searching, |world| async {
    let asha = world.person("Asha Patel").await;
    let gone = world.person("Asha Gone").await;
    let silent = world.person("Asha Silent").await;
    world.leaves(&gone).await;
    world.write("UPDATE person SET profiled_at = NULL WHERE id = $1", |query| query.bind(silent.who.person)).await;
    world.write("UPDATE affiliation SET sort_name = NULL WHERE person_id = $1", |query| query.bind(silent.who.person)).await;
    assert_eq!(names(&asha, "asha").await, ["Asha Patel"]);
    assert_eq!(names(&asha, "").await, ["Asha Patel"]);
    let seen = actions::find_colleague(&asha, gone.who.person).await.expect("an answer").expect("her messages still have her name");
    assert!(seen.left_at.is_some());
});

story!(an_email_address_finds_nobody_and_is_never_shown, |world| async {
    let asha = world.person("Asha Patel").await;
    let mut tx = world.world.db.read().await.expect("a read");
    let (email,): (String,) = tx.query("SELECT email FROM person").fetch_one().await.expect("an address");
    drop(tx);
    assert!(names(&asha, &email).await.is_empty());
    let shown = serde_json::to_string(&find(&asha, Search::default()).await).expect("JSON");
    assert!(!shown.contains(&email) && !shown.contains('@'), "{shown}");
});

story!(a_search_is_narrowed_to_a_ward_or_a_site, |world| async {
    let asha = world.person("Asha Patel").await;
    let icu = world.ward_of(world.organisation, "North Hospital", "ICU").await;
    doctor(&world, "Asha Okafor", "Intensive care", &icu.to_string()).await;
    let of = async |search: Search| find(&asha, search).await.people.into_iter().map(|person| person.name).collect::<Vec<_>>();
    assert_eq!(of(Search { ward: Some(icu), ..Search::default() }).await, ["Asha Okafor"]);
    assert_eq!(of(Search { ward: Some(world.ward), text: "asha".into(), ..Search::default() }).await, ["Asha Patel"]);
    let wards = actions::list_wards(&world.world, world.organisation).await.expect("wards");
    assert_eq!(wards.iter().map(|ward| ward.ward_name.as_str()).collect::<Vec<_>>(), ["Ward 7", "ICU"]);
    assert_eq!(of(Search { site: Some(wards[1].site), text: "okafor".into(), ..Search::default() }).await, ["Asha Okafor"]);
    assert!(of(Search { site: Some(wards[0].site), ward: Some(icu), ..Search::default() }).await.is_empty());
});

story!(wards_are_listed_by_site_and_counted_as_people_count, |world| async {
    let asha = world.person("Asha Patel").await;
    for (site, ward) in [("Site 10", "A ward"), ("Site 9", "Ward 11"), ("Site 9", "Day unit")] {
        world.ward_of(world.organisation, site, ward).await;
    }
    let site = actions::list_wards(&world.world, world.organisation).await.expect("wards")[0].site;
    for ward in ["Ward 18", "ward 9", "Ward 11"] {
        let insert = "INSERT INTO ward (id, organisation_id, site_id, name) VALUES ($1, $2, $3, $4)";
        world.write(insert, |query| query.bind(world.world.id()).bind(world.organisation).bind(site).bind(ward.to_owned())).await;
    }
    let wards = actions::list_wards(&world.world, world.organisation).await.expect("wards");
    let names: Vec<_> = wards.iter().map(|ward| format!("{}: {}", ward.site_name, ward.ward_name)).collect();
    let first = ["Ward 7", "ward 9", "Ward 11", "Ward 18"].map(|ward| format!("City Hospital: {ward}"));
    assert_eq!(names[..4], first);
    assert_eq!(names[6], "Site 10: A ward", "and sites likewise: {names:?}");
    let seen = crate::account::actions::arrival(&world.world, crate::access::Standing::Open(asha.who), None).await.expect("her profile");
    assert_eq!(seen.wards, wards, "and so in the form of the profile");
});

story!(pages_skip_nobody_and_show_nobody_twice, |world| async {
    let mut asha = world.person("Asha 00").await;
    for number in 1..PAGE * 2 + 5 {
        // Many of one name: the id decides between them.
        asha = world.person(&format!("Asha {:02}", number / 7)).await;
    }
    for text in ["", "asha", "asha nurse"] {
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let found = find(&asha, Search { text: text.into(), after, ..Search::default() }).await;
            assert!(found.people.len() <= PAGE);
            seen.extend(found.people.into_iter().map(|person| (person.name, person.id)));
            pages += 1;
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((seen.len(), pages), (PAGE * 2 + 5, 3), "{text}");
        let mut once = seen.clone();
        once.dedup();
        assert_eq!(once.len(), seen.len());
        assert!(seen.is_sorted_by(|one, next| one.0 <= next.0));
    }
});

story!(a_new_name_is_found_and_the_old_one_is_not, |world| async {
    let asha = world.person("Asha Patel").await;
    let married =
        Profile { name: "Asha Khan".into(), role: "Sister".into(), grade: "Band 7".into(), body: "none".into(), ..Profile::default() };
    crate::account::actions::save_profile(&world.world, asha.who, &married).await.expect("kept");
    assert!(names(&asha, "patel").await.is_empty());
    assert_eq!(names(&asha, "khan sister").await, ["Asha Khan"]);
});

story!(hostile_searches_end_quickly_and_find_nobody_else, |world| async {
    let asha = world.person("Asha Patel").await;
    let long = "a ".repeat(500_000);
    let many = (0..200).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    for text in
        ["%", "_", "*", "\"", "asha'; DROP TABLE person; --", "NEAR(a b)", "\0", "\u{202e}", "=w", &many, &"é".repeat(100_000), "Z00438"]
    {
        let found = names(&asha, text).await;
        assert!(found.is_empty() || found == ["Asha Patel"], "{text}: {found:?}");
    }
    assert_eq!(names(&asha, &long).await, ["Asha Patel"], "one word, however often");
    let place = Place { sort_name: "\u{10ffff}".repeat(1000), id: asha.who.person };
    assert!(find(&asha, Search { after: Some(place), ..Search::default() }).await.people.is_empty());
});
