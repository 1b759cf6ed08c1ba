//! Conversations and who is in them.

use std::ops::Deref;

use platform::db::{Result, Sql, Tx};

use super::super::model::{Deed, Details, History, Kind, Mark, Member, Role, allows};
use crate::access::{ConversationId, Failure, Outcome, PersonId, Timestamp};
use crate::account::model::Body;
use crate::directory::model::Colleague;

platform::statements! {
    MEMBERSHIP = "SELECT c.kind, c.history, c.last_seq, c.last_number, m.role, m.read_number,
                         CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
                  FROM membership m JOIN conversation c ON c.id = m.conversation_id
                  WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.left_at IS NULL";
    LOOK = "SELECT last_seq AS n FROM conversation WHERE id = $1";
    LOOK_OWN = "SELECT read_number AS n FROM membership WHERE conversation_id = $1 AND person_id = $2";
    DETAILS = "SELECT kind, title, history FROM conversation WHERE id = $1";
    MEMBERS = "SELECT p.id, p.name, p.role AS job, p.grade, p.specialty, coalesce(s.name, '') AS site, coalesce(w.name, '') AS ward, p.body,
                      p.registration, p.verified_at, p.left_at AS gone_at, m.role, m.joined_at, m.joined_seq, m.left_at
               FROM membership m
               JOIN person p ON p.id = m.person_id
               LEFT JOIN site s ON s.id = p.site_id
               LEFT JOIN ward w ON w.id = p.ward_id
               WHERE m.conversation_id = $1
               ORDER BY m.joined_seq, p.sort_name, p.id";
    MARKS = "SELECT person_id AS person, delivered_seq, read_number, up_to, seen FROM membership
             WHERE conversation_id = $1 ORDER BY person_id";
    PRESENT = "SELECT m.person_id AS id, p.name, c.shape,
                      CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
               FROM membership m
               JOIN person p ON p.id = m.person_id
               JOIN conversation c ON c.id = m.conversation_id
               WHERE m.conversation_id = $1 AND m.left_at IS NULL ORDER BY m.person_id";
    IS_IN = "SELECT from_seq AS n FROM membership WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    PAIR = "SELECT c.id FROM conversation c JOIN membership m ON m.conversation_id = c.id AND m.person_id = $2 WHERE c.pair = $1";
    INSERT_CONVERSATION = "INSERT INTO conversation (id, organisation_id, kind, title, history, pair, members, last_at, created_by, created_at)
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)";
    PUT_MEMBER = "INSERT INTO membership (conversation_id, person_id, role, joined_at, joined_seq, from_seq, read_number, archived, activity_at)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $4)
                  ON CONFLICT (conversation_id, person_id) DO UPDATE
                  SET role = excluded.role, joined_at = excluded.joined_at, joined_seq = excluded.joined_seq, from_seq = excluded.from_seq, left_at = NULL,
                      read_number = excluded.read_number, marked_unread = FALSE, urgency = 0, archived = FALSE, draft = '', draft_answers = NULL,
                      activity_at = excluded.activity_at";
    COLLEAGUES_IN = "SELECT id, name FROM person
                     WHERE id = $1 AND organisation_id = $2 AND profiled_at IS NOT NULL AND left_at IS NULL";
    RESHAPE = "UPDATE conversation
               SET last_seq = last_seq + 1, last_line = last_seq + 1, last_at = CASE WHEN $2 > last_at THEN $2 ELSE last_at END,
                   shape = shape + 1, members = members + $3
               WHERE id = $1 RETURNING last_seq AS seq, last_number AS number, members";
    STIR = "UPDATE membership SET activity_at = CASE WHEN $2 > activity_at THEN $2 ELSE activity_at END, archived = FALSE
            WHERE conversation_id = $1 AND left_at IS NULL";
    RETITLE = "UPDATE conversation SET title = $2 WHERE id = $1 AND title <> $2";
    REHISTORY = "UPDATE conversation SET history = $2 WHERE id = $1";
    DEPART = "UPDATE membership SET left_at = $3, draft = '', draft_answers = NULL, pinned = FALSE, muted = FALSE
              WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    APPOINT = "UPDATE membership SET role = $3 WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    OWNERS = "SELECT count(*) AS n FROM membership WHERE conversation_id = $1 AND role = 'owner' AND left_at IS NULL";
    ELDEST = "SELECT person_id AS id, p.name FROM membership m JOIN person p ON p.id = m.person_id
              WHERE conversation_id = $1 AND person_id <> $2 AND m.left_at IS NULL
              ORDER BY CASE m.role WHEN 'admin' THEN 0 ELSE 1 END, m.joined_seq, person_id LIMIT 1";
}

/// Leave to see a conversation; only [`sees`], [`may`] and [`own`] make one. What it says may change at once: nothing is
/// written that was decided by it.
#[derive(Clone, Debug)]
pub struct Seen {
    conversation: ConversationId,
    person: PersonId,
    facts: MembershipRow,
}

/// Leave to change a conversation; only [`may`] makes one. Nobody else changes it until the transaction ends.
#[derive(Clone, Debug)]
pub struct Permit(Seen);

/// Leave to change what is one's own in a conversation; only [`own`] makes one. Nobody else changes that row until the
/// transaction ends.
#[derive(Clone, Debug)]
pub struct Own(Seen);

impl Deref for Permit {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl Deref for Own {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

#[derive(Clone, Debug, sqlx::FromRow)]
struct MembershipRow {
    kind: Kind,
    history: History,
    last_seq: i64,
    last_number: i64,
    role: Role,
    from_seq: i64,
    read_number: i64,
}

impl Seen {
    /// Where.
    pub fn conversation(&self) -> ConversationId {
        self.conversation
    }
    /// Whose.
    pub fn person(&self) -> PersonId {
        self.person
    }
    /// What kind of conversation.
    pub fn kind(&self) -> Kind {
        self.facts.kind
    }
    /// What the person may do there.
    pub fn role(&self) -> Role {
        self.facts.role
    }
    /// What joiners see.
    pub fn history(&self) -> History {
        self.facts.history
    }
    /// The first seq the person may see.
    pub fn from_seq(&self) -> i64 {
        self.facts.from_seq
    }
    /// The last change when this was made.
    pub fn last_seq(&self) -> i64 {
        self.facts.last_seq
    }
    /// The last message's number when this was made.
    pub fn last_number(&self) -> i64 {
        self.facts.last_number
    }
    /// How far the person had read.
    pub fn read_number(&self) -> i64 {
        self.facts.read_number
    }
}

/// Leave for `person` to see a conversation. A stranger's is not found.
pub async fn sees(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<Seen> {
    let facts = tx.query(MEMBERSHIP).bind(conversation).bind(person).fetch_optional::<MembershipRow>().await?;
    facts.map(|facts| Seen { conversation, person, facts }).ok_or(Failure::NotFound)
}

/// Leave for `person` to do `deed`, or why not. A stranger's conversation is not found.
///
/// The row of a conversation guards all that is in it. It is locked by a statement of its own: one that also reads who is in it
/// would wait for the lock and then answer as it was before (PostgreSQL, `FOR UPDATE` and read committed).
pub async fn may(tx: &mut Tx, conversation: ConversationId, person: PersonId, deed: Deed) -> Outcome<Permit> {
    lock(tx, GUARD, conversation, None).await?;
    let seen = sees(tx, conversation, person).await?;
    if allows(seen.facts.kind, seen.facts.role, deed) { Ok(Permit(seen)) } else { Err(Failure::Forbidden) }
}

/// Leave for `person` to change what is their own in a conversation.
pub async fn own(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<Own> {
    lock(tx, OWN_GUARD, conversation, Some(person)).await?;
    sees(tx, conversation, person).await.map(Own)
}

/// The guards: a row that is not there is told by whoever looks next. SQLite writes one at a time, and knows no such clause.
const GUARD: Sql = Sql::Differs { sqlite: LOOK, postgres: "SELECT last_seq AS n FROM conversation WHERE id = $1 FOR NO KEY UPDATE" };
const OWN_GUARD: Sql = Sql::Differs {
    sqlite: LOOK_OWN,
    postgres: "SELECT read_number AS n FROM membership WHERE conversation_id = $1 AND person_id = $2 FOR NO KEY UPDATE",
};

/// Holds a conversation until the transaction ends, for what nobody in it asked for.
pub async fn hold(tx: &mut Tx, conversation: ConversationId) -> Result<()> {
    lock(tx, GUARD, conversation, None).await
}

async fn lock(tx: &mut Tx, guard: Sql, conversation: ConversationId, person: Option<PersonId>) -> Result<()> {
    let query = tx.query(guard).bind(conversation);
    let query = if let Some(person) = person { query.bind(person) } else { query };
    query.fetch_optional::<(i64,)>().await.map(drop)
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: PersonId,
    name: String,
    job: String,
    grade: String,
    specialty: String,
    site: String,
    ward: String,
    body: Body,
    registration: String,
    verified_at: Option<Timestamp>,
    gone_at: Option<Timestamp>,
    role: Role,
    joined_at: Timestamp,
    joined_seq: i64,
    left_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct DetailsRow {
    kind: Kind,
    title: String,
    history: History,
}

/// Somebody by id and name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

/// Somebody in a conversation now.
#[derive(Clone, Debug)]
pub struct Hearer {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// The first line they see.
    pub from_seq: i64,
}

#[derive(sqlx::FromRow)]
struct PresentRow {
    id: PersonId,
    name: String,
    from_seq: i64,
    shape: i64,
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: ConversationId,
}

/// Where a change of shape stands, and how many are in it then.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Reshaped {
    /// The seq it took.
    pub seq: i64,
    /// The number of the last message before it.
    pub number: i64,
    /// How many are in the conversation now.
    pub members: i64,
}

/// Title, rules and people as they are now.
pub async fn find_details(tx: &mut Tx, conversation: ConversationId) -> Result<Details> {
    let head = tx.query(DETAILS).bind(conversation).fetch_one::<DetailsRow>().await?;
    let rows = tx.query(MEMBERS).bind(conversation).fetch_all::<MemberRow>().await?;
    let members = rows.into_iter().map(|row| Member {
        role: row.role,
        joined_at: row.joined_at,
        joined_seq: row.joined_seq,
        left_at: row.left_at,
        person: Colleague {
            id: row.id,
            name: row.name,
            role: row.job,
            grade: row.grade,
            specialty: row.specialty,
            site: row.site,
            ward: row.ward,
            body: row.body,
            registration: row.registration,
            verified_at: row.verified_at,
            left_at: row.gone_at,
        },
    });
    Ok(Details { kind: head.kind, title: head.title, history: head.history, members: members.collect() })
}

/// How far everybody in it has got, and everybody who was.
pub async fn list_marks(tx: &mut Tx, conversation: ConversationId) -> Result<Vec<Mark>> {
    tx.query(MARKS).bind(conversation).fetch_all().await
}

/// Everybody in it now, and the shape that this is the state of.
pub async fn list_present(tx: &mut Tx, conversation: ConversationId) -> Result<(i64, Vec<Hearer>)> {
    let rows = tx.query(PRESENT).bind(conversation).fetch_all::<PresentRow>().await?;
    let shape = rows.first().map_or(0, |row| row.shape);
    Ok((shape, rows.into_iter().map(|row| Hearer { id: row.id, name: row.name, from_seq: row.from_seq }).collect()))
}

/// Whether somebody is in it now.
pub async fn is_in(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Result<bool> {
    Ok(tx.query(IS_IN).bind(conversation).bind(person).fetch_optional::<(i64,)>().await?.is_some())
}

/// The one conversation of a pair, of whose members `person` is one.
pub async fn find_pair(tx: &mut Tx, pair: &str, person: PersonId) -> Result<Option<ConversationId>> {
    Ok(tx.query(PAIR).bind(pair.to_owned()).bind(person).fetch_optional::<IdRow>().await?.map(|row| row.id))
}

/// What a new conversation is made of.
pub struct Founding<'a> {
    /// Its id.
    pub id: ConversationId,
    /// The founder and their organisation.
    pub by: &'a crate::access::Caller,
    /// Direct or group.
    pub kind: Kind,
    /// The group's title.
    pub title: &'a str,
    /// What joiners see.
    pub history: History,
    /// What there is to be only one of: two people, or one person's one deed.
    pub pair: &'a str,
    /// How many are in it.
    pub members: i64,
}

/// Makes a conversation.
pub async fn insert_conversation(tx: &mut Tx, founding: Founding<'_>, now: Timestamp) -> Result<u64> {
    let query = tx.query(INSERT_CONVERSATION).bind(founding.id).bind(founding.by.organisation).bind(founding.kind);
    let query = query.bind(founding.title.to_owned()).bind(founding.history).bind(founding.pair.to_owned()).bind(founding.members);
    query.bind(now).bind(founding.by.person).execute().await
}

/// How somebody comes into a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Joining {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// The change that brings them in.
    pub joined_seq: i64,
    /// Sees the timeline from here on.
    pub from_seq: i64,
    /// Has read up to this number.
    pub read_number: i64,
    /// Hidden until something is said.
    pub archived: bool,
}

/// Brings somebody in, or back in.
pub async fn insert_member(tx: &mut Tx, conversation: ConversationId, joining: Joining, now: Timestamp) -> Result<u64> {
    let query = tx.query(PUT_MEMBER).bind(conversation).bind(joining.person).bind(joining.role).bind(now);
    query.bind(joining.joined_seq).bind(joining.from_seq).bind(joining.read_number).bind(joining.archived).execute().await
}

/// A colleague of the same organisation who can be talked to.
pub async fn find_colleague(tx: &mut Tx, person: PersonId, organisation: crate::access::OrganisationId) -> Result<Option<Named>> {
    tx.query(COLLEAGUES_IN).bind(person).bind(organisation).fetch_optional().await
}

/// Takes the next seq for a change of who is in it or what it is called; `more` people are in it then.
pub async fn update_shape(tx: &mut Tx, permit: &Permit, more: i64, now: Timestamp) -> Result<Reshaped> {
    tx.query(RESHAPE).bind(permit.conversation()).bind(now).bind(more).fetch_one().await
}

/// Moves the conversation up in everybody's inbox.
pub async fn update_activity(tx: &mut Tx, permit: &Permit, now: Timestamp) -> Result<u64> {
    tx.query(STIR).bind(permit.conversation()).bind(now).execute().await
}

/// Changes the title; no row if it is that already.
pub async fn update_title(tx: &mut Tx, permit: &Permit, title: &str) -> Result<u64> {
    tx.query(RETITLE).bind(permit.conversation()).bind(title.to_owned()).execute().await
}

/// Changes what joiners see.
pub async fn update_history(tx: &mut Tx, permit: &Permit, history: History) -> Result<u64> {
    tx.query(REHISTORY).bind(permit.conversation()).bind(history).execute().await
}

/// Takes somebody out.
pub async fn update_left(tx: &mut Tx, permit: &Permit, person: PersonId, now: Timestamp) -> Result<u64> {
    tx.query(DEPART).bind(permit.conversation()).bind(person).bind(now).execute().await
}

/// Changes what somebody may do.
pub async fn update_role(tx: &mut Tx, permit: &Permit, person: PersonId, role: Role) -> Result<u64> {
    tx.query(APPOINT).bind(permit.conversation()).bind(person).bind(role).execute().await
}

/// How many owners it has.
pub async fn count_owners(tx: &mut Tx, permit: &Permit) -> Result<i64> {
    Ok(tx.query(OWNERS).bind(permit.conversation()).fetch_one::<(i64,)>().await?.0)
}

/// Who takes over when `person` goes: an admin, else whoever has been in it longest.
pub async fn find_heir(tx: &mut Tx, permit: &Permit, person: PersonId) -> Result<Option<Named>> {
    tx.query(ELDEST).bind(permit.conversation()).bind(person).fetch_optional().await
}
