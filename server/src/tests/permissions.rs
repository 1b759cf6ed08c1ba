//! The permission matrix: every server function × everybody who may knock. (`screens.rs` has the screens, `routes.rs` what is neither,
//! `sockets.rs` the lines, `ids.rs` the ids of what is somebody else's.)
//!
//! A new one without a row here fails the test. What a function checks of its own arguments is its story's business. Whatever is
//! answered is searched for words that were planted where whoever asks may see none of them (`planted.rs`).

use std::collections::BTreeSet;

use domain::access::DeviceId;
use domain::testing::Engine;

use super::coming_in::code_of;
use super::planted::{self, Planted};
use super::stage::{Asker, Stage, Who};

/// What each of [`Who::ALL`] is answered, in that order.
type Answers = [u16; 13];

/// What is for those at work: what they are answered. All others are told how far they have come.
const fn at_work(answers: [u16; 6]) -> Answers {
    let [other, gone, member, admin, organisation, network] = answers;
    [401, 401, 401, 401, 423, 401, 401, other, gone, member, admin, organisation, network]
}

/// The answer is the same for all who are at work; for strangers, those who asked for a code, the nameless, the pinless and the locked
/// it is told one by one. Whoever is out is a stranger.
const fn coming_in([stranger, asked, nameless, pinless, locked]: [u16; 5], open: u16) -> Answers {
    [stranger, asked, nameless, pinless, locked, stranger, stranger, open, open, open, open, open, open]
}

/// Every function for people at work, about themselves or their organisation.
const AT_WORK: Answers = at_work([200; 6]);
/// Every function about a conversation, for those who are in it; not found for all others, whatever their power.
const MEMBERS: Answers = at_work([404, 404, 200, 200, 404, 404]);
/// … and for its admins.
const ADMINS: Answers = at_work([404, 404, 403, 200, 404, 404]);
/// … and for its owners only.
const OWNERS: Answers = at_work([404, 404, 403, 403, 404, 404]);
/// About a colleague.
const COLLEAGUES: Answers = at_work([404, 200, 200, 200, 200, 200]);

/// For the gallery, which this server does not have.
const NOT_HERE: Answers = [404; 13];

/// The gallery's form, as it is accepted.
const FILLED_IN: &str =
    "name=Asha&ward=Ward+7&shifts[]=early&contact=call&born[day]=27&born[month]=mar&born[year]=1964&at=14:30&number=4521";

/// The server functions, what is sent to each, and what each caller is answered.
fn matrix() -> Vec<(&'static str, &'static str, Answers)> {
    vec![
        ("request-code", "email={nobody}@elsewhere.example", coming_in([200, 200, 422, 422, 422], 422)),
        ("list-inbox", "filter=", AT_WORK),
        ("mark-all-read", "", AT_WORK),
        ("who-am-i", "", AT_WORK),
        ("list-devices", "", AT_WORK),
        ("queue-key", "", AT_WORK),
        ("stay-active", "", AT_WORK),
        ("list-wards", "", AT_WORK),
        ("search-people", "text=mina&ward=&site=&after_name=&after_id=", AT_WORK),
        ("search-people", "text=zephaniah&ward=&site=&after_name=&after_id=", AT_WORK),
        ("search-conversations", "text=ward", AT_WORK),
        ("search-conversations", "text=quillfeather", AT_WORK),
        ("list-colleagues", "people[0]={colleague}", AT_WORK),
        ("find-colleague", "person={colleague}", COLLEAGUES),
        ("save-settings", "theme=auto&density=regular&enter_sends=true&touch_enter_sends=true&single_keys=true&announce=all", AT_WORK),
        ("start-group", "title=Ward+8&people[0]={colleague}&history=all", COLLEAGUES),
        ("start-direct", "person={colleague}", COLLEAGUES),
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
        ("change-pin", "current=12&pin=4821&again=4821", at_work([422; 6])),
        ("enter-code", "code={code}", coming_in([422, 200, 422, 422, 422], 422)),
        ("resend-code", "", coming_in([422, 200, 422, 422, 422], 422)),
        ("unlock", "pin=12345&next=", coming_in([401, 401, 401, 401, 422], 200)),
        // While locked no more than whose device this is, which the lock screen shows.
        ("my-arrival", "", coming_in([401, 200, 200, 200, 200], 200)),
        ("save-profile", "name=A+B&role=Nurse&grade=5&specialty=&ward=&body=none&registration=", coming_in([401, 401, 200, 200, 423], 200)),
        ("set-pin", "pin=4821&again=4821", coming_in([401, 401, 422, 200, 423], 403)),
        ("lock", "", AT_WORK),
        ("sign-out", "", [200; 13]),
        ("sign-out-device", "device={device}", AT_WORK),
        ("sign-out-everywhere", "", [200; 13]),
        ("gallery-here", "", NOT_HERE),
        ("gallery-people", "query=", NOT_HERE),
        ("gallery-save", FILLED_IN, NOT_HERE),
        ("gallery-find", "text=asha&picked[0]=p001", NOT_HERE),
        ("gallery-pick", "people[0]=p001", NOT_HERE),
        ("gallery-archive", "deed=archive", NOT_HERE),
        ("gallery-several", "deed=archive&chosen[0]=p001", NOT_HERE),
    ]
}

/// What changes where its caller stands, and is asked by somebody new each time.
const MOVES: [&str; 9] =
    ["request-code", "enter-code", "resend-code", "save-profile", "set-pin", "lock", "sign-out", "sign-out-device", "sign-out-everywhere"];

/// What takes files, which has a story below.
const ELSEWHERE: [&str; 1] = ["gallery-upload"];

#[tokio::test]
async fn every_route_of_a_server_function_has_a_row() {
    let rows: BTreeSet<String> = matrix().into_iter().map(|(name, ..)| name.to_owned()).chain(ELSEWHERE.map(String::from)).collect();
    let registered: BTreeSet<String> =
        server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/api/").to_owned()).collect();
    let alone: Vec<_> = registered.symmetric_difference(&rows).collect();
    assert_eq!(alone, [""; 0], "server functions without a row, or rows without a function");
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
    Planted::on(stage).await;
    let mut wrong = Vec::new();
    for (name, template, answers) in matrix() {
        for (who, expected) in Who::ALL.into_iter().zip(answers) {
            let asker = if MOVES.contains(&name) { stage.another(who).await } else { stage.asker(who).await };
            let body = fill(stage, who, &asker, template).await;
            let (status, text) = stage.ask_as(&asker, "POST", &format!("/api/{name}"), &body).await;
            if status.as_u16() != expected {
                wrong.push(format!("{name} as {who:?}: {status}, expected {expected}: {}", text.chars().take(120).collect::<String>()));
            }
            wrong.extend(planted::told(who, &text).into_iter().map(|word| format!("{name} tells {who:?} {word}: {text}")));
            let (by_get, _) = stage.ask_as(&asker, "GET", &format!("/api/{name}?{body}"), "").await;
            assert_eq!(by_get.as_u16(), 405, "{name} by GET as {who:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn fill(stage: &Stage, who: Who, asker: &Asker, template: &str) -> String {
    let mut body = template
        .replace("{owner}", &stage.owner.who.person.to_string())
        .replace("{colleague}", &stage.bystander.who.person.to_string())
        .replace("{nobody}", &stage.world.world.id().simple().to_string())
        .replace("{device}", &asker.device.unwrap_or(DeviceId(stage.world.world.id())).to_string());
    if body.contains("{code}") {
        let code = if asker.email.is_empty() { "12345678".to_owned() } else { code_of(&stage.world, &asker.email).await };
        body = body.replace("{code}", &code);
    }
    if body.contains("{group}") {
        let group = stage.group().await;
        let message = stage.message(group, who).await;
        let owners = stage.message(group, Who::Anonymous).await;
        body = body.replace("{group}", &group.to_string());
        body = body.replace("{message}", &message.to_string()).replace("{owners}", &owners.to_string());
    }
    body
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
