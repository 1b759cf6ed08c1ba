//! Starting a conversation: the one with a colleague, or a group.

use platform::db::Tx;
use platform::secret::digest_bytes;
use uuid::Uuid;

use super::super::model::deed::Add;
use super::super::model::{History, Kind, MOST_ADDED, Notice, Role, title};
use super::super::store::{self, Founding, Joining, Named, Shared, may};
use super::tell_own;
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome, PersonId};
use crate::audit::{self, NotAudited};
use crate::organisation::model::Feature;

const TEN_MINUTES: i64 = 10 * 60 * 1000;

/// The one direct conversation with a colleague; made if it is the first. The colleague's inbox shows it once something is said.
pub async fn start_direct(ctx: &Ctx, person: PersonId) -> Outcome<ConversationId> {
    let me = ctx.who.person;
    if person == me {
        return Err(Failure::invalid("person", "Choose somebody else: this is you."));
    }
    // In one order, whoever begins: the column is unique, and that makes it one conversation.
    let pair = if me < person { format!("{me}:{person}") } else { format!("{person}:{me}") };
    the_one(ctx, &pair, found_direct(ctx, person, &pair)).await
}

/// The conversation of this pair, or whatever else there is to be one of; made if it is not there.
async fn the_one(ctx: &Ctx, pair: &str, found: impl Future<Output = Result<ConversationId, Founded>>) -> Outcome<ConversationId> {
    if let Some(known) = store::find_pair(&mut ctx.world.db.read().await?, pair, ctx.who.person).await? {
        return Ok(known);
    }
    match found.await {
        Err(Founded::Twice) => the_others(ctx, pair).await,
        Err(Founded::Not(failure)) => Err(failure),
        Ok(id) => Ok(id),
    }
}

/// The other began at the same moment: then that is the conversation. Looked for in a write, because a read does not see
/// what waits for the same commit; and committed, so that it is on disk before anybody is told of it.
async fn the_others(ctx: &Ctx, pair: &str) -> Outcome<ConversationId> {
    let mut tx = ctx.write().await?;
    let known = store::find_pair(&mut tx, pair, ctx.who.person).await?;
    tx.commit().await?;
    known.ok_or(Failure::NotFound)
}

enum Founded {
    Twice,
    Not(Failure),
}

impl From<Failure> for Founded {
    fn from(failure: Failure) -> Self {
        Self::Not(failure)
    }
}

impl From<platform::db::DbError> for Founded {
    fn from(error: platform::db::DbError) -> Self {
        if error.is_unique_violation() { Self::Twice } else { Self::Not(error.into()) }
    }
}

async fn found_direct(ctx: &Ctx, person: PersonId, pair: &str) -> Result<ConversationId, Founded> {
    let (me, now) = (ctx.who.person, ctx.now());
    let mut tx = ctx.write().await?;
    let home = colleague(ctx, &mut tx, person).await?.organisation;
    let id = ConversationId(ctx.world.id());
    let members = [first(me, Role::Member), Joining { archived: true, ..first(person, Role::Member) }];
    let founding = Founding { id, by: me, home, kind: Kind::Direct, title: "", history: History::All, pair, members: &members };
    store::insert_conversation(&mut tx, founding, now).await?;
    let hint = tell_own(&mut tx, me, id).await?;
    ctx.commit(tx, NotAudited("nothing is said yet, and nobody else sees it"), &[hint]).await?;
    Ok(id)
}

/// Somebody who is in it from the beginning.
fn first(person: PersonId, role: Role) -> Joining {
    Joining { person, role, joined_seq: 1, from_seq: 1, read_number: 0, archived: false }
}

/// What a form that says this is called, for ten minutes: a browser whose answer was lost posts it again.
pub fn deed_of_form(ctx: &Ctx, title: &str, people: &[PersonId], history: &str) -> Uuid {
    Uuid::from_bytes(digest_bytes(&format!("{} {history} {people:?} {title}", ctx.now().0 / TEN_MINUTES)))
}

/// A new group; whoever makes it owns it. The same `once` of the same person is the same group: an answer may have been lost.
pub async fn start_group(ctx: &Ctx, once: Option<Uuid>, typed: &str, people: &[PersonId], history: &str) -> Outcome<ConversationId> {
    let title = title(typed)?;
    let history = read_history(history)?;
    let once = format!("group:{}:{}", ctx.who.person, once.unwrap_or_else(|| ctx.world.id()));
    the_one(ctx, &once, found_group(ctx, &once, &title, people, history)).await
}

async fn found_group(ctx: &Ctx, once: &str, title: &str, people: &[PersonId], history: History) -> Result<ConversationId, Founded> {
    ctx.needs(Feature::Groups).await?;
    let now = ctx.now();
    let mut tx = ctx.write().await?;
    let people = colleagues(ctx, &mut tx, people).await?;
    let id = ConversationId(ctx.world.id());
    let me = ctx.who.person;
    let members: Vec<_> = std::iter::once(first(me, Role::Owner)).chain(people.iter().map(|named| first(named.id, Role::Member))).collect();
    let home = ctx.who.organisation;
    let founding = Founding { id, by: me, home, kind: Kind::Group, title, history, pair: once, members: &members };
    store::insert_conversation(&mut tx, founding, now).await?;
    let permit = may::<Add>(&mut tx, id, me).await?;
    let names = people.iter().map(|named| named.name.clone()).collect();
    for notice in [Notice::Created, Notice::Added(names)] {
        let place = store::update_shape(&mut tx, &permit, 0, 1, now).await?;
        store::insert_notice(&mut tx, &permit, (place.seq, place.number), MessageId(ctx.world.id()), &notice, now).await?;
    }
    let mut told: Vec<_> = members.iter().map(|joining| joining.person).collect();
    // In the order in which everybody locks them: two may found groups with each other at the same moment.
    told.sort_unstable();
    let mut hints = Vec::with_capacity(told.len());
    for person in told {
        hints.push(tell_own(&mut tx, person, id).await?);
    }
    let people: Vec<_> = people.iter().map(|named| named.id).collect();
    let did = ctx.did(&permit, audit::Deed::GroupFounded).with("people", people).with("history", history.key());
    ctx.commit(tx, did, &hints).await?;
    Ok(id)
}

/// The colleagues with these ids, each once; every one must be there and can be talked to.
pub(super) async fn colleagues(ctx: &Ctx, tx: &mut Tx, people: &[PersonId]) -> Outcome<Vec<Named>> {
    let mut ids: Vec<_> = people.iter().copied().filter(|person| *person != ctx.who.person).collect();
    // In this order the rows of those who come are locked afterwards (`tell_own`).
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(Failure::invalid("people", "Choose at least one person."));
    }
    // The founder comes on top: no group begins as a large one (`LARGE`), which it becomes by a change that everybody is told.
    if ids.len() >= MOST_ADDED {
        return Err(Failure::invalid("people", format!("Choose at most {} people at once. Add the others afterwards.", MOST_ADDED - 1)));
    }
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Shared { id, name, .. } = colleague(ctx, tx, id).await?;
        found.push(Named { id, name });
    }
    Ok(found)
}

/// Somebody who belongs where one belongs oneself, and can be talked to.
async fn colleague(ctx: &Ctx, tx: &mut Tx, person: PersonId) -> Outcome<Shared> {
    store::find_colleague(tx, ctx.who.person, person, ctx.who.organisation, ctx.now()).await?.ok_or(Failure::NotFound)
}

/// What joiners see, as a form says it.
pub(super) fn read_history(key: &str) -> Outcome<History> {
    match key {
        "none" => Ok(History::None),
        "" | "joining" => Ok(History::Joining),
        "all" => Ok(History::All),
        _ => Err(Failure::invalid("history", "Choose what people who join later can see.")),
    }
}
