//! The permission matrix, its second half: every screen × everybody who may open it. Whom a screen is for is read from the table of
//! areas; what follows from that, and which few stand in front of the PIN, is said here once more.

use std::collections::BTreeSet;

use app::areas::{self, AREAS, DOOR, NAMED};
use domain::testing::Engine;

use super::stage::{Stage, Who};

/// Everybody who may open a screen, and where they belong.
const COMERS: [(Who, &str); 6] = [
    (Who::Anonymous, "/sign-in"),
    (Who::Revoked, "/sign-in"),
    (Who::Nameless, "/welcome"),
    (Who::Pinless, "/welcome/pin"),
    (Who::Locked, "/unlock"),
    (Who::Member, "/c"),
];

/// The screens that are not only for those at work. One more is one more to think about.
const IN_FRONT: [&str; 6] = ["/help", "/sign-in", "/sign-in/code", "/unlock", "/welcome", "/welcome/pin"];

fn is_theirs(comer: Who, whose: areas::Who) -> bool {
    match whose {
        areas::Who::Everybody => true,
        areas::Who::SignIn => matches!(comer, Who::Anonymous | Who::Revoked),
        areas::Who::Welcome => comer == Who::Nameless,
        areas::Who::Pin => comer == Who::Pinless,
        areas::Who::Unlock => comer == Who::Locked,
        areas::Who::Work => comer == Who::Member,
    }
}

/// The addresses of all screens.
fn routes() -> BTreeSet<String> {
    leptos_axum::generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect()
}

#[test]
fn every_route_of_a_screen_is_in_an_area_and_every_area_has_its_screen() {
    let (routes, steps) = (routes(), DOOR.map(|(path, _)| path));
    for route in &routes {
        let known =
            areas::of(route).is_some() || steps.contains(&route.as_str()) || route == "/" || areas::begins_with(route, areas::GALLERY);
        assert!(known, "{route} needs a row in app/src/areas.rs");
    }
    let named = NAMED.iter().filter_map(|named| named.path.split('?').next());
    for path in AREAS.iter().map(|area| area.path).chain(steps).chain(named) {
        assert!(routes.contains(path), "{path} is no screen");
    }
    let in_front: Vec<&String> = routes.iter().filter(|route| areas::who(route) != areas::Who::Work).collect();
    assert_eq!(in_front, IN_FRONT, "screens in front of the PIN");
}

#[tokio::test]
async fn every_route_of_a_screen_is_for_those_it_is_for() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut wrong = Vec::new();
    for route in routes() {
        let address = route.replace("{id}", &stage.world.world.id().to_string()).replace("{part}", "table").replace("{look}", "dark");
        let found = match route.as_str() {
            "/" => 302,
            // Of a conversation and a person that are nobody's; and of a trial, which this is not.
            with_id if with_id.contains("{id}") || areas::begins_with(with_id, areas::GALLERY) => 404,
            _ => 200,
        };
        for (comer, door) in COMERS {
            let (status, to, body) = stage.open(comer, &address).await;
            let right = if is_theirs(comer, areas::who(&route)) { status == found } else { status == 303 && is_door(&to, door) };
            if !right {
                wrong.push(format!("{route} as {comer:?}: {status} {to}: {}", body.chars().take(160).collect::<String>()));
            }
            assert!(comer == Who::Member || !body.contains("Mina Member") || route == "/unlock", "{route} tells {comer:?} a name");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether an answer leads to this door, with or without the way back.
fn is_door(to: &str, door: &str) -> bool {
    to.strip_prefix(door).is_some_and(|rest| rest.is_empty() || rest.starts_with("?next="))
}

#[tokio::test]
async fn every_route_that_nobody_thought_of_is_behind_the_door() {
    let stage = Stage::on(Engine::Sqlite).await;
    for path in [
        "/whatever",
        "/control",
        "/cats",
        "/c/x/y",
        "/people/x/y",
        "/help/x",
        "/sign-in/x",
        "/unlock/x",
        "/C",
        "/Help",
        "/dev/mail",
        "/dev/gallery/people.csv",
    ] {
        for (comer, door) in COMERS {
            let (status, to, body) = stage.open(comer, path).await;
            if comer == Who::Member {
                assert!(status == 404 && body.contains("We cannot find that"), "{path}: {status} {to}");
            } else {
                assert!(status == 303 && is_door(&to, door) && body.is_empty(), "{path} as {comer:?}: {status} {to}");
            }
        }
    }
    assert_eq!(stage.open(Who::Anonymous, "/c/x/y?m=7").await.1, "/sign-in?next=/c/x/y%3Fm%3D7");
}

#[tokio::test]
async fn every_route_written_in_another_way_is_nobodys() {
    let stage = Stage::on(Engine::Sqlite).await;
    for path in ["/c/", "/help/", "/sign-in/", "//help", "//c", "/c//42", "/help//x", "/%68elp", "/%63", "/c%2f42", "/help;x", "/whatever/"]
    {
        for (comer, _) in COMERS {
            let (status, to, body) = stage.open(comer, path).await;
            assert_eq!((status.as_u16(), to.as_str(), body.as_str()), (404, "", "There is no such page."), "{path} as {comer:?}");
        }
    }
}

#[tokio::test]
async fn every_route_without_a_screen_tells_nothing_of_anybody() {
    let stage = Stage::on(Engine::Sqlite).await;
    // No site is built here: a file that is not there is not found, and nobody is led to the door for it.
    let files = ["/pkg/pando.js", "/icons.svg", "/icons/icon-192.png", "/manifest.webmanifest", "/sw.js", "/offline.html"];
    let asked = [("/healthz", 200), ("/readyz", 200), ("/shell.json", 200), ("/crash", 405), ("/dev/mail", 303)];
    for (path, expected) in asked.into_iter().chain(files.map(|path| (path, 404))) {
        let (status, ..) = stage.open(Who::Anonymous, path).await;
        assert_eq!(status.as_u16(), expected, "{path}");
    }
    let (status, ..) = stage.open(Who::Anonymous, "/live").await;
    assert!(status.is_client_error(), "/live: {status}");
}
