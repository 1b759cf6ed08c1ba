use domain::access::{Caller, DeviceId, Level, NetworkId, OrganisationId, PersonId};
use uuid::Uuid;

use super::*;

fn somebody() -> Caller {
    let id = Uuid::nil();
    Caller { person: PersonId(id), device: DeviceId(id), organisation: OrganisationId(id), network: NetworkId(id), level: Level::Person }
}

fn sent(standing: Standing, here: &str) -> Option<String> {
    let (path, query) = here.split_once('?').map_or((here, None), |(path, query)| (path, Some(query)));
    instead(standing, whose(path, false), here, query)
}

#[test]
fn a_stranger_sees_only_the_door_and_comes_back_to_where_they_wanted() {
    for page in ["/c", "/c/42?m=7", "/new?q=a&b", "/settings", "/lock"] {
        assert!(sent(Standing::Anonymous, page).is_some_and(|to| to.starts_with("/sign-in?next=/")), "{page}");
    }
    assert_eq!(sent(Standing::Anonymous, "/c/42?m=7").as_deref(), Some("/sign-in?next=/c/42%3Fm%3D7"));
    assert_eq!(sent(Standing::Anonymous, "/").as_deref(), Some("/sign-in"));
    assert_eq!(sent(Standing::Anonymous, "/unlock").as_deref(), Some("/sign-in"));
    assert_eq!(sent(Standing::Anonymous, "/sign-in/code"), None);
    assert_eq!(sent(Standing::Anonymous, "/help"), None);
}

#[test]
fn nobody_but_those_at_work_learns_whether_an_address_is_there() {
    let (locked, open) = (Standing::Locked(somebody()), Standing::Open(somebody()));
    let arriving = Standing::Arriving { caller: somebody(), profile_missing: true };
    // However it is written: what is no plain path is refused before, and led to the door all the same.
    for page in [
        "/whatever",
        "/control",
        "/cats",
        "/c/x/y",
        "/people/x/y",
        "/help/x",
        "/sign-in/x",
        "/welcome/x",
        "/unlock/x",
        "/C",
        "/HELP",
        "/Sign-In",
        "/c/",
        "/help/",
        "//help",
        "/%68elp",
        "/help%2f",
        "/apiary",
        "/api.html",
        "/pkgs/x",
        "/sw.js.map",
        "/sw.js/x",
        "/healthz/x",
        "/iconsx",
        "/dev/mail",
        "/offline.html.br",
    ] {
        let door = |door: &str| Some(with_next(door, page));
        assert_eq!(sent(Standing::Anonymous, page), door("/sign-in"), "{page}");
        assert_eq!(sent(locked, page), door("/unlock"), "{page}");
        assert_eq!(sent(arriving, page).as_deref(), Some("/welcome"), "{page}");
        assert_eq!(sent(open, page), None, "{page}");
    }
}

#[test]
fn what_is_no_screen_is_for_everybody() {
    for path in ["/api/request-code", "/live", "/crash", "/shell.json", "/healthz", "/readyz", "/pkg/pando.1.wasm", "/icons/192.png"] {
        assert_eq!(whose(path, false), Who::Everybody, "{path}");
    }
    assert_eq!(["/dev/mail", "/dev/mail/1.eml", "/device"].map(|path| whose(path, true)), [Who::Everybody, Who::Everybody, Who::Work]);
}

#[test]
fn every_file_of_the_site_is_for_everybody() {
    let site = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../public")).expect("the site's files");
    for entry in site {
        let name = entry.expect("a file").file_name().into_string().expect("a plain name");
        assert_eq!(whose(&format!("/{name}"), false), Who::Everybody, "{name} is no screen: it needs a row in server/src/addresses.rs");
    }
}

#[test]
fn a_locked_screen_leads_to_the_pin_and_back() {
    let locked = Standing::Locked(somebody());
    assert_eq!(sent(locked, "/c/42").as_deref(), Some("/unlock?next=/c/42"));
    assert_eq!(sent(locked, "/lock").as_deref(), Some("/unlock"));
    assert_eq!(sent(locked, "/unlock?next=/c/42"), None);
    assert_eq!(sent(locked, "/sign-in").as_deref(), Some("/unlock"));
    let open = Standing::Open(somebody());
    assert_eq!(sent(open, "/unlock?next=/c/42%3Fm%3D7").as_deref(), Some("/c/42?m=7"));
    assert_eq!(sent(open, "/unlock?next=//evil.example").as_deref(), Some("/c"));
    assert_eq!(sent(open, "/sign-in").as_deref(), Some("/c"));
    assert_eq!(sent(open, "/c/42"), None);
}

#[test]
fn whoever_arrives_says_who_they_are_and_then_sets_a_pin() {
    let unknown = Standing::Arriving { caller: somebody(), profile_missing: true };
    let known = Standing::Arriving { caller: somebody(), profile_missing: false };
    for page in ["/c", "/welcome/pin", "/unlock", "/sign-in"] {
        assert_eq!(sent(unknown, page).as_deref(), Some("/welcome"), "{page}");
    }
    assert_eq!(sent(known, "/welcome").as_deref(), Some("/welcome/pin"));
    assert_eq!(sent(known, "/welcome/pin"), None);
}

#[test]
fn what_a_screen_needs_is_known_however_its_address_is_written() {
    for query in ["group=1", "q=&group=1", "group=%31", "%67roup=1", "group=0&group=1"] {
        assert_eq!(needs("/new", Some(query)), [Feature::Groups], "{query}");
    }
    for query in [None, Some("group=0"), Some("group=1&group=0"), Some("group")] {
        assert_eq!(needs("/new", query), [], "{query:?}");
    }
}

#[tokio::test]
async fn what_is_off_is_told_in_words_to_a_person_and_by_its_code_to_a_script() {
    let mut told = Vec::new();
    for opens in [true, false] {
        let answer = in_words(&Failure::FeatureOff, opens);
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("the answer reads");
        told.push(String::from_utf8_lossy(&body).into_owned());
    }
    assert!(told[0].contains("Your organisation has switched this off") && !told[0].contains("refresh"), "{}", told[0]);
    assert_eq!(told[1], "\"feature_off\"");
}

#[test]
fn secrets_of_a_form_are_not_kept() {
    let kept = forms::fields("name=Asha+%C3%89&pin=1234&again=1234&code=12345678&bad=%zz%");
    assert_eq!(kept.get("name").map(String::as_str), Some("Asha É"));
    assert_eq!(kept.get("bad").map(String::as_str), Some("%zz%"));
    for secret in ["pin", "again", "code"] {
        assert_eq!(kept.get(secret), None, "{secret}");
    }
}

#[test]
fn every_box_that_was_ticked_is_kept_and_of_a_field_the_last() {
    let kept = forms::fields("shift%5B%5D=early&name=A&shift[]=night&name=B");
    assert_eq!(kept.all("shift[]"), ["early", "night"]);
    assert_eq!(kept.get("name").map(String::as_str), Some("B"));
    assert!(kept.all("late").is_empty());
}
