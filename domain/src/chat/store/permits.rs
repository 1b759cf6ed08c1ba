//! Leave to see a conversation, to change it, or to change what is one's own in it; and the locks that go with that.

use std::ops::Deref;

use platform::db::{Result, Sql, Tx};

use super::super::model::deed::{Add, Appoint, Keep, Leave, Remove, Rename};
use super::super::model::{Deed, History, Kind, Role, allows};
use crate::access::{Allows, ConversationId, Does, Failure, Outcome, Permit, PersonId, Scoped};
use crate::audit::Scope;

platform::statements! {
    // What lies below the floor counts as said before they joined.
    MEMBERSHIP = "SELECT c.kind, c.history, c.large, c.members, c.last_seq, c.last_number, m.role, m.read_number,
                         CASE WHEN m.from_seq > c.floor_seq THEN m.from_seq ELSE c.floor_seq + 1 END AS from_seq
                  FROM membership m JOIN conversation c ON c.id = m.conversation_id
                  WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.left_at IS NULL";
    // Of these three only the lock is wanted, on PostgreSQL: what is decided by is read after it.
    LOOK = "SELECT last_seq AS n FROM conversation WHERE id = $1";
    LOOK_OWN = "SELECT read_number AS n FROM membership WHERE conversation_id = $1 AND person_id = $2";
    LOOK_INBOX = "SELECT read_number AS n FROM membership WHERE person_id = $1 AND left_at IS NULL";
}

/// Leave to see a conversation; only [`sees`], [`may`] and [`own`] make one. What it says may change at once: nothing is
/// written that was decided by it.
#[derive(Clone, Debug)]
pub struct Seen {
    conversation: ConversationId,
    person: PersonId,
    facts: MembershipRow,
}

/// A conversation whose row is held; only [`hold`] makes one. Nobody else changes what is in it until the transaction ends.
#[derive(Debug)]
pub struct Held(ConversationId);

/// A conversation that is held, and what somebody in it saw of it then; only [`may`] makes one.
#[derive(Debug)]
pub struct Conversation {
    held: Held,
    seen: Seen,
}

/// Somebody's own row in a conversation, which is held, and what they saw then; only [`own`] makes one.
#[derive(Debug)]
pub struct Membership(Seen);

/// All of somebody's rows, which are held; only [`own_inbox`] makes one.
#[derive(Debug)]
pub struct Inbox(PersonId);

/// A deed that is told in a line of its own, and after which a conversation has another shape.
pub trait Reshapes: Does<Deed = Deed> {}
impl Reshapes for Rename {}
impl Reshapes for Add {}
impl Reshapes for Remove {}
impl Reshapes for Appoint {}
impl Reshapes for Leave {}

impl Held {
    /// Which.
    pub fn conversation(&self) -> ConversationId {
        self.0
    }
}

impl Conversation {
    /// That it is held.
    pub fn held(&self) -> &Held {
        &self.held
    }
}

impl Inbox {
    /// Whose.
    pub fn person(&self) -> PersonId {
        self.0
    }
}

impl Deref for Conversation {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.seen
    }
}

impl Deref for Membership {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl Allows<Deed> for Conversation {
    fn allows(&self, deed: Deed) -> bool {
        allows(self.kind(), self.role(), deed)
    }
}

impl Allows<Deed> for Membership {
    fn allows(&self, deed: Deed) -> bool {
        allows(self.kind(), self.role(), deed)
    }
}

impl Allows<Deed> for Inbox {
    fn allows(&self, deed: Deed) -> bool {
        deed == Deed::Keep
    }
}

impl Scoped for Conversation {
    fn scope(&self) -> Scope {
        Scope::Conversation(self.conversation())
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

/// Leave for `person` to do `D`, or why not. A stranger's conversation is not found.
///
/// The row of a conversation guards all that is in it. It is locked by a statement of its own: one that also reads who is in it
/// would wait for the lock and then answer as it was before (PostgreSQL, `FOR UPDATE` and read committed).
///
/// Leave for one deed is none for another. Who may rename a group, renames it:
///
/// ```no_run,standalone_crate
/// # use domain::access::{ConversationId, Outcome, PersonId};
/// # use domain::chat::{model::deed::*, store::{may, update_title}};
/// # use platform::db::Tx;
/// async fn rename(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<u64> {
///     let permit = may::<Rename>(tx, conversation, person).await?;
///     Ok(update_title(tx, &permit, "Ward 7").await?)
/// }
/// ```
///
/// Who may speak in it, does not:
///
/// ```compile_fail
/// # use domain::access::{ConversationId, Outcome, PersonId};
/// # use domain::chat::{model::deed::*, store::{may, update_title}};
/// # use platform::db::Tx;
/// async fn rename(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<u64> {
///     let permit = may::<Speak>(tx, conversation, person).await?;
///     Ok(update_title(tx, &permit, "Ward 7").await?)
/// }
/// ```
///
/// nor does who sees it, which locks nothing:
///
/// ```compile_fail
/// # use domain::access::{ConversationId, Outcome, PersonId};
/// # use domain::chat::{model::deed::*, store::{sees, update_title}};
/// # use platform::db::Tx;
/// async fn rename(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<u64> {
///     let permit = sees(tx, conversation, person).await?;
///     Ok(update_title(tx, &permit, "Ward 7").await?)
/// }
/// ```
///
/// nor who has what is their own in hand:
///
/// ```compile_fail
/// # use domain::access::{ConversationId, Outcome, PersonId};
/// # use domain::chat::{model::deed::*, store::{own, update_title}};
/// # use platform::db::Tx;
/// async fn rename(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<u64> {
///     let permit = own(tx, conversation, person).await?;
///     Ok(update_title(tx, &permit, "Ward 7").await?)
/// }
/// ```
pub async fn may<D: Does<Deed = Deed>>(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<Permit<Conversation, D>> {
    let held = hold(tx, conversation).await?;
    let seen = sees(tx, conversation, person).await?;
    Permit::may(Conversation { held, seen })
}

/// Leave for `person` to change what is their own in a conversation. A stranger's is not found.
pub async fn own(tx: &mut Tx, conversation: ConversationId, person: PersonId) -> Outcome<Permit<Membership, Keep>> {
    tx.query(OWN_GUARD).bind(conversation).bind(person).fetch_optional::<(i64,)>().await?;
    Permit::may(Membership(sees(tx, conversation, person).await?))
}

/// Leave for `person` to change what is their own wherever they are. Their rows are locked in the order in which everybody does.
pub async fn own_inbox(tx: &mut Tx, person: PersonId) -> Outcome<Permit<Inbox, Keep>> {
    tx.query(INBOX_GUARD).bind(person).fetch_all::<(i64,)>().await?;
    Permit::may(Inbox(person))
}

/// Holds a conversation until the transaction ends: what nobody in it asked for asks for no more.
pub async fn hold(tx: &mut Tx, conversation: ConversationId) -> Result<Held> {
    tx.query(GUARD).bind(conversation).fetch_optional::<(i64,)>().await?;
    Ok(Held(conversation))
}

/// The guards: a row that is not there is told by whoever looks next. SQLite writes one at a time, and knows no such clause.
const GUARD: Sql = Sql::Differs { sqlite: LOOK, postgres: "SELECT last_seq AS n FROM conversation WHERE id = $1 FOR NO KEY UPDATE" };
const OWN_GUARD: Sql = Sql::Differs {
    sqlite: LOOK_OWN,
    postgres: "SELECT read_number AS n FROM membership WHERE conversation_id = $1 AND person_id = $2 FOR NO KEY UPDATE",
};
const INBOX_GUARD: Sql = Sql::Differs {
    sqlite: LOOK_INBOX,
    postgres: "SELECT read_number AS n FROM membership WHERE person_id = $1 AND left_at IS NULL ORDER BY conversation_id FOR NO KEY UPDATE",
};
