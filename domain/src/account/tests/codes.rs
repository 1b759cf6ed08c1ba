//! A1 and A2: who may come in, and what a code is worth.

use platform::bus::Bus;
use platform::mail::Mail;

use super::reception::{arrive, at_work, code_for, code_in, enter, post, seen, text};
use crate::access::Failure;
use crate::account::actions;
use crate::account::model::{CODE_TRIES, ENROLMENT_MILLIS, SIGN_IN_MILLIS};
use crate::story;
use crate::testing::{Engine, TestWorld, minutes};

const ASHA: &str = "asha.patel@trust.nhs.uk";

/// A code that is certainly not this one.
fn other(code: &str) -> String {
    let last = code.chars().last().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
    format!("{}{}", &code[..7], (last + 1) % 10)
}

story!(a_new_nurse_comes_in_with_the_code_from_her_mail, |world| async {
    let (_, caller, profile_missing) = arrive(&world, " Asha.Patel@Trust.NHS.uk ").await;
    assert!(profile_missing, "nobody knows her yet");
    assert_eq!(caller.organisation, world.organisation);
});

story!(an_unknown_domain_gets_the_same_answer_and_no_mail, |world| async {
    let known = actions::request_code(&world.world, ASHA, None, None).await.map(|_| ());
    let unknown = actions::request_code(&world.world, "somebody@gmail.com", None, None).await;
    assert_eq!(known, unknown.clone().map(|_| ()));
    let mails = post(&world).await;
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [ASHA]);
    // Nor do the words differ when a code is tried.
    let (asked, code) = code_for(&world, "ben@trust.nhs.uk").await;
    let wrong = enter(&world, &asked, &other(&code)).await.map(|_| ());
    let refused = enter(&world, &unknown.expect("the same answer"), "00000000").await.map(|_| ());
    assert_eq!(wrong, refused);
});

story!(a_code_that_ran_out_while_the_mail_server_was_down_is_not_mailed, |world| async {
    actions::request_code(&world.world, ASHA, None, None).await.expect("asked");
    world.clock.advance(ENROLMENT_MILLIS);
    assert_eq!(post(&world).await, []);
});

story!(an_unknown_domain_costs_the_same_rows_as_a_known_one, |world| async {
    let rows = async |email: &str| {
        actions::request_code(&world.world, email, None, None).await.expect("asked");
        let mut tx = world.world.db.read().await.expect("a read");
        let (jobs,): (i64,) = tx.query("SELECT count(*) FROM job").fetch_one().await.expect("jobs are counted");
        let (codes,): (i64,) = tx.query("SELECT count(*) FROM code").fetch_one().await.expect("codes are counted");
        (jobs, codes)
    };
    assert_eq!(rows(ASHA).await, (1, 1));
    assert_eq!(rows("somebody@gmail.com").await, (2, 2));
});

story!(a_sub_domain_comes_in_only_where_its_trust_says_so, |world| async {
    let refused = actions::request_code(&world.world, "asha@ward.trust.nhs.uk", None, None).await;
    assert!(refused.is_ok());
    assert!(post(&world).await.is_empty());
    world.write("UPDATE mail_domain SET subdomains = TRUE WHERE domain = 'trust.nhs.uk'", |query| query).await;
    let (_, caller, _) = arrive(&world, "asha@ward.trust.nhs.uk").await;
    assert_eq!(caller.organisation, world.organisation);
    // A look-alike is no sub-domain.
    actions::request_code(&world.world, "asha@eviltrust.nhs.uk", None, None).await.expect("the same answer");
    actions::request_code(&world.world, "asha@trust.nhs.uk.evil.example", None, None).await.expect("the same answer");
    assert!(post(&world).await.is_empty());
});

story!(the_nearest_domain_decides_which_trust_it_is, |world| async {
    world.write("UPDATE mail_domain SET subdomains = TRUE WHERE domain = 'trust.nhs.uk'", |query| query).await;
    let children = world.organisation("Children's Trust", "children.trust.nhs.uk").await;
    let (_, caller, _) = arrive(&world, "asha@children.trust.nhs.uk").await;
    assert_eq!(caller.organisation, children);
});

story!(an_enrolment_code_lives_24_hours, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    world.wait(ENROLMENT_MILLIS - 1);
    assert!(enter(&world, &asked, &code).await.is_ok());
    let (asked, code) = code_for(&world, "ben@trust.nhs.uk").await;
    world.wait(ENROLMENT_MILLIS);
    assert!(enter(&world, &asked, &code).await.is_err());
});

story!(a_sign_in_code_of_somebody_known_lives_10_minutes, |world| async {
    at_work(&world, ASHA).await;
    let (asked, code) = code_for(&world, ASHA).await;
    world.wait(SIGN_IN_MILLIS);
    assert!(enter(&world, &asked, &code).await.is_err());
    let (asked, code) = code_for(&world, ASHA).await;
    world.wait(SIGN_IN_MILLIS - 1);
    let entered = enter(&world, &asked, &code).await.expect("in time");
    assert!(!entered.profile_missing, "she has said who she is");
});

story!(a_code_works_once, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    assert!(enter(&world, &asked, &code).await.is_ok());
    assert!(enter(&world, &asked, &code).await.is_err());
});

story!(a_new_code_voids_the_old_one_of_the_same_browser, |world| async {
    let (old, old_code) = code_for(&world, ASHA).await;
    let (new, new_code) = code_in(&world, ASHA, Some(&old), None).await;
    assert!(enter(&world, &old, &old_code).await.is_err());
    assert!(enter(&world, &new, &new_code).await.is_ok());
});

story!(a_code_is_void_after_five_wrong_tries, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    for left in (0..CODE_TRIES).rev() {
        let failure = enter(&world, &asked, &other(&code)).await.expect_err("wrong");
        assert_eq!(text(&failure).contains(&left.to_string()), left > 0, "{failure}");
    }
    assert!(enter(&world, &asked, &code).await.is_err(), "the right one comes too late");
});

story!(parallel_guesses_are_all_counted, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    let wrong = other(&code);
    let guesses = (0..20).map(|_| {
        let (world, asked, wrong) = (world.world.clone(), asked.clone(), wrong.clone());
        tokio::spawn(async move { actions::enter_code(&world, Some(&asked), &wrong, &seen(), None).await })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert!(guess.await.expect("a guess ends").is_err());
    }
    assert!(enter(&world, &asked, &code).await.is_err());
});

story!(nobody_gets_more_than_three_codes_an_hour, |world| async {
    let mut last = None;
    for _ in 0..3 {
        last = Some(code_in(&world, ASHA, last.as_ref(), None).await.0);
        world.wait(minutes(10));
    }
    for asked in [None, last.as_ref()] {
        let failure = actions::request_code(&world.world, ASHA, asked, None).await.expect_err("a fourth");
        assert_eq!(failure.status(), 429);
        assert!(matches!(failure, Failure::TooMany { wait: 1800, .. }), "{failure:?}");
    }
    world.wait(minutes(30) + 1);
    code_for(&world, ASHA).await;
});

story!(an_unknown_address_is_braked_in_the_same_words, |world| async {
    for _ in 0..3 {
        actions::request_code(&world.world, ASHA, None, None).await.expect("asked");
        actions::request_code(&world.world, "somebody@gmail.com", None, None).await.expect("asked");
    }
    let known = actions::request_code(&world.world, ASHA, None, None).await;
    let unknown = actions::request_code(&world.world, "somebody@gmail.com", None, None).await;
    assert!(known.is_err());
    assert_eq!(known, unknown);
});

story!(a_hundred_parallel_requests_send_three_mails, |world| async {
    let asks = (0..100).map(|_| {
        let world = world.world.clone();
        tokio::spawn(async move { actions::request_code(&world, ASHA, None, None).await })
    });
    for ask in asks.collect::<Vec<_>>() {
        drop(ask.await.expect("an ask ends"));
    }
    assert_eq!(post(&world).await.len(), 3);
});

#[tokio::test]
async fn a_hundred_parallel_requests_at_two_servers_send_three_mails() {
    let world = TestWorld::on(Engine::Postgres).await;
    let other = world.another_server(Bus::default(), world.clock.clone()).await;
    let asks = (0..100).map(|number| {
        let world = if number % 2 == 0 { world.world.clone() } else { other.clone() };
        tokio::spawn(async move { actions::request_code(&world, ASHA, None, None).await })
    });
    for ask in asks.collect::<Vec<_>>() {
        drop(ask.await.expect("an ask ends"));
    }
    assert_eq!(post(&world).await.len(), 3);
}

story!(a_code_works_only_in_the_browser_that_asked, |world| async {
    let (_, code) = code_for(&world, ASHA).await;
    let (elsewhere, _) = code_for(&world, "ben@trust.nhs.uk").await;
    assert!(enter(&world, &elsewhere, &code).await.is_err());
    assert!(actions::enter_code(&world.world, None, &code, &seen(), None).await.is_err(), "nor in one that never asked");
});

story!(digits_of_other_scripts_are_refused_and_cost_no_try, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    let arabic: String = code.chars().map(|digit| char::from_u32(0x660 + digit.to_digit(10).unwrap_or(0)).unwrap_or('0')).collect();
    for _ in 0..=CODE_TRIES {
        assert!(enter(&world, &asked, &arabic).await.is_err());
    }
    let spaced = format!(" {} {}-{} ", &code[..4], &code[4..6], &code[6..]);
    assert!(enter(&world, &asked, &spaced).await.is_ok(), "spaces and dashes do not matter");
});

story!(the_code_is_one_word_of_the_letter_and_the_whole_letter_pasted_lets_in, |world| async {
    let asked = actions::request_code(&world.world, ASHA, None, None).await.expect("a code is asked for");
    let Mail { text: letter, html, .. } = post(&world).await.pop().expect("the letter");
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|letter| letter.is_ascii_digit());
    // In what mail programs show as well.
    for words in [letter.split_whitespace().collect::<Vec<_>>(), html.split(['<', '>']).collect()] {
        assert_eq!(words.into_iter().filter(is_code).count(), 1, "{letter}{html}");
    }
    assert!(enter(&world, &asked, &letter).await.is_ok(), "{letter}");
});

story!(what_cannot_be_a_code_or_an_address_is_no_knock, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    let from = Some("192.0.2.7".parse().expect("an address"));
    for _ in 0..400 {
        let refused = actions::enter_code(&world.world, Some(&asked), "1234567", &seen(), from).await.expect_err("no code");
        assert_eq!(text(&refused), "Enter the 8 digits from the email.");
        assert_eq!(actions::request_code(&world.world, "asha.patel", None, from).await.expect_err("no address").field(), Some("email"));
    }
    assert!(actions::enter_code(&world.world, Some(&asked), &code, &seen(), from).await.is_ok());
});

story!(a_code_keeps_its_leading_zeros, |world| async {
    for attempt in 0..60 {
        let (asked, code) = code_for(&world, &format!("n{attempt}@trust.nhs.uk")).await;
        if let Some(short) = code.strip_prefix('0') {
            assert!(enter(&world, &asked, short).await.is_err());
            assert!(enter(&world, &asked, &code).await.is_ok());
            return;
        }
    }
    panic!("one in ten codes begins with 0");
});

story!(codes_are_not_readable_in_the_database, |world| async {
    let asked = actions::request_code(&world.world, ASHA, None, None).await.expect("asked");
    let mut tx = world.world.db.read().await.expect("a read");
    let (hash, payload): (String, String) =
        tx.query("SELECT c.code_hash, j.payload FROM code c CROSS JOIN job j").fetch_one().await.expect("one code, one letter");
    drop(tx);
    assert!(!payload.contains("trust") && hash.len() > 40);
    let mail = post(&world).await.pop().expect("a mail");
    let code: String = mail.text.lines().nth(2).expect("a line").chars().filter(char::is_ascii_digit).collect();
    assert!(!payload.contains(&code) && !hash.contains(&code));
    assert!(enter(&world, &asked, &code).await.is_ok());
});

story!(somebody_who_left_does_not_come_back_in, |world| async {
    let (_, who) = at_work(&world, ASHA).await;
    let (asked, code) = code_for(&world, ASHA).await;
    world.write("UPDATE person SET left_at = 1 WHERE id = $1", |query| query.bind(who.person)).await;
    assert!(enter(&world, &asked, &code).await.is_err(), "not with a code from before");
    world.wait(minutes(61));
    actions::request_code(&world.world, ASHA, None, None).await.expect("the same answer");
    assert!(post(&world).await.is_empty());
});

story!(what_is_no_address_is_said_so_and_nothing_is_kept, |world| async {
    for typed in [
        "",
        "asha",
        "asha@",
        "@trust.nhs.uk",
        "a b@trust.nhs.uk",
        "asha@trust,nhs.uk",
        "asha@-trust.nhs.uk",
        "ásha@trust.nhs.uk",
        &"a".repeat(100_000),
    ] {
        let failure = actions::request_code(&world.world, typed, None, None).await.expect_err("no address");
        assert_eq!(failure.field(), Some("email"), "{typed}");
    }
    let mut tx = world.world.db.read().await.expect("a read");
    let (codes,): (i64,) = tx.query("SELECT count(*) FROM code").fetch_one().await.expect("codes are counted");
    assert_eq!(codes, 0);
});

story!(a_clock_set_back_lets_no_code_live_longer, |world| async {
    let (asked, code) = code_for(&world, ASHA).await;
    world.wait(-minutes(60));
    assert!(enter(&world, &asked, &code).await.is_err());
    let (asked, code) = code_for(&world, ASHA).await;
    assert!(enter(&world, &asked, &code).await.is_ok(), "a new one works at once");
});
