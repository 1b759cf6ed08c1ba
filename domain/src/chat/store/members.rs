//! Who is in a conversation.

use platform::db::{Result, Sql, Tx};

use super::super::model::deed::{Add, Appoint, Leave, Remove};
use super::super::model::{Details, History, Kind, Mark, Member, Role};
use super::permits::{Conversation, Reshapes, Seen};
use crate::access::{ConversationId, OrganisationId, Permit, PersonId, Timestamp};
use crate::account::model::Body;
use crate::directory::model::Colleague;

/// The columns of a member as others see them.
macro_rules! select_member {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.name, p.role AS job, p.grade, p.specialty, coalesce(s.name, '') AS site, coalesce(w.name, '') AS ward, p.body,
                    p.registration, p.verified_at, p.left_at AS gone_at, m.role, m.joined_at, m.joined_seq, m.left_at
             FROM membership m
             JOIN person p ON p.id = m.person_id
             LEFT JOIN site s ON s.id = p.site_id
             LEFT JOIN ward w ON w.id = p.ward_id ",
            $rest
        )
    };
}

/// The columns of somebody who is in it now.
macro_rules! select_present {
    ($rest:literal) => {
        concat!(
            "SELECT m.person_id AS id, p.name, m.role, c.shape,
                    CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
             FROM membership m
             JOIN person p ON p.id = m.person_id
             JOIN conversation c ON c.id = m.conversation_id
             WHERE m.conversation_id = $1 AND m.left_at IS NULL ",
            $rest
        )
    };
}

platform::statements! {
    DETAILS = "SELECT kind, title, history, large, members FROM conversation WHERE id = $1";
    MEMBERS = select_member!("WHERE m.conversation_id = $1 ORDER BY m.joined_seq, p.sort_name, p.id");
    MEMBER = select_member!("WHERE m.conversation_id = $1 AND m.person_id = $2");
    // Those who answer for it first, then by name.
    MEMBER_PAGE = select_member!(
        "WHERE m.conversation_id = $1 AND m.left_at IS NULL
           AND (CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, p.sort_name, p.id) >
               (SELECT CASE a.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, q.sort_name, q.id
                FROM membership a JOIN person q ON q.id = a.person_id WHERE a.conversation_id = $1 AND a.person_id = $2)
         ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, p.sort_name, p.id LIMIT $3"
    );
    FIRST_MEMBERS = select_member!(
        "WHERE m.conversation_id = $1 AND m.left_at IS NULL
         ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, p.sort_name, p.id LIMIT $2"
    );
    // Whoever left too: that they read it stays so.
    MARKS = "SELECT person_id AS person, delivered_seq, read_number, up_to, seen FROM membership
             WHERE conversation_id = $1 ORDER BY person_id";
    OWN_MARK = "SELECT person_id AS person, delivered_seq, read_number, up_to, seen FROM membership
                WHERE conversation_id = $1 AND person_id = $2";
    WATCHED = "SELECT m.conversation_id AS topic, m.person_id AS person, c.shape,
                      CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
               FROM membership m JOIN conversation c ON c.id = m.conversation_id
               WHERE m.person_id = $1 AND m.left_at IS NULL AND m.large = TRUE";
    WATCHED_ONE = "SELECT m.conversation_id AS topic, m.person_id AS person, c.shape,
                          CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
                   FROM membership m JOIN conversation c ON c.id = m.conversation_id
                   WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.left_at IS NULL AND m.large = TRUE";
    PRESENT = select_present!("ORDER BY m.person_id");
    PRESENT_ONE = select_present!("AND m.person_id = $2");
    IS_IN = "SELECT from_seq AS n FROM membership WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    // What they saw and stored stays with whoever comes back (`seen`, `up_to`, `delivered_seq`): it was read, and is evidence.
    PUT_MEMBER = "INSERT INTO membership (conversation_id, person_id, role, joined_at, joined_seq, from_seq, read_number, archived, activity_at, large)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $4, (SELECT c.large FROM conversation c WHERE c.id = $1))
                  ON CONFLICT (conversation_id, person_id) DO UPDATE
                  SET role = excluded.role, joined_at = excluded.joined_at, joined_seq = excluded.joined_seq, from_seq = excluded.from_seq, left_at = NULL,
                      read_number = excluded.read_number, marked_unread = FALSE, urgency = 0, archived = FALSE, draft = '', draft_answers = NULL,
                      activity_at = excluded.activity_at, large = excluded.large";
    STIR = "UPDATE membership SET activity_at = CASE WHEN $2 > activity_at THEN $2 ELSE activity_at END, archived = FALSE
            WHERE conversation_id = $1 AND left_at IS NULL";
    DEPART = "UPDATE membership SET left_at = $3, draft = '', draft_answers = NULL, pinned = FALSE, muted = FALSE
              WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    APPOINT = "UPDATE membership SET role = $3 WHERE conversation_id = $1 AND person_id = $2 AND left_at IS NULL";
    OWNERS = "SELECT count(*) AS n FROM membership WHERE conversation_id = $1 AND role = 'owner' AND left_at IS NULL";
    ELDEST = "SELECT person_id AS id, p.name FROM membership m JOIN person p ON p.id = m.person_id
              WHERE conversation_id = $1 AND person_id <> $2 AND m.left_at IS NULL
              ORDER BY CASE m.role WHEN 'admin' THEN 0 ELSE 1 END, m.joined_seq, person_id LIMIT 1";
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
    large: bool,
    members: i64,
}

/// Somebody by id and name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

/// Somebody who can be talked to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Shared {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// An organisation that both belong to.
    pub organisation: OrganisationId,
}

/// Somebody in a conversation now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Hearer {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// What they may do there.
    pub role: Role,
    /// The first line they see.
    pub from_seq: i64,
    shape: i64,
}

/// A large conversation that somebody is in.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Watched {
    /// Which.
    pub topic: ConversationId,
    /// Whose.
    pub person: PersonId,
    /// Its shape when this was read.
    pub shape: i64,
    /// The first line they see.
    pub from_seq: i64,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
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
        }
    }
}

/// Title, rules and people as they are now; of the people in a large one `reader` alone.
pub async fn find_details(tx: &mut Tx, conversation: ConversationId, reader: PersonId) -> Result<Details> {
    let head = tx.query(DETAILS).bind(conversation).fetch_one::<DetailsRow>().await?;
    let query = if head.large { tx.query(MEMBER).bind(conversation).bind(reader) } else { tx.query(MEMBERS).bind(conversation) };
    let members = query.fetch_all::<MemberRow>().await?.into_iter().map(Member::from).collect();
    Ok(Details { kind: head.kind, title: head.title, history: head.history, large: head.large, present: head.members, members })
}

/// Somebody who is in it, or was.
pub async fn find_member(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Result<Option<Member>> {
    Ok(tx.query(MEMBER).bind(conversation).bind(person).fetch_optional::<MemberRow>().await?.map(Member::from))
}

/// Up to `limit` of those in it now: owners, admins and then the others, by name; after somebody, or from the first.
pub async fn list_members(tx: &mut Tx, seen: &Seen, after: Option<PersonId>, limit: i64) -> Result<Vec<Member>> {
    let query = match after {
        Some(person) => tx.query(MEMBER_PAGE).bind(seen.conversation()).bind(person),
        None => tx.query(FIRST_MEMBERS).bind(seen.conversation()),
    };
    Ok(query.bind(limit).fetch_all::<MemberRow>().await?.into_iter().map(Member::from).collect())
}

/// How far everybody in it has got, and everybody who was; of a large one, how far the asker has.
pub async fn list_marks(tx: &mut Tx, conversation: ConversationId, asker: PersonId, large: bool) -> Result<Vec<Mark>> {
    let query = if large { tx.query(OWN_MARK).bind(conversation).bind(asker) } else { tx.query(MARKS).bind(conversation) };
    query.fetch_all().await
}

/// The large conversations that somebody is in.
pub async fn list_watched(tx: &mut Tx, person: PersonId) -> Result<Vec<Watched>> {
    tx.query(WATCHED).bind(person).fetch_all().await
}

/// A large conversation, if somebody is in it now.
pub async fn find_watched(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Result<Option<Watched>> {
    tx.query(WATCHED_ONE).bind(conversation).bind(person).fetch_optional().await
}

/// Somebody who is in it now.
pub async fn find_present(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Result<Option<Hearer>> {
    tx.query(PRESENT_ONE).bind(conversation).bind(person).fetch_optional().await
}

/// Everybody in it now, and the shape that this is the state of.
pub async fn list_present(tx: &mut Tx, conversation: ConversationId) -> Result<(i64, Vec<Hearer>)> {
    let hearers = tx.query(PRESENT).bind(conversation).fetch_all::<Hearer>().await?;
    Ok((hearers.first().map_or(0, |hearer| hearer.shape), hearers))
}

/// Whether somebody is in it now.
pub async fn is_in(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Result<bool> {
    Ok(tx.query(IS_IN).bind(conversation).bind(person).fetch_optional::<(i64,)>().await?.is_some())
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
pub async fn insert_member(tx: &mut Tx, permit: &Permit<Conversation, Add>, joining: Joining, now: Timestamp) -> Result<u64> {
    put_member(tx, permit.conversation(), joining, now).await
}

pub(super) async fn put_member(tx: &mut Tx, conversation: ConversationId, joining: Joining, now: Timestamp) -> Result<u64> {
    let query = tx.query(PUT_MEMBER).bind(conversation).bind(joining.person).bind(joining.role).bind(now);
    query.bind(joining.joined_seq).bind(joining.from_seq).bind(joining.read_number).bind(joining.archived).execute().await
}

/// Somebody who can be brought into a conversation, and an organisation that both belong to: `home` where it is that one.
pub async fn find_colleague(tx: &mut Tx, me: PersonId, person: PersonId, home: OrganisationId, now: Timestamp) -> Result<Option<Shared>> {
    tx.query(COLLEAGUE).bind(me).bind(person).bind(home).bind(now).fetch_optional().await
}

/// Until this is done nobody ends that they belong there: who is brought in is out again once that ends, whichever came first.
const COLLEAGUE: Sql = Sql::Differs {
    sqlite: "SELECT p.id, p.name, a.organisation_id AS organisation FROM affiliation me JOIN affiliation a ON a.organisation_id = me.organisation_id
             JOIN person p ON p.id = a.person_id
             WHERE me.person_id = $1 AND me.from_at <= $4 AND me.until_at > $4 AND a.person_id = $2 AND a.visible = TRUE
               AND a.from_at <= $4 AND a.until_at > $4 AND p.profiled_at IS NOT NULL AND p.left_at IS NULL
             ORDER BY CASE WHEN a.organisation_id = $3 THEN 0 ELSE 1 END, a.from_at, a.organisation_id LIMIT 1",
    postgres: "SELECT p.id, p.name, a.organisation_id AS organisation FROM affiliation me JOIN affiliation a ON a.organisation_id = me.organisation_id
               JOIN person p ON p.id = a.person_id
               WHERE me.person_id = $1 AND me.from_at <= $4 AND me.until_at > $4 AND a.person_id = $2 AND a.visible = TRUE
                 AND a.from_at <= $4 AND a.until_at > $4 AND p.profiled_at IS NOT NULL AND p.left_at IS NULL
               ORDER BY CASE WHEN a.organisation_id = $3 THEN 0 ELSE 1 END, a.from_at, a.organisation_id LIMIT 1 FOR SHARE OF a",
};

/// Moves the conversation up in everybody's inbox.
pub async fn update_activity<D: Reshapes>(tx: &mut Tx, permit: &Permit<Conversation, D>, now: Timestamp) -> Result<u64> {
    tx.query(STIR).bind(permit.conversation()).bind(now).execute().await
}

/// Whoever asked goes.
pub async fn update_left(tx: &mut Tx, permit: &Permit<Conversation, Leave>, now: Timestamp) -> Result<u64> {
    tx.query(DEPART).bind(permit.conversation()).bind(permit.person()).bind(now).execute().await
}

/// Takes somebody out.
pub async fn update_removed(tx: &mut Tx, permit: &Permit<Conversation, Remove>, person: PersonId, now: Timestamp) -> Result<u64> {
    tx.query(DEPART).bind(permit.conversation()).bind(person).bind(now).execute().await
}

/// Changes what somebody may do.
pub async fn update_role(tx: &mut Tx, permit: &Permit<Conversation, Appoint>, person: PersonId, role: Role) -> Result<u64> {
    tx.query(APPOINT).bind(permit.conversation()).bind(person).bind(role).execute().await
}

/// Makes somebody the owner after the one who goes.
pub async fn update_heir(tx: &mut Tx, permit: &Permit<Conversation, Leave>, heir: PersonId) -> Result<u64> {
    tx.query(APPOINT).bind(permit.conversation()).bind(heir).bind(Role::Owner).execute().await
}

/// How many owners it has.
pub async fn count_owners<D: Reshapes>(tx: &mut Tx, permit: &Permit<Conversation, D>) -> Result<i64> {
    Ok(tx.query(OWNERS).bind(permit.conversation()).fetch_one::<(i64,)>().await?.0)
}

/// Who takes over when the one who asked goes: an admin, else whoever has been in it longest.
pub async fn find_heir(tx: &mut Tx, permit: &Permit<Conversation, Leave>) -> Result<Option<Named>> {
    tx.query(ELDEST).bind(permit.conversation()).bind(permit.person()).fetch_optional().await
}
