//! Changing a group: its title, its rules, its people. Each change is told in the timeline.

use platform::bus::Hint;
use platform::db::Tx;

use super::super::lane::Audience;
use super::super::live::{Event, Frame};
use super::super::model::deed::{Add, Appoint, Leave, Remove, Rename};
use super::super::model::{History, MEMBERS_PAGE, MOST_MEMBERS, MemberPage, Message, Notice, Role, may_remove, title};
use super::super::store::{self, Conversation, Joining, Reshaped, Reshapes, may, sees};
use super::start::{colleagues, read_history};
use super::{tell, tell_own};
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome, Permit, PersonId, World};
use crate::audit::{self, Actor, Audit, Scope};

/// Changes the title; the one it has already is no change, and nobody is told of it.
pub async fn rename(ctx: &Ctx, conversation: ConversationId, typed: &str) -> Outcome<()> {
    let title = title(typed)?;
    let mut tx = ctx.write().await?;
    let permit = may::<Rename>(&mut tx, conversation, ctx.who.person).await?;
    if store::update_title(&mut tx, &permit, &title).await? == 0 {
        return Ok(());
    }
    let hints = change(&ctx.world, &mut tx, &permit, Notice::Renamed(title), Moves::default()).await?;
    finish(&ctx.world, tx, ctx.did(&permit, audit::Deed::GroupRenamed), conversation, hints).await
}

/// Changes what people who join later can see.
pub async fn set_history(ctx: &Ctx, conversation: ConversationId, history: &str) -> Outcome<()> {
    let history = read_history(history)?;
    let mut tx = ctx.write().await?;
    let permit = may::<Rename>(&mut tx, conversation, ctx.who.person).await?;
    if permit.history() == history {
        return Ok(());
    }
    store::update_history(&mut tx, &permit, history).await?;
    let hints = change(&ctx.world, &mut tx, &permit, Notice::History(history), Moves::default()).await?;
    let did = ctx.did(&permit, audit::Deed::RulesChanged).with("history", history.key());
    finish(&ctx.world, tx, did, conversation, hints).await
}

/// Brings people in; those who are in it already stay as they are.
pub async fn add_people(ctx: &Ctx, conversation: ConversationId, people: &[PersonId]) -> Outcome<()> {
    let now = ctx.now();
    let mut tx = ctx.write().await?;
    let permit = may::<Add>(&mut tx, conversation, ctx.who.person).await?;
    let mut joining = Vec::new();
    for named in colleagues(ctx, &mut tx, people).await? {
        if !store::is_in(&mut tx, conversation, named.id).await? {
            joining.push(named);
        }
    }
    if joining.is_empty() {
        return Err(Failure::invalid("people", "They are in this group already."));
    }
    if permit.members() + count(&joining) > MOST_MEMBERS {
        return Err(Failure::invalid("people", format!("A group holds at most {MOST_MEMBERS} people.")));
    }
    // The notice takes the next seq: joiners see from there on, from after it, or everything.
    let next = permit.last_seq() + 1;
    let from_seq = match permit.history() {
        History::None | History::Other => next + 1,
        History::Joining => next,
        History::All => 1,
    };
    for named in &joining {
        let read_number = permit.last_number();
        let joining = Joining { person: named.id, role: Role::Member, joined_seq: next, from_seq, read_number, archived: false };
        store::insert_member(&mut tx, &permit, joining, now).await?;
    }
    let names = joining.iter().map(|named| named.name.clone()).collect();
    let came: Vec<_> = joining.iter().map(|named| (named.id, from_seq)).collect();
    // Before their rows are read: those are told as they are with the notice in them.
    let mut told = change(&ctx.world, &mut tx, &permit, Notice::Added(names), Moves { came: &came, ..Moves::default() }).await?;
    let mut hints = Vec::with_capacity(joining.len() + told.len());
    for named in &joining {
        hints.push(tell_own(&mut tx, named.id, conversation).await?);
    }
    // Their row first: what is told of what they do not hold they would ask for.
    hints.append(&mut told);
    let people: Vec<_> = joining.iter().map(|named| named.id).collect();
    finish(&ctx.world, tx, ctx.did(&permit, audit::Deed::PeopleAdded).with("people", people), conversation, hints).await
}

fn count<T>(some: &[T]) -> i64 {
    i64::try_from(some.len()).unwrap_or(i64::MAX)
}

/// Some of the people who are in a conversation now: owners, admins and then the others, by name; those after somebody, or the first.
pub async fn list_members(ctx: &Ctx, conversation: ConversationId, after: Option<PersonId>) -> Outcome<MemberPage> {
    let mut tx = ctx.world.db.read().await?;
    let seen = sees(&mut tx, conversation, ctx.who.person).await?;
    let mut members = store::list_members(&mut tx, &seen, after, MEMBERS_PAGE + 1).await?;
    let more = count(&members) > MEMBERS_PAGE;
    if more {
        members.pop();
    }
    Ok(MemberPage { members, more })
}

/// Takes somebody out. An owner is taken out by owners only.
pub async fn remove_person(ctx: &Ctx, conversation: ConversationId, person: PersonId) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let permit = may::<Remove>(&mut tx, conversation, ctx.who.person).await?;
    // Leaving says as well who owns the group then.
    if person == ctx.who.person {
        return Err(Failure::invalid("person", "To go yourself, use Leave."));
    }
    let theirs = sees(&mut tx, conversation, person).await?;
    if !may_remove(permit.role(), theirs.role()) {
        return Err(Failure::Forbidden);
    }
    // Asked while they are in it: of whoever is out no name is found.
    let name = name_of(&mut tx, conversation, person).await?;
    if store::update_removed(&mut tx, &permit, person, ctx.now()).await? == 0 {
        return Err(Failure::NotFound);
    }
    let did = ctx.did(&permit, audit::Deed::PersonRemoved).with("person", person);
    depart(&ctx.world, tx, did, &permit, person, Notice::Removed(name), Vec::new()).await
}

/// Leaves. The last owner hands the group to an admin, or to whoever has been in it longest, and everybody is told.
pub async fn leave(ctx: &Ctx, conversation: ConversationId) -> Outcome<()> {
    let did = Audit::by(&ctx.who, audit::Deed::PersonLeft, Scope::Conversation(conversation));
    go(&ctx.world, ctx.who.person, did, conversation).await
}

/// Takes out of a group whoever no longer belongs to its organisation, as if they had left; nothing where they are out of it already.
pub async fn take_out(world: &World, conversation: ConversationId, person: PersonId) -> Outcome<()> {
    let did = Audit::new(Actor::System, audit::Deed::PersonLeft, Scope::Conversation(conversation)).with("person", person);
    match go(world, person, did, conversation).await {
        Err(Failure::NotFound) => Ok(()),
        ended => ended,
    }
}

async fn go(world: &World, me: PersonId, mut did: Audit, conversation: ConversationId) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    let permit = may::<Leave>(&mut tx, conversation, me).await?;
    let mut told = Vec::new();
    if permit.role() == Role::Owner
        && store::count_owners(&mut tx, &permit).await? == 1
        // The last one in it leaves it to nobody.
        && let Some(heir) = store::find_heir(&mut tx, &permit).await?
    {
        store::update_heir(&mut tx, &permit, heir.id).await?;
        did = did.with("heir", heir.id);
        let moves = Moves { moved: Some(heir.id), ..Moves::default() };
        told = change(world, &mut tx, &permit, Notice::Appointed(heir.name, Role::Owner), moves).await?;
    }
    if store::update_left(&mut tx, &permit, world.now()).await? == 0 {
        return Err(Failure::NotFound);
    }
    depart(world, tx, did, &permit, me, Notice::Left, told).await
}

/// Changes what a member may do.
pub async fn appoint(ctx: &Ctx, conversation: ConversationId, person: PersonId, role: &str) -> Outcome<()> {
    let role = match role {
        "member" => Role::Member,
        "admin" => Role::Admin,
        "owner" => Role::Owner,
        _ => return Err(Failure::invalid("role", "Choose member, admin or owner.")),
    };
    let mut tx = ctx.write().await?;
    let permit = may::<Appoint>(&mut tx, conversation, ctx.who.person).await?;
    let theirs = sees(&mut tx, conversation, person).await?;
    if theirs.role() == role {
        return Ok(());
    }
    if theirs.role() == Role::Owner && store::count_owners(&mut tx, &permit).await? == 1 {
        return Err(Failure::invalid("role", "A group needs an owner. Make somebody else an owner first."));
    }
    store::update_role(&mut tx, &permit, person, role).await?;
    let name = name_of(&mut tx, conversation, person).await?;
    let moves = Moves { moved: Some(person), ..Moves::default() };
    let hints = change(&ctx.world, &mut tx, &permit, Notice::Appointed(name, role), moves).await?;
    let did = ctx.did(&permit, audit::Deed::PersonAppointed).with("person", person).with("role", role.key());
    finish(&ctx.world, tx, did, conversation, hints).await
}

/// Tells that somebody is gone.
async fn depart<D: Reshapes>(
    world: &World,
    mut tx: Tx,
    did: Audit,
    permit: &Permit<Conversation, D>,
    person: PersonId,
    why: Notice,
    mut told: Vec<Hint>,
) -> Outcome<()> {
    told.append(&mut change(world, &mut tx, permit, why, Moves { went: Some(person), ..Moves::default() }).await?);
    told.push(tell_own(&mut tx, person, permit.conversation()).await?);
    finish(world, tx, did, permit.conversation(), told).await
}

async fn name_of(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<String> {
    store::find_present(tx, conversation, person).await?.map(|hearer| hearer.name).ok_or(Failure::NotFound)
}

/// Who came (and sees it from where on), went, or may do something else since.
#[derive(Clone, Copy, Default)]
struct Moves<'a> {
    came: &'a [(PersonId, i64)],
    went: Option<PersonId>,
    moved: Option<PersonId>,
}

/// Writes the line that tells of a change, and tells it to everybody in it: with everything as it is now, or what of a large one is
/// different. Those who came hear of it as a row of their own.
async fn change<D: Reshapes>(
    world: &World,
    tx: &mut Tx,
    permit: &Permit<Conversation, D>,
    told: Notice,
    moves: Moves<'_>,
) -> Outcome<Vec<Hint>> {
    let (now, conversation, id) = (world.now(), permit.conversation(), MessageId(world.id()));
    let latest = moves.came.iter().map(|(_, from)| *from).max().unwrap_or(0);
    let more = count(moves.came) - i64::from(moves.went.is_some());
    let place = store::update_shape(tx, permit, more, latest, now).await?;
    store::insert_notice(tx, permit, (place.seq, place.number), id, &told, now).await?;
    let notice = store::find_line(tx, permit, place.seq).await?;
    if place.large {
        // The permit says what it was before this: a conversation is made a large one by this very change.
        return if permit.is_large() { reshaped(tx, permit, notice, place, moves).await } else { grown(tx, conversation, place).await };
    }
    store::update_activity(tx, permit, now).await?;
    let details = store::find_details(tx, conversation, permit.person()).await?;
    let (_, mut present) = store::list_present(tx, conversation).await?;
    present.retain(|hearer| moves.came.iter().all(|(person, _)| *person != hearer.id));
    Ok(Audience::of(&present).hints(conversation, vec![Event::Shaped { notice, details: Some(details) }]))
}

/// What of a large conversation is different, for whoever watches it; and who does.
async fn reshaped<D: Reshapes>(
    tx: &mut Tx,
    permit: &Permit<Conversation, D>,
    notice: Message,
    place: Reshaped,
    moves: Moves<'_>,
) -> Outcome<Vec<Hint>> {
    let conversation = permit.conversation();
    let mut members = Vec::new();
    for person in moves.came.iter().map(|(person, _)| *person).chain(moves.went).chain(moves.moved) {
        members.extend(store::find_member(tx, conversation, person).await?);
    }
    let now = store::find_details(tx, conversation, permit.person()).await?;
    let event = Event::Reshaped { notice, title: now.title, history: now.history, present: now.present, members };
    // Who watches it comes first: told the other way round, every socket would stand at an older shape than the news,
    // and ask the database whether it still belongs there.
    let mut hints = vec![watchers(conversation, place, moves.came, moves.went)];
    hints.append(&mut tell(tx, conversation, event).await?);
    Ok(hints)
}

/// A conversation has become a large one: everybody in it watches it from now on, and what they hold of it is no longer what is told.
async fn grown(tx: &mut Tx, conversation: ConversationId, place: Reshaped) -> Outcome<Vec<Hint>> {
    let (_, present) = store::list_present(tx, conversation).await?;
    let came: Vec<_> = present.iter().map(|hearer| (hearer.id, hearer.from_seq)).collect();
    let again = Audience::of(&present).hint(conversation, &Frame::Refetch(Some(conversation)));
    Ok(vec![watchers(conversation, place, &came, None), again])
}

fn watchers(conversation: ConversationId, place: Reshaped, came: &[(PersonId, i64)], went: Option<PersonId>) -> Hint {
    let came = came.iter().map(|(person, from)| (person.0, *from)).collect();
    Hint::Watchers { topic: conversation.0, shape: place.shape, came, went: went.iter().map(|person| person.0).collect() }
}

async fn finish(world: &World, tx: Tx, did: Audit, conversation: ConversationId, mut hints: Vec<Hint>) -> Outcome<()> {
    hints.push(Hint::Members(conversation.0));
    world.commit(tx, did, &hints).await
}
