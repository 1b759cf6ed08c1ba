//! Conversations themselves: founding one, what it is called, its rules, its shape.

use platform::db::{Result, Tx};

use super::super::model::deed::Rename;
use super::super::model::{History, Kind, LARGE};
use super::members::{Joining, put_member};
use super::permits::{Conversation, Reshapes};
use crate::access::{ConversationId, OrganisationId, Permit, PersonId, Timestamp};

platform::statements! {
    SHAPE = "SELECT kind, shape, large, CASE WHEN latest_from > floor_seq THEN latest_from ELSE floor_seq + 1 END AS latest
             FROM conversation WHERE id = $1";
    PAIR = "SELECT c.id FROM conversation c JOIN membership m ON m.conversation_id = c.id AND m.person_id = $2 WHERE c.pair = $1";
    INSERT_CONVERSATION = "INSERT INTO conversation (id, organisation_id, kind, title, history, pair, members, last_at, created_by, created_at)
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)";
    // `CASE`, because the greater of two is `max` on SQLite and `greatest` on PostgreSQL. A clock that is put back moves nothing down.
    RESHAPE = "UPDATE conversation
               SET last_seq = last_seq + 1, last_line = last_seq + 1, last_at = CASE WHEN $2 > last_at THEN $2 ELSE last_at END,
                   shape = shape + 1, members = members + $3, large = large OR members + $3 > $4,
                   latest_from = CASE WHEN $5 > latest_from THEN $5 ELSE latest_from END
               WHERE id = $1 RETURNING last_seq AS seq, last_number AS number, shape, large";
    // Each membership says it too, because the indices of the inbox lie there.
    GROW = "UPDATE membership SET large = TRUE WHERE conversation_id = $1 AND large = FALSE";
    GROWN = "UPDATE conversation SET latest_from = (SELECT max(m.from_seq) FROM membership m WHERE m.conversation_id = $1) WHERE id = $1";
    RETITLE = "UPDATE conversation SET title = $2 WHERE id = $1 AND title <> $2";
    REHISTORY = "UPDATE conversation SET history = $2 WHERE id = $1";
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: ConversationId,
}

/// Where a change of shape stands, and what the conversation is then.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Reshaped {
    /// The seq it took.
    pub seq: i64,
    /// The number of the last message before it.
    pub number: i64,
    /// The shape it has now.
    pub shape: i64,
    /// Whether nothing is written there for each member any more.
    pub large: bool,
}

/// What shape a conversation has, whoever is in it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Shape {
    /// Direct or group, for ever.
    pub kind: Kind,
    /// Grows with every change of who is in it.
    pub shape: i64,
    /// Whether nothing is written there for each member.
    pub large: bool,
    /// What is shown from here on everybody sees.
    pub latest: i64,
}

/// What shape a conversation has; nothing where there is none.
pub async fn find_shape(tx: &mut Tx, conversation: ConversationId) -> Result<Option<Shape>> {
    tx.query(SHAPE).bind(conversation).fetch_optional().await
}

/// The one conversation of a pair, of whose members `person` is one.
pub async fn find_pair(tx: &mut Tx, pair: &str, person: PersonId) -> Result<Option<ConversationId>> {
    Ok(tx.query(PAIR).bind(pair.to_owned()).bind(person).fetch_optional::<IdRow>().await?.map(|row| row.id))
}

/// What a new conversation is made of.
pub struct Founding<'a> {
    /// Its id.
    pub id: ConversationId,
    /// The founder.
    pub by: PersonId,
    /// Whose it is: its members may be of others.
    pub home: OrganisationId,
    /// Direct or group.
    pub kind: Kind,
    /// The group's title.
    pub title: &'a str,
    /// What joiners see.
    pub history: History,
    /// What there is to be only one of: two people, or one person's one deed.
    pub pair: &'a str,
    /// Who is in it.
    pub members: &'a [Joining],
}

/// Makes a conversation with those who are in it from the beginning: there is nothing yet that anybody's leave could be about.
pub async fn insert_conversation(tx: &mut Tx, founding: Founding<'_>, now: Timestamp) -> Result<()> {
    let members = i64::try_from(founding.members.len()).unwrap_or(i64::MAX);
    let query = tx.query(INSERT_CONVERSATION).bind(founding.id).bind(founding.home).bind(founding.kind);
    let query = query.bind(founding.title.to_owned()).bind(founding.history).bind(founding.pair.to_owned()).bind(members);
    query.bind(now).bind(founding.by).execute().await?;
    for joining in founding.members {
        put_member(tx, founding.id, *joining, now).await?;
    }
    Ok(())
}

/// Takes the next seq for a change of who is in it or what it is called; `more` people are in it then, and the last to come see it
/// from `latest` on. Past [`LARGE`] it is a large one, and stays that.
pub async fn update_shape<D: Reshapes>(
    tx: &mut Tx,
    permit: &Permit<Conversation, D>,
    more: i64,
    latest: i64,
    now: Timestamp,
) -> Result<Reshaped> {
    let query = tx.query(RESHAPE).bind(permit.conversation()).bind(now).bind(more).bind(LARGE).bind(latest);
    let reshaped = query.fetch_one::<Reshaped>().await?;
    if reshaped.large && !permit.is_large() {
        tx.query(GROW).bind(permit.conversation()).execute().await?;
        tx.query(GROWN).bind(permit.conversation()).execute().await?;
    }
    Ok(reshaped)
}

/// Changes the title; no row if it is that already.
pub async fn update_title(tx: &mut Tx, permit: &Permit<Conversation, Rename>, title: &str) -> Result<u64> {
    tx.query(RETITLE).bind(permit.conversation()).bind(title.to_owned()).execute().await
}

/// Changes what joiners see.
pub async fn update_history(tx: &mut Tx, permit: &Permit<Conversation, Rename>, history: History) -> Result<u64> {
    tx.query(REHISTORY).bind(permit.conversation()).bind(history).execute().await
}
