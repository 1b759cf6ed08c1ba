//! The permission matrix, its routes: everything that the router says it has is a screen, a server function, or a row of the table of
//! addresses; and every row × everybody who may ask.

use std::collections::BTreeSet;

use app::areas::begins_with;
use axum::Router;
use axum::routing::MethodFilter;
use domain::testing::Engine;

use super::planted::{self, Planted};
use super::screens;
use super::stage::{Stage, Who};
use crate::addresses::{Address, What, addresses, find};
use crate::security::Room;

/// What axum calls the rest of the way in a folder.
const REST: &str = "/{*__private__axum_nest_tail_param}";

/// Every path of a router, as the router itself tells it to whoever looks for faults: there is no other list that nobody has to keep.
fn told(router: &Router) -> BTreeSet<String> {
    let told = format!("{router:?}");
    let own = told.split_once("fallback_router").map_or(told.as_str(), |(own, _)| own);
    let entries = own.split("RouteId(").filter_map(|entry| entry.split_once("): \"")).filter(|(id, _)| id.parse::<u32>().is_ok());
    entries.filter_map(|(_, rest)| rest.split_once('"')).map(|(path, _)| path.to_owned()).collect()
}

/// The paths that a row brings into the router.
fn brought(address: &Address) -> Vec<String> {
    match address.what {
        What::Functions | What::Gallery | What::Files | What::Outbox => Vec::new(),
        What::HashedFiles => ["", "/", REST].map(|rest| format!("{}{rest}", address.path)).into(),
        _ => vec![address.path.to_owned()],
    }
}

fn functions() -> impl Iterator<Item = String> {
    server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned())
}

#[tokio::test]
async fn every_route_of_the_router_is_a_screen_or_a_function_or_has_a_row() {
    for (stage, is_trial) in [(Stage::on(Engine::Sqlite).await, false), (Stage::of_a_trial().await, true)] {
        let rows = addresses(is_trial).flat_map(brought);
        let known: BTreeSet<String> = screens::routes().into_iter().chain(functions()).chain(rows).collect();
        let mut routed = told(&stage.router);
        // The outbox has pages of its own below its address, and there alone.
        routed.retain(|path| !(is_trial && begins_with(path, "/dev/mail")));
        let alone: Vec<_> = routed.symmetric_difference(&known).collect();
        assert_eq!(alone, [""; 0], "routes that nothing is known of, or what is known and not routed");
    }
}

#[test]
fn what_takes_more_than_words_says_so_and_whatever_nobody_thought_of_takes_nothing() {
    let takes = |path: &str, is_trial| find(path, is_trial).map(|address| address.takes);
    assert!(functions().all(|path| takes(&path, false) == Some(Room::WORDS)));
    let with_files: Vec<_> = functions().filter(|path| takes(path, true) != Some(Room::WORDS)).collect();
    assert_eq!(with_files, [gallery::upload_url()]);
    assert_eq!((takes(gallery::upload_url(), true), takes("/crash", false)), (Some(Room::FILES), Some(Room::of(4096))));
    for path in ["/live", "/readyz", "/sw.js", "/pkg/pando.css"] {
        assert_eq!(takes(path, false), Some(Room::NONE), "{path}");
    }
    for path in ["/", "/c", "/whatever", "/apiary", "/dev/mail", "/crash/x"] {
        assert_eq!(takes(path, false), None, "{path}");
    }
}

/// What somebody is answered who asks as a page does. No site is built here: no file is there.
fn expected(address: &Address, is_there: bool, who: Who) -> u16 {
    match address.what {
        _ if !is_there && Who::AT_WORK.contains(&who) => 404,
        _ if !is_there => 303,
        // It is no page that asks; who may come up is told by `sockets.rs`.
        What::Line => 400,
        What::Crash => 204,
        What::Shell | What::Health | What::Ready | What::GalleryFile | What::Gallery => 200,
        // One that is not there: what looks for files takes no forms.
        What::Functions => 405,
        What::Offline | What::Files | What::HashedFiles | What::Outbox => 404,
    }
}

/// An address that the row is asked about, and what is sent there.
fn asked(address: &Address) -> (String, &'static str) {
    match address.what {
        What::Functions | What::HashedFiles | What::Outbox => (format!("{}/nothing", address.path), ""),
        What::Crash => (address.path.to_owned(), "0.1.0\nRuntimeError\nwasm-function[1]:0x2"),
        _ => (address.path.to_owned(), ""),
    }
}

#[tokio::test]
async fn every_route_with_a_row_answers_by_it_and_tells_nobody_what_is_others() {
    let (ward, trial) = (Stage::on(Engine::Sqlite).await, Stage::of_a_trial().await);
    let mut wrong = Vec::new();
    for (stage, is_trial) in [(&ward, false), (&trial, true)] {
        Planted::on(stage).await;
        // Files have a story of their own; what is of a trial is asked for elsewhere too.
        let rows = addresses(true).filter(|address| address.takes != Room::FILES);
        for address in rows {
            let is_there = is_trial || !address.of_trial;
            let (path, body) = asked(address);
            let by = if address.by == MethodFilter::POST { "POST" } else { "GET" };
            for who in Who::ALL {
                let (status, text) = stage.ask(who, by, &path, body).await;
                if status.as_u16() != expected(address, is_there, who) {
                    wrong
                        .push(format!("{by} {path} as {who:?}, trial {is_trial}: {status} {}", text.chars().take(120).collect::<String>()));
                }
                wrong.extend(planted::told(who, &text).into_iter().map(|word| format!("{path} tells {who:?} {word}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_route_is_asked_for_in_one_way() {
    let stage = Stage::on(Engine::Sqlite).await;
    for address in addresses(false) {
        let (path, _) = asked(address);
        let other = if address.by == MethodFilter::POST { "GET" } else { "POST" };
        for method in [other, "PUT", "DELETE", "PATCH"] {
            for who in [Who::Anonymous, Who::Member] {
                let status = stage.ask(who, method, &path, "").await.0;
                assert_eq!(status, 405, "{method} {path} as {who:?}");
            }
        }
        let (status, _) = stage.ask(Who::Member, "POST", &path, &"x".repeat(70_000)).await;
        assert_eq!(status, 413, "{path} takes too much");
    }
}

#[tokio::test]
async fn every_route_that_takes_a_report_takes_it_from_anybodys_page_and_tells_nothing() {
    let stage = Stage::on(Engine::Sqlite).await;
    for who in Who::ALL {
        let (status, body) = stage.ask(who, "POST", "/crash", "0.1.0\nRuntimeError\nwasm-function[1]:0x2").await;
        assert_eq!((status.as_u16(), body.as_str()), (204, ""), "{who:?}");
        let (status, _) = stage.ask(who, "POST", "/crash", "Mrs Quillfeather").await;
        assert_eq!(status.as_u16(), 400, "{who:?}");
    }
}
