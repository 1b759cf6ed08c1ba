//! The permission matrix: every server function × everybody who may knock. (`screens.rs` has the screens.)
//!
//! A new one without a row here fails the test. What a function checks of its own arguments is its story's business.

use std::collections::BTreeSet;

use domain::access::{ConversationId, MessageId};
use domain::testing::Engine;

use super::stage::{Stage, Who};

/// What each of [`Who::ALL`] is answered, in that order.
type Answers = [u16; 9];

/// Every function for people at work, about themselves or their organisation.
const AT_WORK: Answers = [401, 423, 401, 200, 200, 200, 200, 200, 200];
/// Every function about a conversation, for those who are in it; not found for all others, whatever their power.
const MEMBERS: Answers = [401, 423, 401, 404, 404, 200, 200, 404, 404];
/// … and for its admins.
const ADMINS: Answers = [401, 423, 401, 404, 404, 403, 200, 404, 404];
/// … and for its owners only.
const OWNERS: Answers = [401, 423, 401, 404, 404, 403, 403, 404, 404];
/// For those who are arriving; nobody here is.
const ARRIVING: Answers = [401, 423, 401, 403, 403, 403, 403, 403, 403];

/// For the gallery, which this server does not have.
const NOT_HERE: Answers = [404; 9];

/// The gallery's form, as it is accepted.
const FILLED_IN: &str =
    "name=Asha&ward=Ward+7&shifts[]=early&contact=call&born[day]=27&born[month]=mar&born[year]=1964&at=14:30&number=4521";

/// The server functions, what is sent to each, and what each caller is answered.
fn matrix() -> Vec<(&'static str, &'static str, Answers)> {
    vec![
        ("request-code", "email=nobody@elsewhere.example", [200, 422, 200, 422, 422, 422, 422, 422, 422]),
        ("list-inbox", "filter=", AT_WORK),
        ("mark-all-read", "", AT_WORK),
        ("who-am-i", "", AT_WORK),
        ("list-devices", "", AT_WORK),
        ("queue-key", "", AT_WORK),
        ("stay-active", "", AT_WORK),
        ("list-wards", "", AT_WORK),
        ("search-people", "text=mina&ward=&site=&after_name=&after_id=", AT_WORK),
        ("search-conversations", "text=ward", AT_WORK),
        ("list-colleagues", "people[0]={colleague}", AT_WORK),
        ("find-colleague", "person={colleague}", [401, 423, 401, 404, 200, 200, 200, 200, 200]),
        ("save-settings", "theme=auto&density=regular&enter_sends=true&touch_enter_sends=true&single_keys=true&announce=all", AT_WORK),
        ("start-group", "title=Ward+8&people[0]={colleague}&history=all", [401, 423, 401, 404, 200, 200, 200, 200, 200]),
        ("start-direct", "person={colleague}", [401, 423, 401, 404, 200, 200, 200, 200, 200]),
        ("find-row", "conversation={group}", MEMBERS),
        ("open-conversation", "conversation={group}", MEMBERS),
        ("list-messages", "conversation={group}", MEMBERS),
        ("send-message", "conversation={group}&body=Hello", MEMBERS),
        ("save-draft", "conversation={group}&body=Hel", MEMBERS),
        ("mark-unread", "conversation={group}", MEMBERS),
        ("mark-read", "conversation={group}", MEMBERS),
        ("set-flags", "conversation={group}&pinned=true", MEMBERS),
        ("list-members", "conversation={group}", MEMBERS),
        ("list-receipts", "conversation={group}&message={message}", MEMBERS),
        ("list-versions", "conversation={group}&message={message}", MEMBERS),
        ("edit-message", "conversation={group}&message={message}&version=1&body=Changed", MEMBERS),
        ("delete-message", "conversation={group}&message={message}", MEMBERS),
        ("edit-message", "conversation={group}&message={owners}&version=1&body=Changed", OWNERS),
        ("delete-message", "conversation={group}&message={owners}", OWNERS),
        ("rename", "conversation={group}&title=Renamed", ADMINS),
        ("set-history", "conversation={group}&history=none", ADMINS),
        ("add-people", "conversation={group}&people[0]={colleague}", ADMINS),
        ("remove-person", "conversation={group}&person={owner}", OWNERS),
        ("appoint", "conversation={group}&person={owner}&role=admin", OWNERS),
        ("leave", "conversation={group}", MEMBERS),
        ("unlock", "pin=12345&next=", [401, 422, 401, 200, 200, 200, 200, 200, 200]),
        ("change-pin", "current=12&pin=4821&again=4821", [401, 423, 401, 422, 422, 422, 422, 422, 422]),
        // While locked no more than whose device this is, which the lock screen shows.
        ("my-arrival", "", [401, 200, 401, 200, 200, 200, 200, 200, 200]),
        ("save-profile", "name=A+B&role=Nurse&grade=5&specialty=&ward=&body=none&registration=", AT_WORK),
        ("set-pin", "pin=4821&again=4821", ARRIVING),
        ("gallery-here", "", NOT_HERE),
        ("gallery-people", "query=", NOT_HERE),
        ("gallery-save", FILLED_IN, NOT_HERE),
        ("gallery-find", "text=asha&picked[0]=p001", NOT_HERE),
        ("gallery-pick", "people[0]=p001", NOT_HERE),
        ("gallery-archive", "deed=archive", NOT_HERE),
        ("gallery-several", "deed=archive&chosen[0]=p001", NOT_HERE),
    ]
}

/// Functions that need a session of their own to be asked for: their stories are in `domain::account` and in `end2end`; and what
/// takes files, which has a story below.
const ELSEWHERE: [&str; 7] = ["gallery-upload", "enter-code", "resend-code", "lock", "sign-out", "sign-out-device", "sign-out-everywhere"];

#[tokio::test]
async fn every_route_of_a_server_function_has_a_row() {
    let rows: BTreeSet<String> = matrix().into_iter().map(|(name, ..)| name.to_owned()).chain(ELSEWHERE.map(String::from)).collect();
    let registered: BTreeSet<String> =
        server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/api/").to_owned()).collect();
    assert_eq!(registered, rows, "server functions and rows of the matrix");
}

#[tokio::test]
async fn every_route_answers_by_the_matrix_on_sqlite() {
    everybody_asks(&Stage::on(Engine::Sqlite).await).await;
}

#[tokio::test]
async fn every_route_answers_by_the_matrix_on_postgres() {
    everybody_asks(&Stage::on(Engine::Postgres).await).await;
}

async fn everybody_asks(stage: &Stage) {
    let mut wrong = Vec::new();
    for (name, template, answers) in matrix() {
        for (who, expected) in Who::ALL.into_iter().zip(answers) {
            let group = stage.group().await;
            let message = stage.message(group, who).await;
            let owners = stage.message(group, Who::Anonymous).await;
            let body = fill(stage, template, group, message, owners);
            let (status, text) = stage.ask(who, "POST", &format!("/api/{name}"), &body).await;
            if status.as_u16() != expected {
                wrong.push(format!("{name} as {who:?}: {status}, expected {expected}: {}", text.chars().take(120).collect::<String>()));
            }
            let (by_get, _) = stage.ask(who, "GET", &format!("/api/{name}?{body}"), "").await;
            assert_eq!(by_get.as_u16(), 405, "{name} by GET as {who:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fill(stage: &Stage, template: &str, group: ConversationId, message: MessageId, owners: MessageId) -> String {
    template
        .replace("{group}", &group.to_string())
        .replace("{message}", &message.to_string())
        .replace("{owners}", &owners.to_string())
        .replace("{owner}", &stage.owner.who.person.to_string())
        .replace("{colleague}", &stage.bystander.who.person.to_string())
}

#[tokio::test]
async fn every_route_of_the_gallery_is_open_to_everybody_where_the_outbox_mailer_runs() {
    let stage = Stage::of_a_trial().await;
    let gallery: Vec<_> = matrix().into_iter().filter(|(.., answers)| *answers == NOT_HERE).collect();
    for who in [Who::Anonymous, Who::Locked, Who::Member] {
        for path in [
            "/dev/gallery",
            "/dev/gallery/table",
            "/dev/gallery/table/dark",
            "/dev/gallery/form",
            "/dev/gallery/dialog?ask=archive",
            "/dev/gallery/picker?people[]=p001&people-q=hywel",
            "/dev/gallery/upload",
            "/dev/gallery/words",
            "/dev/gallery/people.csv",
        ] {
            assert_eq!(stage.ask(who, "GET", path, "").await.0, 200, "{path} as {who:?}");
        }
        let (_, table) = stage.ask(who, "GET", "/dev/gallery/table?ward=Ward+7&sort=-messages", "").await;
        for drawn in ["Showing 1 to 25 of 39 people", "aria-sort=\"descending\"", "<bdi>Ward 7", "name=\"chosen[]\""] {
            assert!(table.contains(drawn), "the page is drawn with what the server found: {drawn} is missing in {table}");
        }
        for (name, body, _) in &gallery {
            let (status, text) = stage.ask(who, "POST", &format!("/api/{name}"), body).await;
            assert_eq!(status, 200, "{name} as {who:?}: {text}");
        }
    }
}

#[tokio::test]
async fn every_route_that_takes_files_is_the_gallerys_and_takes_more_than_words_there_alone() {
    let (ward, trial) = (Stage::on(Engine::Sqlite).await, Stage::of_a_trial().await);
    let (small, large) = ("x".repeat(100), "x".repeat(200_000));
    for who in [Who::Anonymous, Who::Member] {
        assert_eq!(ward.send_file(who, "/api/gallery-upload", &small).await, 415, "{who:?}: refused unread");
        assert_eq!(trial.ask(who, "POST", "/api/gallery-upload", "file=x").await.0, 415, "{who:?}: no file");
        assert_eq!(trial.send_file(who, "/api/gallery-upload", &large).await, 200, "{who:?}");
        assert_eq!(trial.send_file(who, "/api/gallery-upload", "").await, 200, "{who:?}: an empty file is a file");
        assert_eq!(trial.send_file(who, "/api/gallery-upload", &"x".repeat(1_600_000)).await, 422, "{who:?}");
        assert_eq!(trial.send_file(who, "/api/gallery-upload", &"x".repeat(5_000_000)).await, 413, "{who:?}");
        assert_eq!(trial.send_file(who, "/api/send-message", &small).await, 415, "{who:?}");
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
