//! What the list says against what the tables are, and what becomes of the rows of somebody who did everything.

mod purging;
mod schema;
mod subject;
mod sweeping;

use std::time::Duration;

use platform::db::Sql;

use super::list::LIST;
use super::model::{Kept, Way, What, Whose};
use crate::access::{ConversationId, Ctx};
use crate::account::actions::{Browser, keep_flash, request_code, save_settings};
use crate::chat::actions::{edit, hear, open, save_draft, send, start_group};
use crate::chat::live::Up;
use crate::chat::model::Span;
use crate::testing::TestWorld;

/// What a session remembers, in this world.
const REMEMBERED: &str = "{\"remembered\":\"SECRET\"}";

/// Does all that leaves something of somebody's, with `words` in it; returns where.
async fn everything(world: &TestWorld, who: &Ctx, with: &Ctx, words: &str) -> ConversationId {
    let chat = start_group(who, None, "Ward 7 nurses", &[with.who.person], "all").await.expect("founded");
    let sent = send(who, chat, None, words, None, None).await.expect("sent");
    edit(who, chat, sent.id, 1, &format!("{words} At once.")).await.expect("changed");
    let heard = send(with, chat, None, "Heard.", None, None).await.expect("sent");
    let shown = vec![Span(1, heard.seq)].into();
    hear(who, Up::Seen { conversation: chat, up_to: heard.seq, shown }).await.expect("heard");
    while !world.world.lane.is_marked() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    save_draft(who, chat, &format!("{words} Again?"), None, None).await.expect("kept");
    save_settings(who, &[("theme", "dark")]).await.expect("kept");
    request_code(&world.world, &address(who), None, None).await.expect("asked for");
    let (organisation, id, device) = (who.who.organisation, world.world.id(), who.who.device);
    let decide =
        "INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at, changed_by) VALUES ($1, $2, 1, 'on', 1, $3)";
    world.write(decide, |query| query.bind(organisation).bind(id.to_string()).bind(who.who.person)).await;
    let put = "INSERT INTO blob (organisation_id, id, kind, begun_at) VALUES ($1, $2, 'image', 1)";
    world.write(put, |query| query.bind(organisation).bind(id)).await;
    keep_flash(&world.world, &Browser::Device(device), words, false).await.expect("kept");
    world.write("UPDATE session SET data = $2 WHERE device_id = $1", |query| query.bind(device).bind(REMEMBERED)).await;
    chat
}

/// The address of somebody in a test's world.
fn address(of: &Ctx) -> String {
    format!("{}@trust.nhs.uk", of.who.person.0.simple())
}

/// The last change of a conversation.
async fn end(who: &Ctx, chat: ConversationId) -> i64 {
    open(who, chat, None).await.expect("it opens").timeline.last_seq
}

/// The tables of the list, in its order.
fn tables() -> impl DoubleEndedIterator<Item = (&'static str, &'static Kept)> {
    LIST.iter().filter_map(|kept| if let What::Table(name) = kept.what { Some((name, kept)) } else { None })
}

/// That a row of `table` leads this way, to the one of this name if there is one.
fn leads(table: &str, way: Way, bound: Option<&str>) -> String {
    let (mut from, mut steps, mut so) = (table.to_owned(), Vec::new(), Vec::new());
    for (at, step) in way.iter().enumerate() {
        let there = format!("w{at}");
        so.extend(step.on.iter().map(|(here, key)| format!("{there}.{key} = {from}.{here}")));
        steps.push(format!("{} {there}", step.table));
        from = there;
    }
    so.extend(bound.map(|name| format!("{from}.id = {name}")));
    format!("EXISTS (SELECT 1 FROM {} WHERE {})", steps.join(", "), so.join(" AND "))
}

/// That a row of it is this one's, `$1` or `$2`; nothing where no way leads to such.
fn theirs(kept: &Kept, whose: Whose, name: &str) -> Option<String> {
    let ways: Vec<_> = kept.ways_to(whose).map(|way| leads(kept.what.name(), way, Some(name))).collect();
    (!ways.is_empty()).then(|| format!("({})", ways.join(" OR ")))
}

/// A statement that a test made of the list.
fn made(text: String) -> Sql {
    Sql::from(&*text.leak())
}

/// How many rows there are of which this is so.
async fn count(world: &TestWorld, table: &str, so: &str, of: &[uuid::Uuid]) -> i64 {
    let mut tx = world.world.db.read().await.expect("a read");
    let query = tx.query(made(format!("SELECT count(*) FROM {table} WHERE {so}")));
    let query = of.iter().fold(query, |query, of| query.bind(*of));
    query.fetch_one::<(i64,)>().await.unwrap_or_else(|error| panic!("{table} {so}: {error}")).0
}
