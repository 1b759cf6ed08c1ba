//! The permission matrix, its second half: every screen × everybody who may open it. Whom a screen is for is read from the table of
//! areas; what follows from that, and which few stand in front of the PIN, is said here once more.

use std::collections::BTreeSet;

use app::areas::{self, AREAS, DOOR, NAMED};
use domain::testing::Engine;
use uuid::Uuid;

use super::planted::{self, Planted, masked};
use super::stage::{Stage, Who};
use crate::routes::SCREENS;

/// Where somebody belongs who opens what is not theirs.
fn door(comer: Who) -> &'static str {
    match comer {
        Who::Anonymous | Who::Asked | Who::Revoked | Who::Left => "/sign-in",
        Who::Nameless => "/welcome",
        Who::Pinless => "/welcome/pin",
        Who::Locked => "/unlock",
        _ => "/c",
    }
}

/// The screens that are not only for those at work. One more is one more to think about.
const IN_FRONT: [&str; 6] = ["/help", "/sign-in", "/sign-in/code", "/unlock", "/welcome", "/welcome/pin"];

fn is_theirs(comer: Who, whose: areas::Who) -> bool {
    match whose {
        areas::Who::Everybody => true,
        areas::Who::SignIn => door(comer) == "/sign-in",
        areas::Who::Welcome => comer == Who::Nameless,
        areas::Who::Pin => comer == Who::Pinless,
        areas::Who::Unlock => comer == Who::Locked,
        areas::Who::Work => Who::AT_WORK.contains(&comer),
    }
}

/// The addresses of all screens.
pub fn routes() -> BTreeSet<String> {
    SCREENS.iter().map(|route| route.path().to_owned()).collect()
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
    Planted::on(&stage).await;
    let mut wrong = Vec::new();
    for route in routes() {
        let address = route.replace("{id}", &stage.world.world.id().to_string()).replace("{part}", "table").replace("{look}", "dark");
        let found = match route.as_str() {
            "/" => 302,
            // Of a conversation and a person that are nobody's; and of a trial, which this is not.
            with_id if with_id.contains("{id}") || areas::begins_with(with_id, areas::GALLERY) => 404,
            _ => 200,
        };
        for comer in Who::ALL {
            let (status, to, body) = stage.open(comer, &address).await;
            let right = if is_theirs(comer, areas::who(&route)) { status == found } else { status == 303 && is_door(&to, door(comer)) };
            if !right {
                wrong.push(format!("{route} as {comer:?}: {status} {to}: {}", body.chars().take(160).collect::<String>()));
            }
            wrong.extend(planted::told(comer, &body).into_iter().map(|word| format!("{route} tells {comer:?} {word}")));
            let named = body.contains("Mina Member") && !Who::AT_WORK.contains(&comer) && route != "/unlock";
            assert!(!named, "{route} tells {comer:?} a name");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Addresses that say whose thing they are about: `{x}` is what is tried, `{group}` is theirs.
const ABOUT: [(&str, &str); 9] = [
    ("conversation", "/c/{x}"),
    ("conversation", "/c/{x}?info=1"),
    ("conversation", "/c/{x}?info=add&q=mina"),
    ("message", "/c/{group}?m={x}"),
    ("message", "/c/{group}?info={x}"),
    ("person", "/c/{group}?info=remove&person={x}"),
    ("person", "/people/{x}"),
    ("ward", "/people?ward={x}"),
    ("site", "/people?site={x}"),
];

#[tokio::test]
async fn every_route_of_a_screen_about_what_is_somebody_elses_is_as_about_nothing() {
    let stage = Stage::on(Engine::Sqlite).await;
    let planted = Planted::on(&stage).await;
    let group = stage.group().await.to_string();
    for (of, address) in ABOUT {
        let tried = match of {
            "conversation" => vec![planted.group.0, planted.direct.0],
            "message" => vec![planted.message.0, planted.deleted.0, planted.hidden.0],
            "person" => vec![planted.zephaniah.who.person.0],
            "ward" => vec![planted.ward.0],
            _ => vec![planted.site.0],
        };
        for comer in Who::AT_WORK {
            let at = |id: Uuid| address.replace("{x}", &id.to_string()).replace("{group}", &group);
            let (status, _, missing) = stage.open(comer, &at(stage.world.world.id())).await;
            for id in &tried {
                let (of_others, _, page) = stage.open(comer, &at(*id)).await;
                assert_eq!(of_others, status, "{address} as {comer:?}");
                assert_eq!(planted::told(comer, &page), [""; 0], "{address} tells {comer:?}");
                assert_eq!(without_chance(&page), without_chance(&missing), "{address} as {comer:?}");
            }
        }
    }
}

/// A page without what differs each time it is drawn.
fn without_chance(page: &str) -> String {
    let mut parts = page.split("nonce=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    masked(&parts.fold(first, |page, part| page + part.split_once('"').map_or(part, |(_, rest)| rest)))
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
        for comer in Who::ALL {
            let (status, to, body) = stage.open(comer, path).await;
            if Who::AT_WORK.contains(&comer) {
                assert!(status == 404 && body.contains("We cannot find that"), "{path}: {status} {to}");
            } else {
                assert!(status == 303 && is_door(&to, door(comer)) && body.is_empty(), "{path} as {comer:?}: {status} {to}");
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
        for comer in Who::ALL {
            let (status, to, body) = stage.open(comer, path).await;
            assert_eq!((status.as_u16(), to.as_str(), body.as_str()), (404, "", "There is no such page."), "{path} as {comer:?}");
        }
    }
}
