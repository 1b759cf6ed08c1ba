//! Changing a group: its title, its rules, its people. Each change is told in the timeline.

use platform::bus::Hint;
use platform::db::Tx;

use super::super::lane::Audience;
use super::super::live::Event;
use super::super::model::{Deed, History, MOST_MEMBERS, Notice, Role, title};
use super::super::store::{self, Joining, Permit, may, sees};
use super::start::{colleagues, read_history};
use super::{tell, tell_own};
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome, PersonId};
use crate::audit::{self, Audit};

/// Changes the title; the one it has already is no change, and nobody is told of it.
pub async fn rename(ctx: &Ctx, conversation: ConversationId, typed: &str) -> Outcome<()> {
    let title = title(typed)?;
    let mut tx = ctx.write().await?;
    let permit = may(&mut tx, conversation, ctx.who.person, Deed::Rename).await?;
    if store::update_title(&mut tx, &permit, &title).await? == 0 {
        return Ok(());
    }
    let event = notice(ctx, &mut tx, &permit, 0, Notice::Renamed(title)).await?;
    finish(ctx, tx, ctx.did_in(conversation, audit::Deed::GroupRenamed), conversation, event, Vec::new()).await
}

/// Changes what people who join later can see.
pub async fn set_history(ctx: &Ctx, conversation: ConversationId, history: &str) -> Outcome<()> {
    let history = read_history(history)?;
    let mut tx = ctx.write().await?;
    let permit = may(&mut tx, conversation, ctx.who.person, Deed::Rename).await?;
    if permit.history() == history {
        return Ok(());
    }
    store::update_history(&mut tx, &permit, history).await?;
    let event = notice(ctx, &mut tx, &permit, 0, Notice::History(history)).await?;
    let did = ctx.did_in(conversation, audit::Deed::RulesChanged).with("history", history.key());
    finish(ctx, tx, did, conversation, event, Vec::new()).await
}

/// Brings people in; those who are in it already stay as they are.
pub async fn add_people(ctx: &Ctx, conversation: ConversationId, people: &[PersonId]) -> Outcome<()> {
    let now = ctx.now();
    let mut tx = ctx.write().await?;
    let permit = may(&mut tx, conversation, ctx.who.person, Deed::Add).await?;
    let (_, present) = store::list_present(&mut tx, conversation).await?;
    let mut joining = colleagues(ctx, &mut tx, people).await?;
    joining.retain(|named| present.iter().all(|there| there.id != named.id));
    if joining.is_empty() {
        return Err(Failure::invalid("people", "They are in this group already."));
    }
    if present.len() + joining.len() > MOST_MEMBERS {
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
        store::insert_member(&mut tx, conversation, joining, now).await?;
    }
    let names = joining.iter().map(|named| named.name.clone()).collect();
    let event = notice(ctx, &mut tx, &permit, i64::try_from(joining.len()).unwrap_or(0), Notice::Added(names)).await?;
    let mut hints = Audience::of(&present).hints(conversation, vec![event]);
    for named in &joining {
        hints.push(tell_own(&mut tx, named.id, conversation).await?);
    }
    hints.push(Hint::Members(conversation.0));
    let people: Vec<_> = joining.iter().map(|named| named.id).collect();
    ctx.commit(tx, ctx.did_in(conversation, audit::Deed::PeopleAdded).with("people", people), &hints).await
}

/// Takes somebody out. An owner is taken out by owners only.
pub async fn remove_person(ctx: &Ctx, conversation: ConversationId, person: PersonId) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let permit = may(&mut tx, conversation, ctx.who.person, Deed::Remove).await?;
    if person == ctx.who.person {
        return Err(Failure::invalid("person", "To go yourself, use Leave."));
    }
    let theirs = sees(&mut tx, conversation, person).await?;
    if theirs.role() == Role::Owner && permit.role() != Role::Owner {
        return Err(Failure::Forbidden);
    }
    let name = name_of(&mut tx, conversation, person).await?;
    let did = ctx.did_in(conversation, audit::Deed::PersonRemoved).with("person", person);
    depart(ctx, tx, did, &permit, person, Notice::Removed(name), Vec::new()).await
}

/// Leaves. The last owner hands the group to an admin, or to whoever has been in it longest, and everybody is told.
pub async fn leave(ctx: &Ctx, conversation: ConversationId) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let me = ctx.who.person;
    let permit = may(&mut tx, conversation, me, Deed::Leave).await?;
    let mut told = Vec::new();
    let mut did = ctx.did_in(conversation, audit::Deed::PersonLeft);
    if permit.role() == Role::Owner
        && store::count_owners(&mut tx, &permit).await? == 1
        && let Some(heir) = store::find_heir(&mut tx, &permit, me).await?
    {
        store::update_role(&mut tx, &permit, heir.id, Role::Owner).await?;
        did = did.with("heir", heir.id);
        let event = notice(ctx, &mut tx, &permit, 0, Notice::Appointed(heir.name, Role::Owner)).await?;
        told = tell(&mut tx, conversation, event).await?;
    }
    depart(ctx, tx, did, &permit, me, Notice::Left, told).await
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
    let permit = may(&mut tx, conversation, ctx.who.person, Deed::Appoint).await?;
    let theirs = sees(&mut tx, conversation, person).await?;
    if theirs.role() == role {
        return Ok(());
    }
    if theirs.role() == Role::Owner && store::count_owners(&mut tx, &permit).await? == 1 {
        return Err(Failure::invalid("role", "A group needs an owner. Make somebody else an owner first."));
    }
    store::update_role(&mut tx, &permit, person, role).await?;
    let name = name_of(&mut tx, conversation, person).await?;
    let event = notice(ctx, &mut tx, &permit, 0, Notice::Appointed(name, role)).await?;
    let did = ctx.did_in(conversation, audit::Deed::PersonAppointed).with("person", person).with("role", role.key());
    finish(ctx, tx, did, conversation, event, Vec::new()).await
}

async fn depart(ctx: &Ctx, mut tx: Tx, did: Audit, permit: &Permit, person: PersonId, why: Notice, mut told: Vec<Hint>) -> Outcome<()> {
    if store::update_left(&mut tx, permit, person, ctx.now()).await? == 0 {
        return Err(Failure::NotFound);
    }
    let event = notice(ctx, &mut tx, permit, -1, why).await?;
    told.push(tell_own(&mut tx, person, permit.conversation()).await?);
    finish(ctx, tx, did, permit.conversation(), event, told).await
}

async fn name_of(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<String> {
    let (_, present) = store::list_present(tx, conversation).await?;
    present.into_iter().find(|named| named.id == person).map(|named| named.name).ok_or(Failure::NotFound)
}

/// Writes the line that tells of a change, with everything as it is after it.
async fn notice(ctx: &Ctx, tx: &mut Tx, permit: &Permit, more: i64, told: Notice) -> Outcome<Event> {
    let now = ctx.now();
    let id = MessageId(ctx.world.id());
    let place = store::update_shape(tx, permit, more, now).await?;
    store::insert_notice(tx, permit, (place.seq, place.number), id, &told, now).await?;
    store::update_activity(tx, permit, now).await?;
    let details = store::find_details(tx, permit.conversation()).await?;
    let notice = store::find_line(tx, permit, place.seq).await?;
    Ok(Event::Shaped { notice, details: Some(details) })
}

async fn finish(ctx: &Ctx, mut tx: Tx, did: Audit, conversation: ConversationId, event: Event, mut hints: Vec<Hint>) -> Outcome<()> {
    hints.append(&mut tell(&mut tx, conversation, event).await?);
    hints.push(Hint::Members(conversation.0));
    ctx.commit(tx, did, &hints).await
}
