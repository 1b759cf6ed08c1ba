//! Leave to see a conversation, to change it, or to change what is one's own in it; and the locks that go with that.

use std::ops::Deref;

use platform::db::{Result, Sql, Tx};

use super::super::model::{Deed, History, Kind, Role, allows};
use crate::access::{ConversationId, Failure, Outcome, PersonId};

platform::statements! {
    MEMBERSHIP = "SELECT c.kind, c.history, c.large, c.members, c.last_seq, c.last_number, m.role, m.read_number,
                         CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
                  FROM membership m JOIN conversation c ON c.id = m.conversation_id
                  WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.left_at IS NULL";
    LOOK = "SELECT last_seq AS n FROM conversation WHERE id = $1";
    LOOK_OWN = "SELECT read_number AS n FROM membership WHERE conversation_id = $1 AND person_id = $2";
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
    large: bool,
    members: i64,
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
    /// How many were in it when this was made.
    pub fn members(&self) -> i64 {
        self.facts.members
    }
    /// Whether nothing is written there for each member.
    pub fn is_large(&self) -> bool {
        self.facts.large
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
