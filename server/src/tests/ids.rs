//! The permission matrix, its ids: in every function that takes one, what is somebody else's is answered as what is not there, to the
//! letter. Which functions take which is read from their own text.

use std::collections::BTreeSet;

use domain::access::{ConversationId, MessageId};
use domain::testing::Engine;
use uuid::Uuid;

use super::planted::{Planted, masked, told};
use super::stage::{Stage, Who};

/// What an id is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Conversation,
    Message,
    Person,
    Device,
    Ward,
    Site,
    /// A deed that a browser has named.
    Deed,
}

/// Every argument that is an id, and what is sent with it: `{x}` is the id that is tried.
const IDS: [(&str, &str, Of, &str); 42] = [
    ("find-row", "conversation", Of::Conversation, "conversation={x}"),
    ("open-conversation", "conversation", Of::Conversation, "conversation={x}"),
    ("open-conversation", "around", Of::Message, "conversation={group}&around={x}"),
    ("list-messages", "conversation", Of::Conversation, "conversation={x}"),
    ("start-direct", "person", Of::Person, "person={x}"),
    ("start-group", "people", Of::Person, "title=Ward+8&people[0]={x}&history=all"),
    ("start-group", "once", Of::Deed, "title=Ward+8&people[0]={colleague}&history=all&once={x}"),
    ("send-message", "conversation", Of::Conversation, "conversation={x}&body=Hello"),
    ("send-message", "id", Of::Message, "conversation={group}&body=Hello&id={x}"),
    ("send-message", "reply_to", Of::Message, "conversation={group}&body=Hello&reply_to={x}"),
    ("send-message", "once", Of::Deed, "conversation={group}&body=Hello&once={x}"),
    ("edit-message", "conversation", Of::Conversation, "conversation={x}&message={message}&version=1&body=Changed"),
    ("edit-message", "message", Of::Message, "conversation={group}&message={x}&version=1&body=Changed"),
    ("delete-message", "conversation", Of::Conversation, "conversation={x}&message={message}"),
    ("delete-message", "message", Of::Message, "conversation={group}&message={x}"),
    ("save-draft", "conversation", Of::Conversation, "conversation={x}&body=Hel"),
    ("save-draft", "answers", Of::Message, "conversation={group}&body=Hel&answers={x}"),
    ("mark-unread", "conversation", Of::Conversation, "conversation={x}"),
    ("mark-unread", "from", Of::Message, "conversation={group}&from={x}"),
    ("mark-read", "conversation", Of::Conversation, "conversation={x}"),
    ("set-flags", "conversation", Of::Conversation, "conversation={x}&pinned=true"),
    ("rename", "conversation", Of::Conversation, "conversation={x}&title=Renamed"),
    ("set-history", "conversation", Of::Conversation, "conversation={x}&history=none"),
    ("add-people", "conversation", Of::Conversation, "conversation={x}&people[0]={colleague}"),
    ("add-people", "people", Of::Person, "conversation={group}&people[0]={x}"),
    ("remove-person", "conversation", Of::Conversation, "conversation={x}&person={member}"),
    ("remove-person", "person", Of::Person, "conversation={group}&person={x}"),
    ("appoint", "conversation", Of::Conversation, "conversation={x}&person={member}&role=admin"),
    ("appoint", "person", Of::Person, "conversation={group}&person={x}&role=member"),
    ("leave", "conversation", Of::Conversation, "conversation={x}"),
    ("list-members", "conversation", Of::Conversation, "conversation={x}"),
    ("list-members", "after", Of::Person, "conversation={group}&after={x}"),
    ("list-receipts", "conversation", Of::Conversation, "conversation={x}&message={message}"),
    ("list-receipts", "message", Of::Message, "conversation={group}&message={x}"),
    ("list-versions", "conversation", Of::Conversation, "conversation={x}&message={message}"),
    ("list-versions", "message", Of::Message, "conversation={group}&message={x}"),
    ("search-people", "ward", Of::Ward, "text=&ward={x}"),
    ("search-people", "site", Of::Site, "text=&site={x}"),
    ("search-people", "after_id", Of::Person, "text=&after_name=mina&after_id={x}"),
    ("find-colleague", "person", Of::Person, "person={x}"),
    ("list-colleagues", "people", Of::Person, "people[0]={x}"),
    ("sign-out-device", "device", Of::Device, "device={x}"),
];

/// Each function and argument whose type is an id, as `app/*/src/api.rs` says them.
fn arguments() -> BTreeSet<(String, String)> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../app")).expect("the features");
    let texts = folders.filter_map(|folder| std::fs::read_to_string(folder.expect("a folder").path().join("src/api.rs")).ok());
    let mut found = BTreeSet::new();
    for text in texts {
        for function in text.split("endpoint = \"").skip(1) {
            let (name, rest) = function.split_once('"').expect("its name");
            let (_, rest) = rest.split_once("pub async fn ").expect("a function");
            let (arguments, _) = rest.split_once(") -> ").expect("its arguments");
            let typed = arguments.split([',', '(', '\n']).filter_map(|argument| argument.rsplit_once(": "));
            let ids = typed.filter(|(_, kind)| kind.contains("Id") || kind.contains("Uuid"));
            found.extend(ids.map(|(argument, _)| (name.to_owned(), argument.rsplit([' ', ']']).next().unwrap_or_default().to_owned())));
        }
    }
    found
}

#[test]
fn every_argument_that_is_an_id_has_a_row() {
    let rows: BTreeSet<_> = IDS.iter().map(|(function, argument, ..)| ((*function).to_owned(), (*argument).to_owned())).collect();
    let alone: Vec<_> = arguments().symmetric_difference(&rows).cloned().collect();
    assert_eq!(alone, [], "arguments without a row, or rows without an argument");
}

#[tokio::test]
async fn every_id_of_somebody_elses_is_answered_as_one_of_nothing_on_sqlite() {
    Box::pin(everybody_tries(Engine::Sqlite)).await;
}

#[tokio::test]
async fn every_id_of_somebody_elses_is_answered_as_one_of_nothing_on_postgres() {
    Box::pin(everybody_tries(Engine::Postgres)).await;
}

/// What is asked about, and by whom.
struct Try<'a> {
    stage: &'a Stage,
    planted: &'a Planted,
    who: Who,
}

async fn everybody_tries(engine: Engine) {
    let stage = Stage::on(engine).await;
    let planted = Planted::on(&stage).await;
    let mut wrong = Vec::new();
    for who in Who::AT_WORK {
        let tried = Try { stage: &stage, planted: &planted, who };
        for (function, argument, of, fields) in IDS {
            for id in tried.others(of).await {
                let missing = tried.ask(function, fields, None, stage.world.world.id()).await;
                let foreign = tried.ask(function, fields, None, id).await;
                wrong.extend(tried.wrong(of, &missing, &foreign).map(|why| format!("{function} {argument} as {who:?}: {why}")));
            }
        }
        // What was said before they came is theirs as little as what is said elsewhere.
        for (function, argument, of, fields) in IDS.into_iter().filter(|(_, argument, of, _)| *of == Of::Message && *argument != "id") {
            let missing = tried.ask(function, fields, Some(planted.late), stage.world.world.id()).await;
            let hidden = tried.ask(function, fields, Some(planted.late), planted.hidden.0).await;
            wrong.extend(tried.wrong(of, &missing, &hidden).map(|why| format!("{function} {argument} as {who:?}, hidden: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Try<'_> {
    /// Ids of this kind that are not theirs.
    async fn others(&self, of: Of) -> Vec<Uuid> {
        let Planted { group, direct, message, deleted, once, ward, site, .. } = self.planted;
        let (vera, zephaniah) = (&self.planted.vera.who, &self.planted.zephaniah.who);
        match of {
            Of::Conversation if matches!(self.who, Who::Member | Who::GroupAdmin) => vec![group.0, direct.0],
            Of::Conversation => vec![group.0, direct.0, self.stage.group().await.0],
            Of::Message => vec![message.0, deleted.0],
            Of::Person => vec![zephaniah.person.0],
            Of::Device => vec![vera.device.0],
            Of::Ward => vec![ward.0],
            Of::Site => vec![site.0],
            Of::Deed => vec![*once],
        }
    }

    /// Asks with this id, in a conversation of their own or this one; and looks what they see there then.
    async fn ask(&self, function: &str, fields: &str, there: Option<ConversationId>, id: Uuid) -> (u16, String, String) {
        let group = match there {
            Some(there) => there,
            None => self.stage.group().await,
        };
        let message: MessageId = self.planted.message;
        let body = fields
            .replace("{x}", &id.to_string())
            .replace("{group}", &group.to_string())
            .replace("{message}", &message.to_string())
            .replace("{member}", &self.planted.wim.who.person.to_string())
            .replace("{colleague}", &self.stage.bystander.who.person.to_string());
        let (status, answer) = self.stage.ask(self.who, "POST", &format!("/api/{function}"), &body).await;
        let (_, after) = self.stage.ask(self.who, "POST", "/api/open-conversation", &format!("conversation={group}")).await;
        (status.as_u16(), answer, after)
    }

    /// What is wrong with the answer to an id of somebody else's, beside that to one of nothing.
    fn wrong(&self, of: Of, missing: &(u16, String, String), foreign: &(u16, String, String)) -> impl Iterator<Item = String> {
        let (status, answer, after) = foreign;
        let differs = (*status, masked(answer)) != (missing.0, masked(&missing.1));
        let found = of == Of::Conversation && (*status, answer.as_str()) != (404, "\"not_found\"");
        let theirs = of == Of::Deed && answer.contains(&self.planted.group.to_string());
        let words = [answer, after].map(|text| told(self.who, text)).concat();
        let differs = differs.then(|| format!("{status} {answer}, and of nothing {} {}", missing.0, missing.1));
        let found = found.then(|| format!("{status} {answer}, and not \"not found\""));
        let failed = (*status >= 500).then(|| format!("{status} {answer}"));
        let theirs = theirs.then(|| "it is the other's deed".to_owned());
        let told = (!words.is_empty()).then(|| format!("tells {words:?}"));
        [differs, found, failed, theirs, told].into_iter().flatten()
    }
}
